//! Shows a label.
use contract::carrier::{LabelView, ViewLabel};
use domain::carrier::{CarrierRefusal, LabelState};
use primitives::LabelId;
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::time::Duration;
use table::keys;

/// How long the addresses of the files are good.
const VALID: Duration = Duration::from_mins(10);

/// Where a label's file is kept.
pub fn file(label_id: &LabelId, kind: &str) -> String {
    format!("labels/{label_id}.{kind}")
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
        let files = cx.files()?;
        let url = async |kind| {
            let key = file(&label.label_id, kind);
            files.download_url(&key, VALID).await.map_err(Fault::Outside)
        };
        view.pdf_url = Some(url("pdf").await?);
        view.zpl_url = Some(url("zpl").await?);
        let seconds = i64::try_from(VALID.as_secs()).unwrap_or_default();
        view.urls_expire_at = Some(cx.now().plus_seconds(seconds));
    }
    Ok(Done::new(view))
}
