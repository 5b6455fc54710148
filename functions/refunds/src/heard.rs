//! Takes note of what became of the payments that a refund asked.
//!
//! The events say that something changed; what did is read from the payments' logs, so that events may come twice,
//! late or in any order, and from refunds that staff made at the payment itself, which are none of ours.
use crate::{books, news};
use domain::{
    payment::Payment,
    refunds::{RefundState, heard},
};
use events::{
    Envelope,
    payment::{PaymentRefundedV1, PaymentRefusedV1},
};
use primitives::{OrderId, TransactionId};
use runtime::{Cx, Done, Outcome};
use table::{keys, keys::refunds as own};

/// Money was given back.
pub async fn refunded(cx: Cx, event: Envelope<PaymentRefundedV1>) -> Outcome<()> {
    look(&cx, &event.data.order_id, &event.data.transaction_id).await
}

/// The provider would not, or what it gave back came back.
pub async fn refused(cx: Cx, event: Envelope<PaymentRefusedV1>) -> Outcome<()> {
    look(&cx, &event.data.order_id, &event.data.transaction_id).await
}

async fn look(cx: &Cx, order_id: &OrderId, transaction_id: &TransactionId) -> Outcome<()> {
    let all = cx.list_all(&own::refunds_of_order(order_id)).await?;
    let about = |part: &domain::refunds::RefundPart| part.transaction_id == *transaction_id;
    let Some(found) = all.into_iter().find(|refund| refund.parts.iter().any(about)) else {
        return Ok(Done::new(()));
    };
    let refund = cx.load(own::refund(order_id, &found.refund_id)).await?;
    let order = cx.load(keys::order::order(order_id)).await?;
    let payments: Vec<Payment> =
        books::payments(cx, &order).await?.into_iter().map(|held| held.value).collect();
    let Some(next) = heard(&refund, &payments) else { return Ok(Done::new(())) };
    let done = Done::new(()).replace(&refund, &next);
    if next.state == refund.state {
        return Ok(done);
    }
    if next.state == RefundState::Reversed {
        return Ok(news::reversed(done, &refund, &next, news::why(&next)));
    }
    Ok(news::publish(done, &next, refund.next_version()))
}
