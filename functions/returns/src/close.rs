//! Ends a return: called off before anything came, or closed by staff.
use crate::{books, news, onward, view};
use contract::returns::{CancelReturn, CloseReturn, ReturnView};
use domain::returns;
use events::returns::ReturnCancelledV1;
use runtime::{Cx, Done, Outcome, Req};

/// Calls it off.
pub async fn cancel(cx: Cx, req: Req<CancelReturn>) -> Outcome<ReturnView> {
    let held = books::one(&cx, &req.path).await?;
    let (account, units) = books::account(&cx, &req.path.order_id).await?;
    let (next, units) = returns::call_off(&held, &units, cx.now())?;
    let (return_id, order_id) = (next.return_id.clone(), next.order_id.clone());
    let event = ReturnCancelledV1 { return_id, order_id };
    let done = news::replaced(Done::new(view::of(&next, &req.who)), &held, &next);
    let done = done.save(account.as_ref(), &units);
    Ok(done.publish(&next.return_id, held.next_version(), &event))
}

/// Closes it.
pub async fn handle(cx: Cx, req: Req<CloseReturn>) -> Outcome<ReturnView> {
    let held = books::one(&cx, &req.path).await?;
    let (account, units) = books::account(&cx, &req.path.order_id).await?;
    let credits = onward::credits(&cx, &held).await?;
    let (next, units) = returns::close(&held, &units, &credits, cx.now())?;
    let done = news::replaced(Done::new(view::of(&next, &req.who)), &held, &next);
    Ok(done.save(account.as_ref(), &units))
}
