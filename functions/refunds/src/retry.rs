use crate::{books, news};
use contract::refunds::{RefundView, RetryRefund};
use domain::refunds::retry;
use runtime::{Cx, Done, Outcome, Req};
use table::keys::refunds as keys;

/// Has what failed or came back tried once more.
pub async fn handle(cx: Cx, req: Req<RetryRefund>) -> Outcome<RefundView> {
    let refund = cx.load(keys::refund(&req.path.order_id, &req.path.refund_id)).await?;
    let order = books::order(&cx, &req.path.order_id).await?;
    let account = cx.find(keys::account(&req.path.order_id)).await?;
    let given = books::account_of(&order, account.as_ref());
    let customer = refund.credit_to.as_ref().or(order.customer_id.as_ref());
    let (next, given) = retry(&refund, &given, req.body.to, customer)?;
    let done = Done::new(RefundView::for_staff(&next)).replace(&refund, &next);
    let done = done.save(account.as_ref(), &given);
    Ok(news::publish(done, &next, refund.next_version()))
}
