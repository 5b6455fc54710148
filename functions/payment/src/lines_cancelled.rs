use crate::drive;
use domain::payment::{Payment, Refusal, reduce};
use events::{Envelope, order::LinesCancelledV1};
use runtime::{Cx, Done, Fault, Progress, Step};
use table::{Held, keys};

/// Voids or gives back exactly what is no longer owed. The cancellation's id is the cause: it has
/// its effect once, however often and by whichever event it is told.
pub async fn handle(cx: Cx, cancelled: Envelope<LinesCancelledV1>) -> Progress<()> {
    let owed = cancelled.data.refund;
    if owed.minor <= 0 {
        return Ok(Step::Finish(Done::new(())));
    }
    let wanted: Vec<_> = cancelled.data.payment_ids.iter().map(keys::payment::payment).collect();
    let held: Vec<Held<Payment>> = cx.load_many(&wanted).await?.into_iter().flatten().collect();
    let cause = cancelled.data.cancellation_id.to_string();
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
        if let Some(done) = drive::step(&cx, payment).await? {
            return Ok(Step::Continue(done));
        }
    }
    Ok(Step::Finish(Done::new(())))
}
