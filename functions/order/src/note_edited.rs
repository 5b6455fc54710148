//! Takes note that an order was edited. What is due for it is another sum now.
use crate::note_payment::refreshed;
use domain::order::{Happened, TimelineEntry};
use events::{Envelope, order::OrderEditedV1};
use runtime::{Cx, Done, Outcome};

pub async fn handle(cx: Cx, event: Envelope<OrderEditedV1>) -> Outcome<()> {
    let OrderEditedV1 { order_id, edit_id, total, units_added, .. } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::Edited, &event)
        .about(edit_id)
        .amount(*total)
        .units(*units_added);
    refreshed(&cx, Done::new(()).put(&entry), order_id).await
}
