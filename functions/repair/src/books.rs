//! What decisions on repairs look at, read as of now.
use contract::repair::{RepairPath, RepairView};
use domain::{
    fulfilment::Shipment,
    order::{LinePage, Order},
    repair::{Repair, RepairAccount},
};
use primitives::OrderId;
use runtime::{Cx, Done, Fault, Who};
use table::{Held, Key, keys, keys::repair as own};

/// An order that the caller may see, and that was placed; to strangers there is no such order.
pub async fn order(cx: &Cx, order_id: &OrderId) -> Result<Held<Order>, Fault> {
    let held = cx.load(keys::order::order(order_id)).await?;
    cx.who().may_see(held.customer_id.as_ref(), "order")?;
    if held.is_public() { Ok(held) } else { Err(Fault::missing("order")) }
}

/// A repair of an order that the caller may see.
pub async fn one(cx: &Cx, path: &RepairPath) -> Result<Held<Repair>, Fault> {
    order(cx, &path.order_id).await?;
    cx.load(own::one(&path.order_id, &path.repair_id)).await
}

/// All lines of an order.
pub async fn pages(cx: &Cx, order: &Order) -> Result<Vec<LinePage>, Fault> {
    let keys: Vec<Key<LinePage>> =
        (0..order.page_count).map(|page| keys::order::line_page(&order.order_id, &page)).collect();
    Ok(cx.load_many(&keys).await?.into_iter().flatten().map(|page| page.value).collect())
}

/// The parcels of an order.
pub async fn shipments(cx: &Cx, order_id: &OrderId) -> Result<Vec<Shipment>, Fault> {
    let listed = cx.list_all(&keys::fulfilment::shipments(order_id)).await?;
    let keys: Vec<_> =
        listed.iter().map(|one| keys::fulfilment::shipment(order_id, &one.shipment_id)).collect();
    Ok(cx.load_many(&keys).await?.into_iter().flatten().map(|held| held.value).collect())
}

/// Units of the order that are in open repairs, and the pass for writing over that.
pub async fn account(
    cx: &Cx,
    order_id: &OrderId,
) -> Result<(Option<Held<RepairAccount>>, RepairAccount), Fault> {
    let held = cx.find(own::account(order_id)).await?;
    let known = held.as_ref().map(|held| held.value.clone());
    Ok((held, known.unwrap_or_else(|| RepairAccount::new(order_id.clone()))))
}

/// The repair as it is now, kept and shown.
pub fn kept(held: &Held<Repair>, next: &Repair, who: &Who) -> Done<RepairView> {
    Done::new(RepairView::of(next, who.is_shop())).replace(held, next)
}
