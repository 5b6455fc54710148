//! Reading items and levels.
use domain::inventory::{Level, Shelf, Spot, StockItem};
use primitives::Sku;
use runtime::{Cx, Fault};
use std::collections::{BTreeMap, BTreeSet};
use table::{Held, keys};

/// Items and levels as they were read, with the passes for writing over the items.
#[derive(Default)]
pub struct Read {
    /// What decisions look at.
    pub shelf: Shelf,
    /// The items, as held.
    pub items: BTreeMap<Sku, Held<StockItem>>,
    /// Whether what is read may be a moment old: half the price.
    glance: bool,
}

impl Read {
    /// Reads the items of these SKUs, and of what the kits among them are made of.
    pub async fn items(cx: &Cx, skus: impl IntoIterator<Item = &Sku>) -> Result<Self, Fault> {
        let mut read = Self::default();
        read.more_items(cx, skus.into_iter().cloned().collect()).await?;
        read.with_parts(cx).await
    }

    /// The same for those who only look: everything, levels too, may be a moment old.
    pub async fn glance(cx: &Cx, skus: impl IntoIterator<Item = &Sku>) -> Result<Self, Fault> {
        let mut read = Self { glance: true, ..Self::default() };
        read.more_items(cx, skus.into_iter().cloned().collect()).await?;
        read.with_parts(cx).await
    }

    /// The same for those who take units: items, which staff alone change, may be a moment old, so
    /// that a SKU that everybody wants can be looked at twice as often. One that is not there yet is
    /// looked for again. Levels are read as of now.
    pub async fn to_take(cx: &Cx, skus: impl IntoIterator<Item = &Sku>) -> Result<Self, Fault> {
        let wanted: Vec<&Sku> = skus.into_iter().collect();
        let mut read = Self::glance(cx, wanted.iter().copied()).await?;
        read.glance = false;
        let parts = read.items.values().flat_map(|item| &item.components);
        let parts: BTreeSet<Sku> = parts.map(|component| component.sku.clone()).collect();
        let all = wanted.into_iter().cloned().chain(parts).collect();
        read.more_items(cx, all).await?;
        read.with_parts(cx).await
    }

    /// Items that were read already, and what the kits among them are made of; for those who only
    /// look.
    pub async fn of(cx: &Cx, items: Vec<Held<StockItem>>) -> Result<Self, Fault> {
        let mut read = Self { glance: true, ..Self::default() };
        for held in items {
            read.keep(held);
        }
        read.with_parts(cx).await
    }

    async fn with_parts(self, cx: &Cx) -> Result<Self, Fault> {
        let mut read = self;
        let parts = read.items.values().flat_map(|item| &item.components);
        let parts: BTreeSet<Sku> = parts.map(|component| component.sku.clone()).collect();
        read.more_items(cx, parts).await?;
        Ok(read)
    }

    async fn more_items(&mut self, cx: &Cx, skus: BTreeSet<Sku>) -> Result<(), Fault> {
        let new = skus.iter().filter(|sku| !self.items.contains_key(*sku));
        let keys: Vec<_> = new.map(keys::inventory::stock_item).collect();
        let found =
            if self.glance { cx.peek_many(&keys).await? } else { cx.load_many(&keys).await? };
        for held in found.into_iter().flatten() {
            self.keep(held);
        }
        Ok(())
    }

    fn keep(&mut self, held: Held<StockItem>) {
        self.shelf.items.insert(held.sku.clone(), held.value.clone());
        self.items.insert(held.sku.clone(), held);
    }

    /// Reads the levels at these spots, unless they were read before.
    pub async fn levels(
        &mut self,
        cx: &Cx,
        spots: impl IntoIterator<Item = Spot>,
    ) -> Result<(), Fault> {
        let new: BTreeSet<Spot> =
            spots.into_iter().filter(|spot| !self.shelf.looked_at(spot)).collect();
        let new: Vec<Spot> = new.into_iter().collect();
        let keys: Vec<_> = new
            .iter()
            .map(|spot| keys::inventory::level(&spot.sku, &spot.shard, &spot.location_id))
            .collect();
        let found: Vec<Option<Held<Level>>> =
            if self.glance { cx.peek_many(&keys).await? } else { cx.load_many(&keys).await? };
        for (spot, level) in new.into_iter().zip(found) {
            self.shelf.levels.insert(spot, level.map(|held| held.value));
        }
        Ok(())
    }

    /// Reads every level of every item that was read.
    pub async fn all_levels(&mut self, cx: &Cx) -> Result<(), Fault> {
        let spots: Vec<Spot> = self.shelf.items.values().flat_map(StockItem::spots).collect();
        self.levels(cx, spots).await
    }
}
