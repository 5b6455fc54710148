//! Events of `inventory`.
use crate::row::events;
use primitives::{CheckoutId, Example, LocationId, ReservationId, Sku};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// So many units of a SKU.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StockUnits {
    /// The SKU.
    pub sku: Sku,
    /// Units.
    pub quantity: u32,
}

impl Example for StockUnits {
    fn example() -> Self {
        Self { sku: Sku::example(), quantity: 2 }
    }
}

events! {
    /// Goods came in at a location: from a supplier, or from another location.
    StockReceivedV1 = "inventory.StockReceived.v1" {
        location_id: LocationId,
        /// The receipt or transfer behind it.
        reference: Option<String>,
        #[schemars(length(max = primitives::limits::LINES_MAX))]
        lines: Vec<StockUnits>,
    }
    /// Units were found, lost, counted, damaged, mended or thrown away.
    StockAdjustedV1 = "inventory.StockAdjusted.v1" {
        sku: Sku,
        location_id: LocationId,
        /// Why, as in the stock ledger.
        reason: String,
        /// By how many the sellable units that are there changed.
        on_hand: i64,
        /// By how many the damaged units that are there changed.
        damaged: i64,
    }
    /// The sellable units of a SKU fell to its reorder point.
    StockLowV1 = "inventory.StockLow.v1" {
        sku: Sku,
        /// Units that may still be promised.
        available: u32,
        /// The reorder point.
        reorder_point: u32,
    }
    /// Units of a reservation's page were given back by the clock.
    ReservationExpiredV1 = "inventory.ReservationExpired.v1" {
        reservation_id: ReservationId,
        checkout_id: CheckoutId,
        page: u32,
        #[schemars(length(max = primitives::limits::LINES_MAX))]
        lines: Vec<StockUnits>,
    }
    /// Units of a reservation's page were given back, because a checkout, a line or an order was given up.
    ReservationReleasedV1 = "inventory.ReservationReleased.v1" {
        reservation_id: ReservationId,
        checkout_id: CheckoutId,
        page: u32,
        #[schemars(length(max = primitives::limits::LINES_MAX))]
        lines: Vec<StockUnits>,
    }
}
