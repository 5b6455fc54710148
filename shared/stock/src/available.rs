//! Whether SKUs can be had: what carts and shop windows ask.
use crate::{Read, known};
use domain::inventory::{Level, Shelf, Spot, StockItem};
use primitives::{Sku, Timestamp};
use runtime::{Cx, Fault};
use std::collections::{BTreeMap, BTreeSet};
use table::Held;

pub use domain::inventory::Availability;

/// Whether each SKU can be had now, as of a moment ago. A kit can be had as often as its scarcest
/// component allows. SKUs that the warehouse does not know are missing from the answer.
pub async fn availability(cx: &Cx, skus: &[Sku]) -> Result<BTreeMap<Sku, Availability>, Fault> {
    let read = Read::glance(cx, skus).await?;
    answer(cx, read, skus).await
}

/// The same for items that were read already, together with something else; and with those of their
/// levels that were guessed right ([`crate::Guess`]).
pub async fn availability_of(
    cx: &Cx,
    items: Vec<Held<StockItem>>,
    guessed: BTreeMap<Spot, Option<Level>>,
) -> Result<BTreeMap<Sku, Availability>, Fault> {
    let skus: Vec<Sku> = items.iter().map(|item| item.sku.clone()).collect();
    let mut read = Read::of(cx, items).await?;
    let spots: BTreeSet<Spot> = read.shelf.items.values().flat_map(StockItem::spots).collect();
    read.shelf.levels.extend(guessed.into_iter().filter(|(spot, _)| spots.contains(spot)));
    known::note(cx, read.shelf.items.values());
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
