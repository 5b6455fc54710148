//! What is known of a SKU's stock, apart from how much there is.
use super::StockRefusal;
use primitives::{
    LocationId, Quantity, Sku, Timestamp,
    limits::{BATCH_GET_MAX, KIT_COMPONENTS_MAX, LOCATIONS_MAX, STOCK_SHARDS_MAX},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Heads a SKU's stock. A SKU without one is unknown to the warehouse and cannot be reserved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StockItem {
    /// The SKU.
    pub sku: Sku,
    /// Whether units are counted. Services and downloads are not, and never run out.
    pub tracked: bool,
    /// What happens when there are no more.
    pub oversell: Oversell,
    /// Total of sellable units at and below which staff are told. `None`: never.
    pub reorder_point: Option<u32>,
    /// Whether staff have been told since the total last was above the reorder point.
    pub low: bool,
    /// What a kit is made of. A kit has no units of its own.
    pub components: Vec<Component>,
    /// Where units are or have been, first choice first. Never shrinks.
    pub locations: Vec<StockedAt>,
    /// Over how many shards new units of one location are spread.
    pub shards: u16,
    /// The most shards there ever were: reads look at all of them. Never shrinks.
    pub shards_used: u16,
}

/// A location that holds a SKU.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StockedAt {
    /// The location.
    pub location_id: LocationId,
    /// Units there that are never promised to anybody.
    #[serde(default)]
    #[schemars(range(max = 1_000_000))]
    pub safety_stock: u32,
}

/// What a kit is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// The component, which is no kit itself.
    pub sku: Sku,
    /// Units of it in one kit.
    pub quantity: Quantity,
}

/// What happens when there are no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Oversell {
    /// Nothing is promised that is not there.
    #[default]
    Deny,
    /// Up to so many units are promised beyond what is there.
    Backorder {
        /// Units in all.
        #[schemars(range(max = 1_000_000))]
        limit: u32,
    },
    /// Up to so many units are promised before the goods exist; from then on, none.
    Preorder {
        /// Units in all.
        #[schemars(range(max = 1_000_000))]
        limit: u32,
        /// When the goods are expected.
        available_from: Timestamp,
    },
}

impl Oversell {
    /// Units that may be promised beyond what is there, now.
    pub fn limit(self, now: Timestamp) -> u32 {
        match self {
            Self::Backorder { limit } => limit,
            Self::Preorder { limit, available_from } if now < available_from => limit,
            Self::Deny | Self::Preorder { .. } => 0,
        }
    }
}

/// What staff say of a SKU's stock.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Whether units are counted.
    pub tracked: bool,
    /// What happens when there are no more.
    pub oversell: Oversell,
    /// When staff are told.
    pub reorder_point: Option<u32>,
    /// What a kit is made of.
    pub components: Vec<Component>,
    /// Where it is, first choice first. Locations left out stay, behind those named.
    pub locations: Vec<StockedAt>,
    /// Over how many shards new units are spread.
    pub shards: u16,
}

impl StockItem {
    /// A SKU that was never heard of: counted, and nothing is promised that is not there.
    pub fn new(sku: Sku) -> Self {
        Self {
            sku,
            tracked: true,
            oversell: Oversell::Deny,
            reorder_point: None,
            low: false,
            components: Vec::new(),
            locations: Vec::new(),
            shards: 1,
            shards_used: 1,
        }
    }

    /// The item under a policy. `components` are what is known of the components.
    pub fn under(&self, policy: Policy, components: &[Self]) -> Result<Self, StockRefusal> {
        let Policy { tracked, oversell, reorder_point, components: parts, locations, shards } =
            policy;
        let stocked = !self.locations.is_empty() || !locations.is_empty();
        if stocked && (!tracked || !parts.is_empty()) {
            return Err(StockRefusal::HasUnits(self.sku.clone()));
        }
        self.check_parts(&parts, components)?;
        let named: BTreeSet<&LocationId> = locations.iter().map(|at| &at.location_id).collect();
        if named.len() != locations.len() {
            return Err(StockRefusal::WrongLines(LOCATIONS_MAX));
        }
        let left = self.locations.iter().filter(|at| !named.contains(&at.location_id));
        let left: Vec<StockedAt> = left.cloned().collect();
        let next = Self {
            sku: self.sku.clone(),
            tracked,
            oversell,
            reorder_point,
            low: self.low && reorder_point == self.reorder_point,
            components: parts,
            locations: [locations, left].concat(),
            shards,
            shards_used: self.shards_used.max(shards),
        };
        next.check_levels()?;
        Ok(next)
    }

    fn check_parts(&self, parts: &[Component], known: &[Self]) -> Result<(), StockRefusal> {
        let mut seen = BTreeSet::from([&self.sku]);
        if parts.len() > KIT_COMPONENTS_MAX {
            return Err(StockRefusal::WrongLines(KIT_COMPONENTS_MAX));
        }
        for part in parts {
            let item = known.iter().find(|item| item.sku == part.sku);
            let item = item.ok_or_else(|| StockRefusal::UnknownSku(vec![part.sku.clone()]))?;
            if !item.components.is_empty() || !seen.insert(&part.sku) {
                return Err(StockRefusal::WrongComponent(part.sku.clone()));
            }
        }
        Ok(())
    }

    /// All levels of a SKU are read at once, so there is an end to them.
    fn check_levels(&self) -> Result<(), StockRefusal> {
        let (shards, locations) = (self.shards_used, self.locations.len());
        let levels = usize::from(shards) * locations;
        if (1..=STOCK_SHARDS_MAX).contains(&shards)
            && self.shards > 0
            && locations <= LOCATIONS_MAX
            && levels <= BATCH_GET_MAX
        {
            Ok(())
        } else {
            Err(StockRefusal::TooManyLevels { shards, locations })
        }
    }

    /// The item once it is also kept at a location.
    pub fn kept_at(&self, location_id: &LocationId) -> Result<Self, StockRefusal> {
        if !self.has_units() {
            return Err(StockRefusal::NoUnits(self.sku.clone()));
        }
        let mut next = self.clone();
        if !next.locations.iter().any(|at| at.location_id == *location_id) {
            let location_id = location_id.clone();
            next.locations.push(StockedAt { location_id, safety_stock: 0 });
        }
        next.check_levels()?;
        Ok(next)
    }

    /// The item when so many units may still be promised, and whether staff are to be told now.
    pub fn watched(&self, available: u32) -> (Self, bool) {
        let low = self.reorder_point.is_some_and(|point| available <= point);
        (Self { low, ..self.clone() }, low && !self.low)
    }
}
