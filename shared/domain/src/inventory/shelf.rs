//! What was read of a SKU's stock, and arithmetic over it.
use super::{Guard, Level, Move, Spot, StockItem, StockRefusal, reservation::spread};
use primitives::{LocationId, Sku};
use std::collections::BTreeMap;

/// Items and levels as they were read.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// What is known of each SKU.
    pub items: BTreeMap<Sku, StockItem>,
    /// Every level that was looked for; `None` where there is none yet.
    pub levels: BTreeMap<Spot, Option<Level>>,
}

/// A fair share: `total` split over `ways`, the first ones getting what is over.
pub fn share(total: u32, ways: u16, index: u16) -> u32 {
    let ways = u32::from(ways.max(1));
    let index = u32::from(index);
    if index >= ways { 0 } else { total / ways + u32::from(index < total % ways) }
}

impl Shelf {
    /// The level at a spot, empty where there is none.
    pub fn level(&self, spot: &Spot) -> Level {
        self.levels.get(spot).cloned().flatten().unwrap_or_else(|| Level::empty(spot))
    }

    /// Whether the spot was looked for.
    pub fn looked_at(&self, spot: &Spot) -> bool {
        self.levels.contains_key(spot)
    }

    /// A move at a spot, with what must hold for it.
    pub fn step(&self, spot: Spot, delta: super::Delta, guards: Vec<Guard>) -> Move {
        let exists = self.levels.get(&spot).is_some_and(Option::is_some);
        Move { spot, exists, delta, guards }
    }

    /// All levels of a SKU at a location, by shard.
    pub fn at(&self, item: &StockItem, location_id: &LocationId) -> Vec<Level> {
        item.spots_at(location_id).iter().map(|spot| self.level(spot)).collect()
    }

    /// What is there once moves are made.
    pub fn after(&self, moves: &[Move]) -> Result<Self, StockRefusal> {
        let mut next = self.clone();
        for one in moves {
            let level = self.level(&one.spot).moved(&one.delta);
            let level = level.map_err(|_| StockRefusal::TooMany(one.spot.sku.clone()))?;
            next.levels.insert(one.spot.clone(), Some(level));
        }
        Ok(next)
    }

    /// Units of one SKU that may be promised.
    pub fn available_of(&self, item: &StockItem) -> u32 {
        item.spots()
            .iter()
            .map(|spot| item.available(&self.level(spot)))
            .fold(0, u32::saturating_add)
    }
}

impl StockItem {
    /// Every level there may be, first choice first.
    pub fn spots(&self) -> Vec<Spot> {
        self.locations.iter().flat_map(|at| self.spots_at(&at.location_id)).collect()
    }

    /// Every level there may be at a location, by shard.
    pub fn spots_at(&self, location_id: &LocationId) -> Vec<Spot> {
        (0..self.shards_used).map(|shard| self.spot(location_id, shard)).collect()
    }

    /// The level of a shard at a location.
    pub fn spot(&self, location_id: &LocationId, shard: u16) -> Spot {
        Spot { sku: self.sku.clone(), location_id: location_id.clone(), shard }
    }

    /// The shard a reservation looks at first.
    pub fn first_shard(&self, seed: &str) -> u16 {
        spread(&format!("{seed}{}", self.sku), self.shards)
    }

    /// Units of a level that are never promised: its share of the location's safety stock.
    pub fn safety(&self, spot: &Spot) -> u32 {
        let at = self.locations.iter().find(|at| at.location_id == spot.location_id);
        share(at.map_or(0, |at| at.safety_stock), self.shards, spot.shard)
    }

    /// Units of a level that may be promised.
    pub fn available(&self, level: &Level) -> u32 {
        level.free.saturating_sub(self.safety(&level.spot()))
    }

    /// Whether it has units of its own.
    pub fn has_units(&self) -> bool {
        self.tracked && self.components.is_empty()
    }
}

/// Joins moves of the same level, drops those that neither move nor guard anything.
pub fn merged(moves: Vec<Move>) -> Vec<Move> {
    let mut by_spot: BTreeMap<Spot, Move> = BTreeMap::new();
    for one in moves {
        match by_spot.get_mut(&one.spot) {
            None => {
                by_spot.insert(one.spot.clone(), one);
            }
            Some(held) => {
                held.delta = held.delta.plus(one.delta);
                held.guards.extend(one.guards);
            }
        }
    }
    by_spot.into_values().filter(|one| !one.delta.is_nothing() || !one.guards.is_empty()).collect()
}
