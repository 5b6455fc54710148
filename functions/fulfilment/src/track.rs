//! What became of a parcel, told by staff.
use crate::view;
use contract::fulfilment::{ShipmentView, TrackShipment};
use domain::fulfilment::{News, Seen, Shipment, ShipmentRefusal, track};
use primitives::Code;
use runtime::{Cx, Done, Outcome, Req};
use table::Held;

/// A sighting that staff report, of a parcel whose carrier tells nobody.
pub async fn by_hand(cx: Cx, req: Req<TrackShipment>) -> Outcome<ShipmentView> {
    let held = view::shipment(&cx, &req.path).await?;
    let at = req.body.seen_at.unwrap_or(cx.now()).min(cx.now());
    let seen = Seen { attempt: held.attempt, status: req.body.status, at };
    if held.state.is_in_house() {
        let by = domain::fulfilment::Move::Carry;
        return Err(ShipmentRefusal::State { state: held.state, by }.into());
    }
    Ok(seen_by(&held, seen).map(|next| ShipmentView::for_staff(&next.unwrap_or(held.value))))
}

/// What a sighting changes; a repeat, or what was overtaken, changes nothing.
pub fn seen_by(held: &Held<Shipment>, seen: Seen) -> Done<Option<Shipment>> {
    let tracked = track(held, seen, |failure| Code::parse(failure.name()).ok());
    let Some((next, news)) = tracked else { return Done::new(None) };
    let (version, name) = (held.next_version(), &next.shipment_id);
    let done = Done::new(()).replace(held, &next);
    let done = match &news {
        Some(News::Delivered(event)) => done.publish(name, version, event),
        Some(News::Failed(event)) => done.publish(name, version, event),
        None => done,
    };
    done.reply(Some(next.clone()))
}
