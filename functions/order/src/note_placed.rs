//! Takes note that an order was placed.
use crate::note_payment::refreshed;
use domain::order::{Happened, TimelineEntry};
use events::{Envelope, order::OrderPlacedV1};
use runtime::{Cx, Done, Outcome};

pub async fn handle(cx: Cx, event: Envelope<OrderPlacedV1>) -> Outcome<()> {
    let OrderPlacedV1 { order_id, checkout_id, total, .. } = &event.data;
    let entry =
        TimelineEntry::of(order_id, Happened::Placed, &event).about(checkout_id).amount(*total);
    refreshed(&cx, Done::new(()).put(&entry), order_id).await
}
