//! What the operations on edits of placed orders share.
use crate::cancellation;
use contract::order::EditView;
use domain::{
    cart::Facts,
    order::{self, Edit, EditAsks, EditState, EditWishes, LinePage, Order, PlannedEdit},
};
use primitives::{Address, Sku};
use runtime::{Cx, Fault};
use std::collections::BTreeSet;
use table::keys;
use tariff::{Asked, Draws, Look};

/// Plans an edit over the order as it is, at the prices and rates of this moment.
pub async fn plan(cx: &Cx, order: &Order, wishes: EditWishes) -> Result<PlannedEdit, Fault> {
    let pages = cancellation::pages(cx, order).await?;
    let pages: Vec<LinePage> = pages.into_iter().map(|page| page.value).collect();
    let mut skus: BTreeSet<&Sku> = wishes.add.iter().filter_map(|line| line.sku.as_ref()).collect();
    if wishes.add.iter().any(|line| line.unit_price.is_none()) {
        // What stays counts for the price of what is added, by its categories and attributes.
        let stays = pages.iter().flat_map(|page| &page.lines);
        skus.extend(stays.filter_map(|line| line.sku.as_ref()));
    }
    let asked = Asked { customer: order.customer_id.as_ref(), skus, ..Asked::default() };
    let mut facts = tariff::facts_of(cx, &asked, Look::Decide).await?;
    facts.tariff.continues(&order.discounts);
    let plan = |facts: &Facts| {
        order::plan_edit(order, &pages, wishes.clone(), facts, || cx.new_id(), cx.now())
    };
    tariff::settle_by(cx, &mut facts, |facts| {
        let planned = plan(facts)?;
        Ok(Draws { claims: planned.plan.claims, unseen: planned.unseen })
    })
    .await?;
    let planned = plan(&facts)?;
    let to = wishes.shipping_address.as_ref().or(order.shipping_address.as_ref());
    match to.filter(|_| !planned.asks.is_none()) {
        Some(to) => {
            hear(cx, &mut facts, &planned.asks, to).await;
            Ok(plan(&facts)?)
        }
        None => Ok(planned),
    }
}

/// Asks an outside tax service about what an edit adds, and about another way of sending.
async fn hear(cx: &Cx, facts: &mut Facts, asks: &EditAsks, to: &Address) {
    if let Some(question) = &asks.goods {
        facts.tariff.heard = Some(tariff::ask_tax(cx, question, to).await);
    }
    if let Some(question) = &asks.delivery {
        facts.tariff.heard_delivery = Some(tariff::ask_tax(cx, question, to).await);
    }
}

/// An edit as callers see it; of one at work, what it waits for.
pub async fn view(cx: &Cx, edit: &Edit) -> Result<EditView, Fault> {
    if edit.state != EditState::AtWork {
        return Ok(EditView::of(edit, None));
    }
    let Some(checkout) = cx.find(keys::checkout::checkout(&edit.checkout_id)).await? else {
        return Ok(EditView::of(edit, None));
    };
    let payment = match checkout.payment_id() {
        Some(payment_id) => cx.find(keys::payment::payment(payment_id)).await?,
        None => None,
    };
    let payment = payment.as_ref().map(|held| &held.value);
    Ok(EditView::of(edit, Some((&checkout, payment))))
}
