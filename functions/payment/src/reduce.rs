//! What is no longer owed is let go or given back.
use crate::drive;
use domain::payment::{Payment, Refusal, reduce};
use primitives::{Money, PaymentId};
use runtime::{Cx, Done, Fault, Progress, Step};
use table::{Held, keys};

/// Lets go of, or gives back, exactly a sum over an order's payments. The cause has its effect once,
/// however often and by whichever event it is told.
pub async fn by(cx: &Cx, owed: Money, payment_ids: &[PaymentId], cause: &str) -> Progress<()> {
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
