//! What callers are shown of a label.
use crate::label;
use contract::carrier::ErrandLabelView;
use domain::carrier::{CarrierRefusal, Errand, ErrandLabel, LabelState};
use runtime::{Cx, Done, Fault, Outcome};
use table::keys;

/// The label, with addresses of its files once there are some.
pub async fn shown(cx: &Cx, label: &ErrandLabel) -> Result<ErrandLabelView, Fault> {
    let mut view = ErrandLabelView::of(label, cx.who().is_shop());
    if label.state == LabelState::Bought {
        let urls = label::urls(cx, &label.label_id, ["pdf", "zpl", "svg"]).await?;
        let [pdf, zpl, svg] = urls.map(Some);
        (view.pdf_url, view.zpl_url, view.qr_url) = (pdf, zpl, svg);
        view.urls_expire_at = Some(label::expiry(cx));
    }
    Ok(view)
}

/// The label of an errand that the caller may see.
pub async fn of(cx: &Cx, errand: &Errand) -> Outcome<ErrandLabelView> {
    let held = cx.find(keys::carrier::errand(&errand.parcel()?)).await?;
    let held = held.ok_or(CarrierRefusal::NoErrandLabel)?;
    Ok(Done::new(shown(cx, &held).await?))
}
