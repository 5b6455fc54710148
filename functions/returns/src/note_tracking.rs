//! Notes where a carrier saw a return on its way. That units came is said by whoever opens the parcel.
use domain::{carrier::LastSeen, fulfilment::Status};
use events::{Envelope, carrier::ErrandTrackedV1};
use runtime::{Cx, Done, Outcome};
use table::keys::returns as keys;

pub async fn handle(cx: Cx, event: Envelope<ErrandTrackedV1>) -> Outcome<()> {
    let ErrandTrackedV1 { order_id, return_id, status, seen_at, .. } = &event.data;
    let (Some(order_id), Some(return_id)) = (order_id, return_id) else { return Ok(Done::new(())) };
    let held = cx.load(keys::one(order_id, return_id)).await?;
    // A later version of the carrier's function may know more words.
    let Some(status) = Status::named(status.as_ref()) else { return Ok(Done::new(())) };
    let next = held.sighted(LastSeen { status, at: *seen_at });
    Ok(next.map_or_else(|| Done::new(()), |next| Done::new(()).replace(&held, &next)))
}
