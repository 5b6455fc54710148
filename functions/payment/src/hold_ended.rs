use crate::drive;
use domain::payment::{Payment, end_hold};
use events::{Envelope, returns::HoldEndedV1};
use runtime::{Cx, Done, Fault, Progress, Step};
use table::keys;

/// A hold for goods that left before the old ones were back has ended: so much is taken, and the rest let go. The
/// return's id is the cause: it has its effect once, however often it is told.
pub async fn handle(cx: Cx, ended: Envelope<HoldEndedV1>) -> Progress<()> {
    let HoldEndedV1 { payment_id, captured, return_id, .. } = &ended.data;
    let held = cx.load(keys::payment::payment(payment_id)).await?;
    if captured.minor > 0 && held.authorisation_is_open() {
        return Err(Fault::Outside("an authorisation is under way".into()));
    }
    let cause = return_id.to_string();
    let next = end_hold(&held, *captured, &cause, &mut || cx.new_id(), cx.now())?;
    Ok(match next {
        Some(next) => Step::Continue(replaced(&held, &next)),
        None => match drive::step(&cx, &held).await? {
            Some(done) => Step::Continue(done),
            None => Step::Finish(Done::new(())),
        },
    })
}

fn replaced(held: &table::Held<Payment>, next: &Payment) -> Done<()> {
    Done::new(()).replace(held, next)
}
