//! Looks at what came, or settles a claim about what did not. Stock and refund follow from the news.
use crate::{books, view};
use contract::returns::{InspectReturn, ReturnView, SettleClaim};
use domain::returns::{Inspected, Inspection, Return, ReturnState, inspect, settle as settled};
use events::returns::ReturnClosedV1;
use runtime::{Cx, Done, Fault, Outcome, Req, Who};
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
    let seen = inspect(&held, Inspection { found, location_id, with_shipping })?;
    Ok(told(&held, seen, &req.who))
}

/// Settles a claim without anything coming back.
pub async fn settle(cx: Cx, req: Req<SettleClaim>) -> Outcome<ReturnView> {
    let held = books::one(&cx, &req.path).await?;
    let seen = settled(&held, req.body.with_shipping)?;
    Ok(told(&held, seen, &req.who))
}

fn told(held: &Held<Return>, seen: Inspected, who: &Who) -> Done<ReturnView> {
    let Inspected { after, event } = seen;
    let version = held.next_version();
    let done = Done::new(view::of(&after, who)).replace(held, &after);
    let done = done.publish(&after.return_id, version, &event);
    if after.state != ReturnState::Closed {
        return done;
    }
    let (return_id, order_id) = (after.return_id.clone(), after.order_id.clone());
    done.publish(&after.return_id, version, &ReturnClosedV1 { return_id, order_id })
}
