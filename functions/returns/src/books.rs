//! What decisions on returns look at, read as of now.
use contract::returns::ReturnPath;
use domain::{
    order::{LinePage, Order},
    payment::Payment,
    returns::{Return, ReturnAccount, ReturnPolicy},
};
use primitives::OrderId;
use runtime::{Cx, Fault};
use std::collections::BTreeSet;
use table::{Held, Key, keys, keys::returns as own};

/// A return of an order that the caller may see.
pub async fn one(cx: &Cx, path: &ReturnPath) -> Result<Held<Return>, Fault> {
    sold::order(cx, &path.order_id).await?;
    cx.load(own::one(&path.order_id, &path.return_id)).await
}

/// The pages that a return's lines are on.
pub async fn own_pages(cx: &Cx, one: &Return) -> Result<Vec<Held<LinePage>>, Fault> {
    let numbers: BTreeSet<u32> = one.lines.iter().map(|line| line.page).collect();
    let keys: Vec<Key<LinePage>> =
        numbers.iter().map(|page| keys::order::line_page(&one.order_id, page)).collect();
    Ok(cx.load_many(&keys).await?.into_iter().flatten().collect())
}

/// The payments of an order, oldest first.
pub async fn payments(cx: &Cx, order: &Order) -> Result<Vec<Payment>, Fault> {
    let keys: Vec<_> = order.payment_ids.iter().map(keys::payment::payment).collect();
    Ok(cx.load_many(&keys).await?.into_iter().flatten().map(|held| held.value).collect())
}

/// Units of the order that are in returns, and the pass for writing over that.
pub async fn account(
    cx: &Cx,
    order_id: &OrderId,
) -> Result<(Option<Held<ReturnAccount>>, ReturnAccount), Fault> {
    let held = cx.find(own::account(order_id)).await?;
    let known = held.as_ref().map(|held| held.value.clone());
    Ok((held, known.unwrap_or_else(|| ReturnAccount::new(order_id.clone()))))
}

/// What the shop has decided.
pub async fn policy(cx: &Cx) -> Result<ReturnPolicy, Fault> {
    let settings = cx.peek(keys::cart::settings()).await?;
    Ok(settings.and_then(|held| held.value.returns).unwrap_or_default())
}
