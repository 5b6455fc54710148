//! Events of `pricing`.
use crate::row::events;
use primitives::{Code, Currency, Day, Example, PromotionId, Sku};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// SKUs of one change of a price list.
pub const CHANGED_SKUS_MAX: usize = 30;

/// Whether a promotion is at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PromotionStage {
    /// Being written.
    Draft,
    /// At work while its window is open.
    Active,
    /// Stopped for now.
    Paused,
    /// Over for good.
    Ended,
}

impl Example for PromotionStage {
    fn example() -> Self {
        Self::Active
    }
}

events! {
    /// A promotion was made, changed, started, paused or ended.
    PromotionChangedV1 = "pricing.PromotionChanged.v1" {
        /// The promotion.
        promotion_id: PromotionId,
        /// Its version.
        version: u64,
        /// Whether it is at work.
        state: PromotionStage,
    }

    /// Prices of a price list were changed.
    PricesChangedV1 = "pricing.PricesChanged.v1" {
        /// The price list.
        list_id: Code,
        /// Whose prices.
        #[schemars(length(max = CHANGED_SKUS_MAX))]
        skus: Vec<Sku>,
    }

    /// A table of exchange rates was imported.
    RatesImportedV1 = "pricing.RatesImported.v1" {
        /// The day of the table.
        of: Day,
        /// The currency that all its rates are for one unit of.
        base: Currency,
    }
}
