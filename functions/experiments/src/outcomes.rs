//! What subjects did after they had seen something.
use crate::{expose::counted, plan};
use domain::{
    experiments::{TrialExposure, TrialPlan},
    order::Order,
};
use events::{
    Envelope,
    order::{OrderCancelledV1, OrderPlacedV1},
    refunds::RefundCompletedV1,
};
use primitives::{ExternalKey, OrderId, Slug};
use runtime::{Cx, Done, Fault, Outcome};
use std::collections::BTreeSet;
use table::{Held, keys, keys::experiments as own};

/// Somebody bought something.
pub async fn placed(cx: Cx, event: Envelope<OrderPlacedV1>) -> Outcome<()> {
    let plan = plan::running(&cx).await?;
    let (order_id, total) = (&event.data.order_id, event.data.total);
    let exposures = exposures(&cx, &plan, order_id).await?;
    let before = exposures.iter().filter(|seen| seen.at <= event.data.placed_at);
    Ok(before.fold(Done::new(()), |done, seen| {
        let same = plan.money.get(&seen.experiment) == Some(&total.currency);
        let (next, moved) = seen.bought(if same { total.minor } else { 0 });
        counted(done.replace(seen, &next), &next, moved)
    }))
}

/// All of an order was cancelled.
pub async fn cancelled(cx: Cx, event: Envelope<OrderCancelledV1>) -> Outcome<()> {
    taken_back(&cx, &event.data.order_id).await
}

/// Something of an order was given back.
pub async fn given_back(cx: Cx, event: Envelope<RefundCompletedV1>) -> Outcome<()> {
    taken_back(&cx, &event.data.order_id).await
}

async fn taken_back(cx: &Cx, order_id: &OrderId) -> Outcome<()> {
    let plan = plan::running(cx).await?;
    let exposures = exposures(cx, &plan, order_id).await?;
    let bought = exposures.iter().filter(|seen| seen.orders > 0);
    Ok(bought.fold(Done::new(()), |done, seen| match seen.took_back() {
        Some((next, moved)) => counted(done.replace(seen, &next), &next, moved),
        None => done,
    }))
}

/// What whoever bought an order has seen of what runs. They may be known by the visitor whose cart it was, by the cart
/// and as a customer: of each experiment, the first of these counts.
async fn exposures(
    cx: &Cx,
    plan: &TrialPlan,
    order_id: &OrderId,
) -> Result<Vec<Held<TrialExposure>>, Fault> {
    if plan.is_empty() {
        return Ok(Vec::new());
    }
    let Some(order) = cx.find(keys::order::order(order_id)).await? else { return Ok(Vec::new()) };
    let (mut seen, mut found) = (BTreeSet::<Slug>::new(), Vec::new());
    for subject in subjects(cx, &order).await? {
        let listed = cx.list_all(&own::exposures(&subject)).await?;
        let new = listed.iter().filter(|one| plan.money.contains_key(&one.experiment));
        let new: Vec<_> = new
            .filter(|one| seen.insert(one.experiment.clone()))
            .map(|one| own::exposure(&subject, &one.experiment))
            .collect();
        found.extend(cx.load_many(&new).await?.into_iter().flatten());
    }
    Ok(found)
}

async fn subjects(cx: &Cx, order: &Order) -> Result<Vec<ExternalKey>, Fault> {
    let mut all = Vec::new();
    if let Some(cart) = order.cart_id.as_ref().and_then(|id| ExternalKey::parse(id.as_ref()).ok()) {
        all.extend(cx.find(own::link(&cart)).await?.map(|link| link.value.subject));
        all.push(cart);
    }
    all.extend(order.customer_id.as_ref().and_then(|id| ExternalKey::parse(id.as_ref()).ok()));
    Ok(all)
}
