//! Takes note of what became of returns and claims about an order's units. The order itself knows nothing of
//! them: which units come back is in the account of `returns`.
use domain::order::{Happened, TimelineEntry};
use events::{
    Envelope,
    returns::{
        InsteadFailedV1, InsteadPlacedV1, ReturnApprovedV1, ReturnCancelledV1, ReturnClosedV1,
        ReturnDeclinedV1, ReturnInspectedV1, ReturnReceivedV1, ReturnRequestedV1,
    },
};
use runtime::{Cx, Done, Outcome};

/// It was asked for. The note is its kind.
pub async fn requested(_: Cx, event: Envelope<ReturnRequestedV1>) -> Outcome<()> {
    let ReturnRequestedV1 { order_id, return_id, kind, units, .. } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::ReturnRequested, &event)
        .about(return_id)
        .units(u64::from(*units))
        .note(kind);
    Ok(Done::new(()).put(&entry))
}

/// It may be sent.
pub async fn approved(_: Cx, event: Envelope<ReturnApprovedV1>) -> Outcome<()> {
    let ReturnApprovedV1 { order_id, return_id } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::ReturnApproved, &event).about(return_id);
    Ok(Done::new(()).put(&entry))
}

/// It is not taken.
pub async fn declined(_: Cx, event: Envelope<ReturnDeclinedV1>) -> Outcome<()> {
    let ReturnDeclinedV1 { order_id, return_id, why } = &event.data;
    let entry =
        TimelineEntry::of(order_id, Happened::ReturnDeclined, &event).about(return_id).note(why);
    Ok(Done::new(()).put(&entry))
}

/// It was called off.
pub async fn cancelled(_: Cx, event: Envelope<ReturnCancelledV1>) -> Outcome<()> {
    let ReturnCancelledV1 { order_id, return_id } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::ReturnCancelled, &event).about(return_id);
    Ok(Done::new(()).put(&entry))
}

/// Units came. The count is of all that came so far.
pub async fn received(_: Cx, event: Envelope<ReturnReceivedV1>) -> Outcome<()> {
    let ReturnReceivedV1 { order_id, return_id, received, .. } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::ReturnReceived, &event)
        .about(return_id)
        .units(u64::from(*received));
    Ok(Done::new(()).put(&entry))
}

/// Somebody looked at what came. The count is of this inspection alone.
pub async fn inspected(_: Cx, event: Envelope<ReturnInspectedV1>) -> Outcome<()> {
    let ReturnInspectedV1 { order_id, return_id, lines, .. } = &event.data;
    let units = lines.iter().map(|line| u64::from(line.quantity.get())).sum();
    let entry = TimelineEntry::of(order_id, Happened::ReturnInspected, &event)
        .about(return_id)
        .units(units);
    Ok(Done::new(()).put(&entry))
}

/// What comes instead is ordered: told of the order whose goods go back. The note is the other order.
pub async fn instead_placed(_: Cx, event: Envelope<InsteadPlacedV1>) -> Outcome<()> {
    let InsteadPlacedV1 { order_id, return_id, instead_order_id, .. } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::InsteadPlaced, &event)
        .about(return_id)
        .note(instead_order_id);
    Ok(Done::new(()).put(&entry))
}

/// Nothing comes instead. The note is why.
pub async fn instead_failed(_: Cx, event: Envelope<InsteadFailedV1>) -> Outcome<()> {
    let InsteadFailedV1 { order_id, return_id, failure, .. } = &event.data;
    let entry =
        TimelineEntry::of(order_id, Happened::InsteadFailed, &event).about(return_id).note(failure);
    Ok(Done::new(()).put(&entry))
}

/// It is over.
pub async fn closed(_: Cx, event: Envelope<ReturnClosedV1>) -> Outcome<()> {
    let ReturnClosedV1 { order_id, return_id } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::ReturnClosed, &event).about(return_id);
    Ok(Done::new(()).put(&entry))
}
