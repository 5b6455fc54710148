//! Takes note of what became of an order's payments.
//!
//! The events say that something changed; what the payments add up to is read from the payments
//! themselves, so that events may come twice, late or in any order.
use domain::order::{Happened, Order, PaymentStatus, PaymentSums, TimelineEntry};
use events::{
    Envelope,
    payment::{
        PaymentActionRequiredV1, PaymentAuthorisedV1, PaymentCancelledV1, PaymentCapturedV1,
        PaymentDeclinedV1, PaymentDisputeClosedV1, PaymentDisputedV1, PaymentRefundedV1,
        PaymentRefusedV1,
    },
};
use primitives::OrderId;
use runtime::{Cx, Done, Fault, Outcome};
use table::keys;

/// Handlers that write an entry about a payment and then see what the payments add up to.
macro_rules! notes {
    ($($(#[$doc:meta])* $name:ident($event:ident) $what:ident $(, $note:ident)?;)*) => {$(
        $(#[$doc])*
        pub async fn $name(cx: Cx, event: Envelope<$event>) -> Outcome<()> {
            let data = &event.data;
            let entry = TimelineEntry::of(&data.order_id, Happened::$what, &event)
                .about(&data.payment_id)
                .amount(data.amount)
                $(.note(&data.$note))?;
            refreshed(&cx, Done::new(()).put(&entry), &data.order_id).await
        }
    )*};
}

notes! {
    /// Money was promised.
    authorised(PaymentAuthorisedV1) PaymentAuthorised;
    /// The buyer has to act.
    action_required(PaymentActionRequiredV1) PaymentActionRequired;
    /// There was no money.
    declined(PaymentDeclinedV1) PaymentDeclined, failure;
    /// Money was taken.
    captured(PaymentCapturedV1) PaymentCaptured;
    /// A promise was let go.
    cancelled(PaymentCancelledV1) PaymentCancelled;
    /// Money was given back.
    refunded(PaymentRefundedV1) PaymentRefunded;
    /// The provider would not; somebody has to look.
    refused(PaymentRefusedV1) PaymentRefused, failure;
    /// The buyer's bank disputes it.
    disputed(PaymentDisputedV1) PaymentDisputed, reason;
    /// A dispute ended: `won`, `lost` or `withdrawn`.
    dispute_closed(PaymentDisputeClosedV1) PaymentDisputeClosed, outcome;
}

/// Adds what the payments add up to now, where that is news. An order that does not exist yet is
/// looked at when it is placed.
pub async fn refreshed(cx: &Cx, done: Done<()>, order_id: &OrderId) -> Outcome<()> {
    let Some(held) = cx.find(keys::order::order(order_id)).await? else { return Ok(done) };
    let status = status(cx, &held).await?;
    if status == held.payment_status {
        return Ok(done);
    }
    Ok(done.replace(&held, &Order { payment_status: status, ..held.value.clone() }))
}

async fn status(cx: &Cx, order: &Order) -> Result<PaymentStatus, Fault> {
    let keys: Vec<_> = order.payment_ids.iter().map(keys::payment::payment).collect();
    let payments = cx.load_many(&keys).await?;
    let paid = payments.iter().flatten();
    let sums = paid.fold(PaymentSums::default(), |sums, payment| sums.with(payment));
    let due = order.totals.total.minus(order.cancelled_amount)?;
    Ok(PaymentStatus::of(due, sums))
}
