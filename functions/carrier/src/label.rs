//! Shows a label.
use contract::carrier::{LabelView, ViewLabel};
use domain::carrier::{CarrierRefusal, LabelState};
use primitives::{LabelId, Timestamp};
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::time::Duration;
use table::keys;

/// How long the addresses of the files are good.
const VALID: Duration = Duration::from_mins(10);

/// Where a label's file is kept.
fn file(label_id: &LabelId, kind: &str) -> String {
    format!("labels/{label_id}.{kind}")
}

/// Keeps the files of a label. Written again after a crash, they are the same.
pub async fn keep<const N: usize>(
    cx: &Cx,
    label_id: &LabelId,
    files: [(Vec<u8>, &str, &str); N],
) -> Result<(), Fault> {
    for (bytes, kind, media) in files {
        let written = cx.files()?.write(&file(label_id, kind), bytes, media).await;
        written.map_err(Fault::Outside)?;
    }
    Ok(())
}

/// Addresses that give files of a label for some minutes.
pub async fn urls<const N: usize>(
    cx: &Cx,
    label_id: &LabelId,
    kinds: [&str; N],
) -> Result<[String; N], Fault> {
    let mut urls = [const { String::new() }; N];
    for (url, kind) in urls.iter_mut().zip(kinds) {
        let given = cx.files()?.download_url(&file(label_id, kind), VALID).await;
        *url = given.map_err(Fault::Outside)?;
    }
    Ok(urls)
}

/// Until when addresses that are given now are good.
pub fn expiry(cx: &Cx) -> Timestamp {
    cx.now().plus_seconds(i64::try_from(VALID.as_secs()).unwrap_or_default())
}

pub async fn handle(cx: Cx, req: Req<ViewLabel>) -> Outcome<LabelView> {
    let path = &req.path;
    let shipment = cx.load(keys::fulfilment::shipment(&path.order_id, &path.shipment_id)).await?;
    let label = cx.find(keys::carrier::label(&path.shipment_id, &shipment.attempt)).await?;
    let label = label.ok_or(CarrierRefusal::NoLabel)?.value;
    let mut view = LabelView {
        label_id: label.label_id.clone(),
        state: label.state,
        carrier: label.carrier,
        service: label.service,
        tracking_number: label.tracking_number,
        cost: label.cost,
        failure: label.failure,
        pdf_url: None,
        zpl_url: None,
        urls_expire_at: None,
    };
    if label.state == LabelState::Bought {
        let [pdf, zpl] = urls(&cx, &label.label_id, ["pdf", "zpl"]).await?;
        (view.pdf_url, view.zpl_url) = (Some(pdf), Some(zpl));
        view.urls_expire_at = Some(expiry(&cx));
    }
    Ok(Done::new(view))
}
