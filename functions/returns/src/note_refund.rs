//! Takes note of what became of a return's refunds; the last one that is done closes it.
use crate::onward;
use domain::returns::{Return, refunded};
use events::{
    Envelope,
    refunds::{RefundBegunV1, RefundCompletedV1, RefundDeclinedV1, RefundRefusedV1},
};
use primitives::{Code, OrderId, ReturnId};
use runtime::{Cx, Done, Outcome};
use table::{Held, keys::returns as keys};

/// Payments were told: what pays for an exchange is there, though something else may still be on its way to the buyer.
pub async fn begun(cx: Cx, event: Envelope<RefundBegunV1>) -> Outcome<()> {
    let RefundBegunV1 { refund_id, order_id, .. } = &event.data;
    let refund = cx.load(table::keys::refunds::refund(order_id, refund_id)).await?;
    let Some(held) = find(&cx, order_id, refund.return_id.as_ref()).await? else {
        return Ok(Done::new(()));
    };
    let next = held.value.clone();
    onward::written(&cx, &held, next).await
}

/// A refund is with the buyer.
pub async fn completed(cx: Cx, event: Envelope<RefundCompletedV1>) -> Outcome<()> {
    let RefundCompletedV1 { refund_id, order_id, return_id, .. } = &event.data;
    let Some(held) = find(&cx, order_id, return_id.as_ref()).await? else {
        return Ok(Done::new(()));
    };
    match refunded(&held, refund_id) {
        Some(next) => onward::written(&cx, &held, next).await,
        None => Ok(Done::new(())),
    }
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
