//! What decisions on returns look at, read as of now.
use contract::returns::ReturnPath;
use domain::{
    fulfilment::Shipment,
    order::{LinePage, Order},
    payment::Payment,
    returns::{Return, ReturnAccount, ReturnPolicy},
};
use primitives::OrderId;
use runtime::{Cx, Fault};
use std::collections::BTreeSet;
use table::{Held, Key, keys, keys::returns as own};

/// An order that the caller may see, and that was placed; to strangers there is no such order.
pub async fn order(cx: &Cx, order_id: &OrderId) -> Result<Held<Order>, Fault> {
    let held = cx.load(keys::order::order(order_id)).await?;
    cx.who().may_see(held.customer_id.as_ref(), "order")?;
    if held.is_public() { Ok(held) } else { Err(Fault::missing("order")) }
}

/// A return of an order that the caller may see.
pub async fn one(cx: &Cx, path: &ReturnPath) -> Result<Held<Return>, Fault> {
    order(cx, &path.order_id).await?;
    cx.load(own::one(&path.order_id, &path.return_id)).await
}

/// All lines of an order.
pub async fn pages(cx: &Cx, order: &Order) -> Result<Vec<LinePage>, Fault> {
    let keys: Vec<Key<LinePage>> =
        (0..order.page_count).map(|page| keys::order::line_page(&order.order_id, &page)).collect();
    Ok(cx.load_many(&keys).await?.into_iter().flatten().map(|page| page.value).collect())
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

/// The parcels of an order.
pub async fn shipments(cx: &Cx, order_id: &OrderId) -> Result<Vec<Shipment>, Fault> {
    let listed = cx.list_all(&keys::fulfilment::shipments(order_id)).await?;
    let keys: Vec<_> =
        listed.iter().map(|one| keys::fulfilment::shipment(order_id, &one.shipment_id)).collect();
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
