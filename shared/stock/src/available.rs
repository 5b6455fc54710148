//! Whether SKUs can be had: what carts and shop windows ask.
use crate::Read;
use domain::inventory::{Shelf, StockItem};
use primitives::{Sku, Timestamp};
use runtime::{Cx, Fault};
use std::collections::BTreeMap;

pub use domain::inventory::Availability;

/// Whether each SKU can be had now, as of a moment ago. A kit can be had as often as its scarcest
/// component allows. SKUs that the warehouse does not know are missing from the answer.
pub async fn availability(cx: &Cx, skus: &[Sku]) -> Result<BTreeMap<Sku, Availability>, Fault> {
    let mut read = Read::items(cx, skus).await?;
    read.all_levels(cx).await?;
    let now: Timestamp = cx.now();
    let known = |sku: &Sku| -> Option<(Sku, Availability)> {
        let item: &StockItem = read.shelf.items.get(sku)?;
        let shelf: &Shelf = &read.shelf;
        Some((sku.clone(), shelf.availability(item, now)))
    };
    Ok(skus.iter().filter_map(known).collect())
}
