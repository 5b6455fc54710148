//! Drafts are priced as carts are: by staff, and for what comes instead of what goes back.
use crate::{Asked, Draws, Look, ask_tax, count_tax, facts_of, settle_by};
use domain::{
    cart::Facts,
    order::{self, Order, OrderLine, Priced},
};
use primitives::Sku;
use runtime::{Cx, Fault};

/// What decides on the prices of a draft: its buyer, its codes, and these SKUs.
pub async fn facts_of_draft<'a>(
    cx: &Cx,
    order: &Order,
    skus: impl IntoIterator<Item = &'a Sku>,
) -> Result<Facts, Fault> {
    let asked = Asked {
        customer: order.customer_id.as_ref(),
        skus: skus.into_iter().collect(),
        codes: order.codes.iter().collect(),
        ..Asked::default()
    };
    facts_of(cx, &asked, Look::Decide).await
}

/// Prices the lines of a draft as a cart of its buyer would be.
pub async fn price_draft(
    cx: &Cx,
    order: &Order,
    lines: Vec<OrderLine>,
    mut facts: Facts,
) -> Result<Priced, Fault> {
    let now = cx.now();
    settle_by(cx, &mut facts, |facts| {
        let priced = order::price_draft(order, lines.clone(), facts, || cx.new_id(), now)?;
        Ok(Draws { claims: priced.order.claims, unseen: priced.unseen })
    })
    .await?;
    let price =
        |facts: &Facts| order::price_draft(order, lines.clone(), facts, || cx.new_id(), now);
    let mut priced = price(&facts)?;
    if let Some((question, to)) = priced.asks.take().zip(order.shipping_address.as_ref()) {
        facts.tariff.heard = Some(ask_tax(cx, &question, to).await);
        priced = price(&facts)?;
        count_tax(cx, &priced.order.taxed_by);
    }
    Ok(priced)
}
