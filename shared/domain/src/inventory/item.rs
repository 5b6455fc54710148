//! What is known of a SKU's stock, apart from how much there is.
use primitives::{LocationId, Quantity, Sku, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
            Self::Deny => 0,
            Self::Backorder { limit } => limit,
            Self::Preorder { limit, available_from } if now < available_from => limit,
            Self::Preorder { .. } => 0,
        }
    }
}
