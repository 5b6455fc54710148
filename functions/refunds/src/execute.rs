//! Asks payments for what was granted: refund, payments and store credit become true in one transaction.
use crate::{books, news};
use domain::{
    payment::Payment,
    refunds::{Executed, Paid, RefundState, execute},
};
use events::{
    Envelope,
    refunds::{RefundBegunV1, RefundGrantedV1},
};
use runtime::{Cx, Done, Outcome};
use table::{Held, keys::refunds as keys};

/// A refund was granted, or is to be tried once more. Told twice, the second finds it begun.
pub async fn granted(cx: Cx, event: Envelope<RefundGrantedV1>) -> Outcome<()> {
    let RefundGrantedV1 { order_id, refund_id, .. } = &event.data;
    let refund = cx.load(keys::refund(order_id, refund_id)).await?;
    if refund.state != RefundState::Granted {
        return Ok(Done::new(()));
    }
    let order = books::order(&cx, order_id).await?;
    let held = books::payments(&cx, &order).await?;
    let account = cx.find(keys::account(order_id)).await?;
    let given = books::account_of(&order, account.as_ref());
    let before: Vec<Payment> = held.iter().map(|held| held.value.clone()).collect();
    let to = Paid {
        customer: refund.credit_to.clone().or_else(|| order.customer_id.clone()),
        card_id: cx.new_id(),
        now: cx.now(),
    };
    let executed = execute(&refund, &given, before, to, &mut || cx.new_id())?;
    let version = refund.next_version();
    let done = Done::new(()).replace(&refund, &executed.refund);
    let done = done.save(account.as_ref(), &executed.account);
    let done = with_payments(done, &held, &executed, version);
    let done = match &executed.card {
        Some((card, entry)) => credit::issued(done, card, entry),
        None => done,
    };
    Ok(news::publish(done, &executed.refund, version))
}

/// Adds the payments whose logs changed, and tells that something is to be sent.
fn with_payments(
    done: Done<()>,
    held: &[Held<Payment>],
    executed: &Executed,
    version: u64,
) -> Done<()> {
    let pairs = held.iter().zip(&executed.payments);
    let changed: Vec<_> = pairs.filter(|(held, after)| held.value != **after).collect();
    let done = changed.iter().fold(done, |done, (held, after)| done.replace(held, *after));
    if executed.refund.state != RefundState::Executing {
        return done;
    }
    let event = RefundBegunV1 {
        refund_id: executed.refund.refund_id.clone(),
        order_id: executed.refund.order_id.clone(),
        payment_ids: changed.iter().map(|(held, _)| held.payment_id.clone()).collect(),
    };
    done.publish(&executed.refund.refund_id, version, &event)
}
