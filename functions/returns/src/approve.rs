//! Takes a return, or does not.
use crate::{books, hold, news, view};
use contract::returns::{ApproveReturn, DeclineReturn, ReturnView};
use domain::returns;
use events::returns::{ReturnApprovedV1, ReturnDeclinedV1};
use runtime::{Cx, Done, Outcome, Req};

/// Takes it.
pub async fn handle(cx: Cx, req: Req<ApproveReturn>) -> Outcome<ReturnView> {
    let held = books::one(&cx, &req.path).await?;
    let begun = hold::asked(&cx, &returns::approve(&held, cx.now())?)?;
    let next = begun.one;
    let (return_id, order_id) = (next.return_id.clone(), next.order_id.clone());
    let event = ReturnApprovedV1 { return_id, order_id };
    let done = Done::new(view::of(&next, &req.who)).replace(&held, &next);
    let done = hold::added(done, begun.payment.as_ref());
    Ok(done.publish(&next.return_id, held.next_version(), &event))
}

/// Does not.
pub async fn decline(cx: Cx, req: Req<DeclineReturn>) -> Outcome<ReturnView> {
    let held = books::one(&cx, &req.path).await?;
    let (account, units) = books::account(&cx, &req.path.order_id).await?;
    let (next, units) = returns::decline(&held, &units, req.body.why.clone(), cx.now())?;
    let (return_id, order_id) = (next.return_id.clone(), next.order_id.clone());
    let event = ReturnDeclinedV1 { return_id, order_id, why: req.body.why };
    let done = news::replaced(Done::new(view::of(&next, &req.who)), &held, &next);
    let done = done.save(account.as_ref(), &units);
    Ok(done.publish(&next.return_id, held.next_version(), &event))
}
