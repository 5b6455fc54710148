//! Less is owed for an order than before: lines were cancelled, or an edit made it cheaper.
use crate::drive;
use domain::payment::{Payment, Refusal, reduce};
use events::{
    Envelope,
    order::{LinesCancelledV1, OrderEditedV1},
};
use primitives::{Money, PaymentId};
use runtime::{Cx, Done, Fault, Progress, Step};
use table::{Held, keys};

/// Lines were cancelled.
pub async fn cancelled(cx: Cx, event: Envelope<LinesCancelledV1>) -> Progress<()> {
    let LinesCancelledV1 { refund, payment_ids, cancellation_id, .. } = &event.data;
    give_back(&cx, *refund, payment_ids, cancellation_id.to_string()).await
}

/// An order was edited.
pub async fn edited(cx: Cx, event: Envelope<OrderEditedV1>) -> Progress<()> {
    let OrderEditedV1 { refund, payment_ids, edit_id, .. } = &event.data;
    give_back(&cx, *refund, payment_ids, edit_id.to_string()).await
}

/// Voids or gives back exactly what is no longer owed. The cancellation's or edit's id is the cause:
/// it has its effect once, however often and by whichever event it is told.
async fn give_back(cx: &Cx, owed: Money, payment_ids: &[PaymentId], cause: String) -> Progress<()> {
    if owed.minor <= 0 {
        return Ok(Step::Finish(Done::new(())));
    }
    let wanted: Vec<_> = payment_ids.iter().map(keys::payment::payment).collect();
    let held: Vec<Held<Payment>> = cx.load_many(&wanted).await?.into_iter().flatten().collect();
    if held.iter().all(|payment| payment.caused_by(&cause).is_empty()) {
        let before: Vec<Payment> = held.iter().map(|held| held.value.clone()).collect();
        let still_moving = before.iter().any(|payment| payment.buckets.captured.pending > 0);
        let after = match reduce(before, owed, &cause, &mut || cx.new_id(), cx.now()) {
            // What is being captured can be refunded in a moment.
            Err(Refusal::TooMuch { .. }) if still_moving => {
                return Err(Fault::Outside("a capture is under way".into()));
            }
            after => after?,
        };
        let changed = held.iter().zip(&after).filter(|(held, after)| held.value != **after);
        let done = changed.fold(Done::new(()), |done, (held, after)| done.replace(held, after));
        return Ok(Step::Continue(done));
    }
    for payment in &held {
        if let Some(done) = drive::step(cx, payment).await? {
            return Ok(Step::Continue(done));
        }
    }
    Ok(Step::Finish(Done::new(())))
}
