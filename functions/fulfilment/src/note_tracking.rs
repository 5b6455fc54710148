//! Takes note of what a carrier saw.
use crate::track::seen_by;
use domain::fulfilment::{Seen, Status};
use events::{Envelope, carrier::ParcelTrackedV1};
use runtime::{Cx, Done, Fault, Outcome};
use table::keys;

pub async fn handle(cx: Cx, event: Envelope<ParcelTrackedV1>) -> Outcome<()> {
    let ParcelTrackedV1 { order_id, shipment_id, attempt, status, seen_at, .. } = &event.data;
    let held = cx.load(keys::fulfilment::shipment(order_id, shipment_id)).await?;
    // A later version of the carrier's function may know more words.
    let Some(status) = Status::named(status.as_ref()) else { return Ok(Done::new(())) };
    if held.attempt == *attempt && held.state.is_in_house() {
        // The carrier scanned it before anybody here said that it was handed over.
        return Err(Fault::Outside("the parcel has not been handed over yet".into()));
    }
    Ok(seen_by(&held, Seen { attempt: *attempt, status, at: *seen_at }).reply(()))
}
