//! The clock: old goods that are not here by their day are paid for by the hold.
use crate::{books, news, onward};
use domain::returns::overdue;
use events::{Envelope, returns::AdvanceDueV1};
use runtime::{Cx, Done, Outcome};
use table::keys::returns as keys;

/// Returns that one tick looks after; who is left over is next in an hour.
const PER_TICK: u32 = 50;

/// Those whose day has come.
pub async fn due(cx: Cx) -> Outcome<()> {
    let list = keys::advances().up_to(cx.now());
    let mut done = Done::new(());
    for one in cx.list(&list, PER_TICK, None).await?.items {
        let (return_id, order_id) = (one.return_id.clone(), one.order_id.clone());
        // The look changes no version; a repeat is harmless.
        done = done.publish(&one.return_id, 0, &AdvanceDueV1 { return_id, order_id });
    }
    Ok(done)
}

/// One of them. What came is looked at and paid first.
pub async fn one(cx: Cx, event: Envelope<AdvanceDueV1>) -> Outcome<()> {
    let AdvanceDueV1 { return_id, order_id } = &event.data;
    let held = cx.load(keys::one(order_id, return_id)).await?;
    let (account, units) = books::account(&cx, order_id).await?;
    let credits = onward::credits(&cx, &held).await?;
    let Some((next, units)) = overdue(&held, &units, &credits, cx.now()) else {
        return Ok(Done::new(()));
    };
    let done = news::replaced(Done::new(()), &held, &next);
    Ok(done.save(account.as_ref(), &units))
}
