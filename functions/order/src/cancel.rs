//! Cancels units of an order, or all of them.
use crate::{cancellation, view};
use contract::order::{CancelOrder, CancellationView};
use domain::order::{Cause, OrderRefusal, Scope};
use primitives::CancellationId;
use runtime::{Cx, Done, Fault, Progress, Req, Step};
use table::keys;

pub async fn handle(cx: Cx, req: Req<CancelOrder>) -> Progress<CancellationView> {
    let held = view::load(&cx, &req.path.order_id).await?;
    // Named after the command: a repeat after a crash finds what it began.
    let cancellation_id = CancellationId::parse(format!("can_{}", req.command))?;
    let own = cx.find(keys::order::cancellation(&held.order_id, &cancellation_id)).await?;
    if let Some(done) = own.as_ref().and_then(|own| CancellationView::of(own)) {
        return Ok(Step::Finish(Done::new(done)));
    }
    // Its own, or another that somebody left half done: first that is brought to its end.
    if let Some(at_work) = &held.cancelling {
        return Ok(Step::Continue(cancellation::go_on(&cx, &held, at_work).await?));
    }
    let scope = req.body.lines.clone().map_or(Scope::Rest, Scope::Lines);
    let cause = Cause {
        cancellation_id,
        reason: req.body.reason.clone(),
        by: req.who.actor(),
        now: cx.now(),
    };
    let begun = cancellation::begin(&cx, &held, &scope, cause).await?;
    match CancellationView::of(&begun.cancellation) {
        Some(done) => Ok(Step::Finish(begun.done.reply(done))),
        None if own.is_some() => Err(Fault::from(OrderRefusal::Busy)),
        None => Ok(Step::Continue(begun.done)),
    }
}
