//! Takes note that stock was given back.
use domain::order::{Happened, TimelineEntry};
use events::{
    Envelope,
    inventory::{ReservationExpiredV1, ReservationReleasedV1, StockUnits},
};
use primitives::{CheckoutId, ReservationId};
use runtime::{Cx, Done, Outcome};
use table::keys;

/// By the clock.
pub async fn expired(cx: Cx, event: Envelope<ReservationExpiredV1>) -> Outcome<()> {
    let ReservationExpiredV1 { reservation_id, checkout_id, lines, .. } = &event.data;
    given_back(&cx, &event, reservation_id, checkout_id, lines).await
}

/// Because a checkout or lines were given up.
pub async fn released(cx: Cx, event: Envelope<ReservationReleasedV1>) -> Outcome<()> {
    let ReservationReleasedV1 { reservation_id, checkout_id, lines, .. } = &event.data;
    given_back(&cx, &event, reservation_id, checkout_id, lines).await
}

/// Stock knows the checkout it was put aside for; the checkout knows the order.
async fn given_back<E>(
    cx: &Cx,
    event: &Envelope<E>,
    reservation_id: &ReservationId,
    checkout_id: &CheckoutId,
    lines: &[StockUnits],
) -> Outcome<()> {
    let Some(checkout) = cx.find(keys::checkout::checkout(checkout_id)).await? else {
        return Ok(Done::new(()));
    };
    let units = lines.iter().map(|line| u64::from(line.quantity)).sum();
    let entry = TimelineEntry::of(&checkout.order_id, Happened::StockReleased, event)
        .about(reservation_id)
        .units(units);
    Ok(Done::new(()).put(&entry))
}
