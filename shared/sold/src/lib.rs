//! Orders that were placed, read by whoever decides on what was sold: for a caller who may see them, or for a guest
//! who knows number and e-mail address.
//!
//! Invariant: to strangers there is no such order, and whoever guesses has to wait.
mod guest;

pub use guest::{Guest, guest, numbered};

use domain::{
    fulfilment::Shipment,
    order::{LinePage, Order},
};
use primitives::OrderId;
use runtime::{Cx, Fault};
use table::{Held, Key, keys};

/// An order that the caller may see, and that was placed; to strangers there is no such order.
pub async fn order(cx: &Cx, order_id: &OrderId) -> Result<Held<Order>, Fault> {
    let held = cx.load(keys::order::order(order_id)).await?;
    cx.who().may_see(held.customer_id.as_ref(), "order")?;
    if held.is_public() { Ok(held) } else { Err(Fault::missing("order")) }
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
