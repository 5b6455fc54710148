//! What the operations on edits of placed orders share.
use crate::cancellation;
use contract::order::EditView;
use domain::{
    order::{self, Edit, EditFacts, EditState, EditWishes, LinePage, Order, PlannedEdit},
    shop::Settings,
};
use primitives::Sku;
use runtime::{Cx, Fault};
use std::collections::{BTreeMap, BTreeSet};
use table::{Wanted, keys};

/// Plans an edit over the order as it is, at the prices and rates of this moment.
pub async fn plan(cx: &Cx, order: &Order, wishes: EditWishes) -> Result<PlannedEdit, Fault> {
    let skus: BTreeSet<Sku> = wishes.add.iter().filter_map(|line| line.sku.clone()).collect();
    let wanted =
        Wanted::default().and([keys::cart::settings()]).and(skus.iter().map(keys::catalog::offer));
    let found = cx.gather(&wanted).await?;
    let settings = found.get(&keys::cart::settings()).map_err(Fault::Table)?;
    let settings = settings.map_or_else(Settings::default, |held| held.value);
    let mut offers = BTreeMap::new();
    for sku in skus {
        if let Some(held) = found.get(&keys::catalog::offer(&sku)).map_err(Fault::Table)? {
            offers.insert(sku, held.value);
        }
    }
    let pages = cancellation::pages(cx, order).await?;
    let pages: Vec<LinePage> = pages.into_iter().map(|page| page.value).collect();
    let facts = EditFacts { settings: &settings, offers: &offers };
    Ok(order::plan_edit(order, &pages, wishes, facts, || cx.new_id(), cx.now())?)
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
