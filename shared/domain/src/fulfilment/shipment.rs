//! One parcel.
use super::ShipmentState;
use crate::inventory::Take;
use events::fulfilment::ShipmentAllocatedV1;
use primitives::{Code, LabelId, LineId, LocationId, Money, OrderId, ShipmentId, Sku, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Units of an order that are sent together, from one location, in one parcel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shipment {
    /// The order.
    pub order_id: OrderId,
    /// The parcel.
    pub shipment_id: ShipmentId,
    /// Where it is sent from; absent where nothing has to be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location_id: Option<LocationId>,
    /// How far it is.
    pub state: ShipmentState,
    /// What is in it.
    pub positions: Vec<Position>,
    /// Pages of the order's lines that had been given to locations once this was made.
    pub routed_to: u32,
    /// Labels that were asked for; the last one counts.
    pub attempt: u32,
    /// Weight of the closed parcel, in grams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_grams: Option<u32>,
    /// The carrier's service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Code>,
    /// Who carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<Code>,
    /// By which the carrier knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<Code>,
    /// The label that is on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_id: Option<LabelId>,
    /// What the buyer owes for it; known once it has left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Of that, shipping; absent where that is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<Money>,
    /// What is wrong with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// The carrier's own word for why it gave no label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_because: Option<Code>,
    /// When the carrier last saw it, by the carrier's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Timestamp>,
    /// When it was given to the location.
    pub created_at: Timestamp,
    /// When it left, for the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispatched_at: Option<Timestamp>,
    /// When it arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<Timestamp>,
}

/// Units of one line in a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The page of the order's lines, and of its reservation.
    pub page: u32,
    /// The line.
    pub line_id: LineId,
    /// Absent on charges, which have no stock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// The order's version by which the units were given to the parcel: cancellations up to it are
    /// accounted for, later ones have to be taken out.
    pub order_version: u64,
    /// Units.
    pub quantity: u32,
    /// Whether somebody takes it off a shelf; charges, and goods that weigh nothing and lie nowhere,
    /// ride along.
    pub by_hand: bool,
    /// Of these, units that were taken off the shelf.
    pub picked: u32,
    /// Which levels the units were taken out of, once the parcel has left; of a kit, its components.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub takes: Vec<Take>,
}

/// What is wrong with a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The carrier gives no label: pack it again, with another service or within its limits.
    LabelRefused,
    /// The carrier cannot find it.
    Lost,
    /// The carrier broke it.
    Damaged,
    /// The buyer did not take it; it is on its way back.
    Refused,
    /// It is back.
    Returned,
}

impl Failure {
    /// As in events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LabelRefused => "label_refused",
            Self::Lost => "lost",
            Self::Damaged => "damaged",
            Self::Refused => "refused",
            Self::Returned => "returned",
        }
    }
}

impl Shipment {
    /// Units in it.
    pub fn units(&self) -> u64 {
        self.positions.iter().map(|position| u64::from(position.quantity)).sum()
    }

    /// Pages of lines that it draws on.
    pub fn pages(&self) -> BTreeSet<u32> {
        self.positions.iter().map(|position| position.page).collect()
    }

    /// Whether everything that is picked by hand has been picked.
    pub fn is_picked(&self) -> bool {
        self.positions
            .iter()
            .filter(|position| position.by_hand)
            .all(|position| position.picked >= position.quantity)
    }

    /// The news that it is there to be sent.
    pub fn allocated(&self) -> ShipmentAllocatedV1 {
        ShipmentAllocatedV1 {
            shipment_id: self.shipment_id.clone(),
            order_id: self.order_id.clone(),
            location_id: self.location_id.clone(),
            units: self.units(),
        }
    }

    /// What the list of a location's work shows of it.
    pub fn summary(&self) -> ShipmentSummary {
        ShipmentSummary {
            order_id: self.order_id.clone(),
            shipment_id: self.shipment_id.clone(),
            location_id: self.location_id.clone(),
            state: self.state,
            failure: self.failure,
            units: self.units(),
            positions: u32::try_from(self.positions.len()).unwrap_or(u32::MAX),
            created_at: self.created_at,
        }
    }
}

/// What lists show of a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShipmentSummary {
    /// The order.
    pub order_id: OrderId,
    /// The parcel.
    pub shipment_id: ShipmentId,
    /// Where it is sent from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location_id: Option<LocationId>,
    /// How far it is.
    pub state: ShipmentState,
    /// What is wrong with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// Units in it.
    pub units: u64,
    /// Positions in it.
    pub positions: u32,
    /// When it was given to the location.
    pub created_at: Timestamp,
}
