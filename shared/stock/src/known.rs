//! Where the stock of a SKU was when this process last looked, so that its item and its levels can be asked for at
//! once. It is a guess: what it does not name is read after the item, and what it names in vain is left aside.
use domain::inventory::{Level, Spot, StockItem};
use primitives::Sku;
use runtime::{Cx, Fault};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use table::{Found, Key, keys};

/// SKUs that are kept in mind, at the most.
const SKUS_MAX: usize = 500;

#[derive(Default)]
struct Known(Mutex<BTreeMap<Sku, Vec<Spot>>>);

/// Levels as they were read together with their items.
#[derive(Clone, Debug, Default)]
pub struct Guess(Vec<Spot>);

impl Guess {
    /// Where the levels of these SKUs may be.
    pub fn of<'a>(cx: &Cx, skus: impl IntoIterator<Item = &'a Sku>) -> Self {
        let Some(known) = cx.recall::<Known>() else { return Self::default() };
        let Ok(known) = known.0.lock() else { return Self::default() };
        Self(skus.into_iter().filter_map(|sku| known.get(sku)).flatten().cloned().collect())
    }

    /// What to ask for.
    pub fn keys(&self) -> impl Iterator<Item = Key<Level>> {
        self.0.iter().map(key)
    }

    /// What there was.
    pub fn levels(self, found: &Found) -> Result<BTreeMap<Spot, Option<Level>>, Fault> {
        let level = |spot: Spot| {
            let held = found.get(&key(&spot)).map_err(Fault::Table)?;
            Ok((spot, held.map(|held| held.value)))
        };
        self.0.into_iter().map(level).collect()
    }
}

fn key(spot: &Spot) -> Key<Level> {
    keys::inventory::level(&spot.sku, &spot.shard, &spot.location_id)
}

/// Keeps in mind where these are.
pub(crate) fn note<'a>(cx: &Cx, items: impl IntoIterator<Item = &'a StockItem>) {
    let known = cx.recall::<Known>().unwrap_or_else(|| {
        let known = Arc::<Known>::default();
        cx.keep(Arc::clone(&known));
        known
    });
    let Ok(mut known) = known.0.lock() else { return };
    for item in items {
        if known.len() >= SKUS_MAX && !known.contains_key(&item.sku) {
            known.clear();
        }
        known.insert(item.sku.clone(), item.spots());
    }
}
