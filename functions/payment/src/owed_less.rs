//! Less is owed for an order than before: lines were cancelled, an edit made it cheaper, or a parcel
//! never arrived. Exactly that is let go or given back; what asks for it is the cause, and has its
//! effect once, however often and by whichever event it is told.
use crate::drive;
use domain::payment::{Payment, Refusal, reduce};
use events::{
    Envelope,
    fulfilment::ShipmentWrittenOffV1,
    order::{LinesCancelledV1, OrderEditedV1},
};
use primitives::{Money, PaymentId};
use runtime::{Cx, Done, Fault, Progress, Step};
use table::{Held, keys};

/// Lines were cancelled.
pub async fn cancelled(cx: Cx, event: Envelope<LinesCancelledV1>) -> Progress<()> {
    let LinesCancelledV1 { refund, payment_ids, cancellation_id, .. } = &event.data;
    give_back(&cx, *refund, payment_ids, cancellation_id.as_ref()).await
}

/// An order was edited.
pub async fn edited(cx: Cx, event: Envelope<OrderEditedV1>) -> Progress<()> {
    let OrderEditedV1 { refund, payment_ids, edit_id, .. } = &event.data;
    give_back(&cx, *refund, payment_ids, edit_id.as_ref()).await
}

/// A parcel that left will not arrive.
pub async fn written_off(cx: Cx, event: Envelope<ShipmentWrittenOffV1>) -> Progress<()> {
    let ShipmentWrittenOffV1 { refund, payment_ids, shipment_id, .. } = &event.data;
    give_back(&cx, *refund, payment_ids, &format!("{shipment_id} written off")).await
}

/// What a bank has taken back, the buyer has: it is owed no second time.
fn without_disputed(owed: Money, payments: &[Payment]) -> Money {
    let disputed: i64 = payments.iter().map(|payment| payment.disputed().all()).sum();
    if disputed <= 0 {
        return owed;
    }
    let free = |payment: &Payment| payment.buckets.uncaptured() + payment.refundable();
    let free: i64 = payments.iter().map(free).sum();
    Money::new(owed.minor.min(free), owed.currency)
}

async fn give_back(cx: &Cx, owed: Money, payment_ids: &[PaymentId], cause: &str) -> Progress<()> {
    if owed.minor <= 0 {
        return Ok(Step::Finish(Done::new(())));
    }
    let wanted: Vec<_> = payment_ids.iter().map(keys::payment::payment).collect();
    let held: Vec<Held<Payment>> = cx.load_many(&wanted).await?.into_iter().flatten().collect();
    if held.iter().any(|payment| !payment.caused_by(cause).is_empty()) {
        return drive::all(cx, &held).await;
    }
    let before: Vec<Payment> = held.iter().map(|held| held.value.clone()).collect();
    let still_moving = before.iter().any(|payment| payment.buckets.captured.pending > 0);
    let owed = if still_moving { owed } else { without_disputed(owed, &before) };
    if owed.minor <= 0 {
        return Ok(Step::Finish(Done::new(())));
    }
    let after = match reduce(before, owed, cause, &mut || cx.new_id(), cx.now()) {
        // What is being captured can be refunded in a moment.
        Err(Refusal::TooMuch { .. }) if still_moving => {
            return Err(Fault::Outside("a capture is under way".into()));
        }
        after => after?,
    };
    let changed = held.iter().zip(&after).filter(|(held, after)| held.value != **after);
    let done = changed.fold(Done::new(()), |done, (held, after)| done.replace(held, after));
    Ok(Step::Continue(done))
}
