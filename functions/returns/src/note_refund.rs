//! Takes note of what became of a return's refunds; the last one that is done closes it.
use domain::returns::{Return, ReturnState, refunded};
use events::{
    Envelope,
    refunds::{RefundCompletedV1, RefundDeclinedV1, RefundRefusedV1},
    returns::ReturnClosedV1,
};
use primitives::{Code, OrderId, ReturnId};
use runtime::{Cx, Done, Outcome};
use table::{Held, keys::returns as keys};

/// A refund is with the buyer.
pub async fn completed(cx: Cx, event: Envelope<RefundCompletedV1>) -> Outcome<()> {
    let RefundCompletedV1 { refund_id, order_id, return_id, .. } = &event.data;
    let Some(held) = find(&cx, order_id, return_id.as_ref()).await? else {
        return Ok(Done::new(()));
    };
    let next = refunded(&held, refund_id);
    Ok(next.map_or(Done::new(()), |next| written(&held, &next)))
}

/// It could not be granted: a person has to look.
pub async fn refused(cx: Cx, event: Envelope<RefundRefusedV1>) -> Outcome<()> {
    let RefundRefusedV1 { order_id, return_id, failure, .. } = &event.data;
    let Some(held) = find(&cx, order_id, Some(return_id)).await? else {
        return Ok(Done::new(()));
    };
    Ok(problem(&held, failure.clone()))
}

/// Somebody did not agree to it.
pub async fn declined(cx: Cx, event: Envelope<RefundDeclinedV1>) -> Outcome<()> {
    let RefundDeclinedV1 { order_id, return_id, .. } = &event.data;
    let Some(held) = find(&cx, order_id, return_id.as_ref()).await? else {
        return Ok(Done::new(()));
    };
    Ok(problem(&held, Code::parse("declined")?))
}

async fn find(
    cx: &Cx,
    order_id: &OrderId,
    return_id: Option<&ReturnId>,
) -> Result<Option<Held<Return>>, runtime::Fault> {
    let Some(return_id) = return_id else { return Ok(None) };
    cx.find(keys::one(order_id, return_id)).await
}

fn problem(held: &Held<Return>, why: Code) -> Done<()> {
    let next = Return { refund_problem: Some(why), ..held.value.clone() };
    Done::new(()).replace(held, &next)
}

fn written(held: &Held<Return>, next: &Return) -> Done<()> {
    let done = Done::new(()).replace(held, next);
    if next.state != ReturnState::Closed || held.state == ReturnState::Closed {
        return done;
    }
    let (return_id, order_id) = (next.return_id.clone(), next.order_id.clone());
    let event = ReturnClosedV1 { return_id, order_id };
    done.publish(&next.return_id, held.next_version(), &event)
}
