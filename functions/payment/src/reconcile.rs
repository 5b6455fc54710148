//! Nothing stays under way for ever: what a crash, a lost webhook or a provider in trouble left
//! undone is done by the clock.
use crate::drive;
use domain::payment::{Next, next};
use events::{Envelope, payment::PaymentOverdueV1};
use runtime::{Cx, Done, Fault, Outcome, Progress, Step};
use table::{keys, keys::payment::PENDING_SHARDS};

/// Payments that one tick takes up per shard; the longest overdue come first.
const BATCH: u32 = 25;

/// Takes up what is overdue: an event for each, so that one in trouble holds up no other.
pub async fn all(cx: Cx) -> Outcome<()> {
    let mut done = Done::new(());
    for shard in 0..PENDING_SHARDS {
        let overdue = keys::payment::overdue_payments(&shard).up_to(cx.now());
        let found = cx.list(&overdue, BATCH, None).await?.items;
        let keys: Vec<_> =
            found.iter().map(|one| keys::payment::payment(&one.payment_id)).collect();
        for held in cx.load_many(&keys).await?.into_iter().flatten() {
            let Some(pending_since) = held.pending_since else { continue };
            let payment_id = held.payment_id.clone();
            let event = PaymentOverdueV1 { payment_id: payment_id.clone(), pending_since };
            done = done.publish(payment_id, 0, &event);
        }
    }
    Ok(done)
}

/// Does what is undone, or asks the provider. One out of reach is asked again later: that is no
/// fault of the message.
pub async fn one(cx: Cx, overdue: Envelope<PaymentOverdueV1>) -> Progress<()> {
    let held = cx.load(keys::payment::payment(&overdue.data.payment_id)).await?;
    let tried = match next(&held) {
        Next::Ask(entry) => drive::ask(&cx, &held, &entry).await,
        _ => drive::step(&cx, &held).await,
    };
    let found = match tried {
        Err(Fault::Outside(why)) => {
            runtime::note("the payment provider is out of reach", &why);
            None
        }
        found => found?,
    };
    Ok(match found {
        Some(done) => Step::Continue(done),
        None if held.check_at.is_some_and(|at| at <= cx.now()) => {
            let checked = held.value.clone().checked(cx.now());
            Step::Finish(Done::new(()).replace(&held, &checked))
        }
        None => Step::Finish(Done::new(())),
    })
}
