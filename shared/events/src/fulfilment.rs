//! Events of `fulfilment`: what becomes of an order's parcels.
use crate::inventory::StockUnits;
use crate::row::events;
use primitives::{
    Code, Example, LineId, LocationId, Money, OrderId, PaymentId, Quantity, ShipmentId, Sku,
    Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

events! {
    /// Units of an order were given to a location, to be sent from there as one parcel.
    ShipmentAllocatedV1 = "fulfilment.ShipmentAllocated.v1" {
        shipment_id: ShipmentId,
        order_id: OrderId,
        /// Absent where nothing has to be sent, as for charges alone.
        location_id: Option<LocationId>,
        units: u64,
    }
    /// Everything of the parcel has been taken off the shelves.
    ShipmentPickedV1 = "fulfilment.ShipmentPicked.v1" {
        shipment_id: ShipmentId,
        order_id: OrderId,
        location_id: LocationId,
        units: u64,
    }
    /// The parcel is closed and weighed: it needs a label.
    ShipmentPackedV1 = "fulfilment.ShipmentPacked.v1" {
        shipment_id: ShipmentId,
        order_id: OrderId,
        location_id: LocationId,
        /// Counts the labels that were asked for, from 1: a new one asks for a new label.
        attempt: u32,
        weight_grams: u32,
        /// The carrier's service.
        service: Code,
    }
    /// The parcel has left: its units are out of the stock, and its price may be taken.
    ShipmentDispatchedV1 = "fulfilment.ShipmentDispatched.v1" {
        shipment_id: ShipmentId,
        order_id: OrderId,
        /// Absent where nothing had to be sent.
        carrier: Option<Code>,
        /// By which the carrier and the buyer follow it.
        tracking_number: Option<Code>,
        units: u64,
        #[schemars(length(max = primitives::limits::POSITIONS_MAX))]
        lines: Vec<ShippedLine>,
        /// What the buyer owes for exactly these units, and for shipping with the first of them.
        amount: Money,
        /// The order's payments, oldest first.
        #[schemars(length(max = primitives::limits::PAYMENTS_MAX))]
        payment_ids: Vec<PaymentId>,
        /// Whether nothing of the order is left to be sent.
        is_last: bool,
        dispatched_at: Timestamp,
    }
    /// The parcel is with the buyer.
    ShipmentDeliveredV1 = "fulfilment.ShipmentDelivered.v1" {
        shipment_id: ShipmentId,
        order_id: OrderId,
        delivered_at: Timestamp,
    }
    /// The parcel came back and was sent once more; its price was taken the first time.
    ShipmentResentV1 = "fulfilment.ShipmentResent.v1" {
        shipment_id: ShipmentId,
        order_id: OrderId,
        carrier: Option<Code>,
        tracking_number: Option<Code>,
        resent_at: Timestamp,
    }
    /// Nothing of the parcel is wanted any more: its units were cancelled before it left.
    ShipmentCancelledV1 = "fulfilment.ShipmentCancelled.v1" {
        shipment_id: ShipmentId,
        order_id: OrderId,
        /// Labels that were asked for.
        attempt: u32,
    }
    /// Something went wrong with the parcel; a person has to decide what to do.
    ShipmentFailedV1 = "fulfilment.ShipmentFailed.v1" {
        shipment_id: ShipmentId,
        order_id: OrderId,
        /// `label_refused`, `lost`, `damaged`, `refused` or `returned`.
        failure: Code,
    }
    /// A parcel that did not arrive was written off: its price is given back.
    ShipmentWrittenOffV1 = "fulfilment.ShipmentWrittenOff.v1" {
        shipment_id: ShipmentId,
        order_id: OrderId,
        /// What is given back.
        refund: Money,
        /// Where units go back on the shelf; absent where none do.
        restock_at: Option<LocationId>,
        /// The units that do; of a kit, its components.
        #[schemars(length(max = primitives::limits::LINES_MAX))]
        restock: Vec<StockUnits>,
        /// The order's payments, oldest first.
        #[schemars(length(max = primitives::limits::PAYMENTS_MAX))]
        payment_ids: Vec<PaymentId>,
    }
}

/// Units of one line that are in a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShippedLine {
    /// The line.
    pub line_id: LineId,
    /// Absent on charges, which have no stock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// Units.
    pub quantity: Quantity,
}

impl Example for ShippedLine {
    fn example() -> Self {
        Self {
            line_id: LineId::example(),
            sku: Some(Sku::example()),
            quantity: Quantity::example(),
        }
    }
}
