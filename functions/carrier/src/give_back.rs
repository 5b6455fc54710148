//! Labels that are not used go back to the carrier.
use crate::port::{self, Unknown};
use domain::carrier::{Label, LabelState, voided};
use events::{Envelope, fulfilment::ShipmentCancelledV1};
use primitives::ShipmentId;
use runtime::{Cx, Done, Fault, Progress, Step};
use table::keys;

/// Nothing of a parcel is wanted any more.
pub async fn handle(cx: Cx, event: Envelope<ShipmentCancelledV1>) -> Progress<()> {
    give_back(&cx, &event.data.shipment_id, |_| false).await
}

/// Gives all labels of a parcel back but those that are kept, one at a time.
pub async fn give_back(
    cx: &Cx,
    shipment_id: &ShipmentId,
    kept: impl Fn(&Label) -> bool,
) -> Progress<()> {
    let labels = cx.list_all(&keys::carrier::labels(shipment_id)).await?;
    let unused = |label: &&Label| label.state == LabelState::Bought && !kept(label);
    let Some(label) = labels.iter().find(unused) else {
        return Ok(Step::Finish(Done::new(())));
    };
    let held = cx.load(keys::carrier::label(shipment_id, &label.attempt)).await?;
    let carrier = port::named(cx, held.carrier.as_ref());
    carrier.void(&held).await.map_err(|Unknown(why)| Fault::Outside(why))?;
    Ok(Step::Continue(Done::new(()).replace(&held, &voided(&held))))
}
