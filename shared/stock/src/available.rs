//! Whether SKUs can be had: what carts and shop windows ask.
use crate::Read;
use domain::inventory::{Shelf, StockItem};
use primitives::{Sku, Timestamp};
use runtime::{Cx, Fault};
use std::collections::BTreeMap;
use table::Held;

pub use domain::inventory::Availability;

/// Whether each SKU can be had now, as of a moment ago. A kit can be had as often as its scarcest
/// component allows. SKUs that the warehouse does not know are missing from the answer.
pub async fn availability(cx: &Cx, skus: &[Sku]) -> Result<BTreeMap<Sku, Availability>, Fault> {
    let read = Read::glance(cx, skus).await?;
    answer(cx, read, skus).await
}

/// The same for items that were read already, together with something else.
pub async fn availability_of(
    cx: &Cx,
    items: Vec<Held<StockItem>>,
) -> Result<BTreeMap<Sku, Availability>, Fault> {
    let skus: Vec<Sku> = items.iter().map(|item| item.sku.clone()).collect();
    let read = Read::of(cx, items).await?;
    answer(cx, read, &skus).await
}

async fn answer(
    cx: &Cx,
    mut read: Read,
    skus: &[Sku],
) -> Result<BTreeMap<Sku, Availability>, Fault> {
    read.all_levels(cx).await?;
    let now: Timestamp = cx.now();
    let known = |sku: &Sku| -> Option<(Sku, Availability)> {
        let item: &StockItem = read.shelf.items.get(sku)?;
        let shelf: &Shelf = &read.shelf;
        Some((sku.clone(), shelf.availability(item, now)))
    };
    Ok(skus.iter().filter_map(known).collect())
}
