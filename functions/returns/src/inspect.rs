//! Looks at what came, or settles a claim about what did not. Stock and refund follow from the news.
use crate::{books, onward, view};
use contract::returns::{InspectReturn, ReturnView, SettleClaim};
use domain::returns::{Inspected, Inspection, Return, inspect, settle as settled};
use runtime::{Cx, Fault, Outcome, Req};
use table::{Held, keys};

/// Looks at what came.
pub async fn handle(cx: Cx, req: Req<InspectReturn>) -> Outcome<ReturnView> {
    let held = books::one(&cx, &req.path).await?;
    let location_id = req.body.location_id;
    let there = cx.find(keys::inventory::location(&location_id)).await?;
    if !there.is_some_and(|location| location.active) {
        return Err(Fault::missing("location"));
    }
    let (found, with_shipping) = (req.body.lines, req.body.with_shipping);
    let seen = inspect(&held, Inspection { found, location_id, with_shipping, now: cx.now() })?;
    let view = view::of(&seen.after, &req.who);
    Ok(told(&cx, &held, seen).await?.reply(view))
}

/// Settles a claim without anything coming back.
pub async fn settle(cx: Cx, req: Req<SettleClaim>) -> Outcome<ReturnView> {
    let held = books::one(&cx, &req.path).await?;
    let seen = settled(&held, req.body.with_shipping)?;
    let view = view::of(&seen.after, &req.who);
    Ok(told(&cx, &held, seen).await?.reply(view))
}

/// Tells what was found. Where nothing is given back for what goes back, nothing comes instead.
async fn told(cx: &Cx, held: &Held<Return>, seen: Inspected) -> Outcome<()> {
    let Inspected { after, event } = seen;
    let version = held.next_version();
    let return_id = after.return_id.clone();
    let done = onward::written(cx, held, after).await?;
    Ok(done.publish(&return_id, version, &event))
}
