//! Takes note of what became of refunds of an order. What is given back is in the account of `refunds`; what a
//! payment gave back is told by the payment. Store credit is given, and taken back, for what a payment took without
//! its telling: so whatever ends such a step has the order see anew what its payments add up to.
use crate::note_payment;
use domain::order::{Happened, TimelineEntry};
use events::{
    Envelope,
    refunds::{
        RefundAwaitsApprovalV1, RefundBegunV1, RefundCompletedV1, RefundDeclinedV1, RefundFailedV1,
        RefundGrantedV1, RefundRefusedV1, RefundReversedV1,
    },
};
use runtime::{Cx, Done, Outcome};

/// Somebody has to agree.
pub async fn awaits(_: Cx, event: Envelope<RefundAwaitsApprovalV1>) -> Outcome<()> {
    let RefundAwaitsApprovalV1 { order_id, refund_id, payout, .. } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::RefundAwaitsApproval, &event)
        .about(refund_id)
        .amount(*payout);
    Ok(Done::new(()).put(&entry))
}

/// Nobody agreed.
pub async fn declined(_: Cx, event: Envelope<RefundDeclinedV1>) -> Outcome<()> {
    let RefundDeclinedV1 { order_id, refund_id, .. } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::RefundDeclined, &event).about(refund_id);
    Ok(Done::new(()).put(&entry))
}

/// It was granted, or granted anew. The amount is what is paid out.
pub async fn granted(_: Cx, event: Envelope<RefundGrantedV1>) -> Outcome<()> {
    let RefundGrantedV1 { order_id, refund_id, payout, .. } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::RefundGranted, &event)
        .about(refund_id)
        .amount(*payout);
    Ok(Done::new(()).put(&entry))
}

/// Payments were told.
pub async fn begun(_: Cx, event: Envelope<RefundBegunV1>) -> Outcome<()> {
    let RefundBegunV1 { order_id, refund_id, .. } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::RefundBegun, &event).about(refund_id);
    Ok(Done::new(()).put(&entry))
}

/// All of it is with the buyer: as store credit, too, of which no payment tells.
pub async fn completed(cx: Cx, event: Envelope<RefundCompletedV1>) -> Outcome<()> {
    let RefundCompletedV1 { order_id, refund_id, payout, .. } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::RefundCompleted, &event)
        .about(refund_id)
        .amount(*payout);
    note_payment::refreshed(&cx, Done::new(()).put(&entry), order_id).await
}

/// Some of it could not be paid out; some may have become store credit. The amount is what is not paid.
pub async fn failed(cx: Cx, event: Envelope<RefundFailedV1>) -> Outcome<()> {
    let RefundFailedV1 { order_id, refund_id, unpaid, failure, .. } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::RefundFailed, &event)
        .about(refund_id)
        .amount(*unpaid)
        .note(failure);
    note_payment::refreshed(&cx, Done::new(()).put(&entry), order_id).await
}

/// Some of it came back. The amount is what is not paid any more.
pub async fn reversed(cx: Cx, event: Envelope<RefundReversedV1>) -> Outcome<()> {
    let RefundReversedV1 { order_id, refund_id, unpaid, failure, .. } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::RefundReversed, &event)
        .about(refund_id)
        .amount(*unpaid)
        .note(failure);
    note_payment::refreshed(&cx, Done::new(()).put(&entry), order_id).await
}

/// What an inspection asked for cannot be given back.
pub async fn refused(_: Cx, event: Envelope<RefundRefusedV1>) -> Outcome<()> {
    let RefundRefusedV1 { order_id, refund_id, failure, .. } = &event.data;
    let entry =
        TimelineEntry::of(order_id, Happened::RefundRefused, &event).about(refund_id).note(failure);
    Ok(Done::new(()).put(&entry))
}
