//! Events of `carrier`: what the companies that carry parcels say.
use crate::row::events;
use primitives::{Code, LabelId, Money, OrderId, ReturnId, ShipmentId, Timestamp};

events! {
    /// A carrier gave a label: the parcel may be handed over.
    LabelBoughtV1 = "carrier.LabelBought.v1" {
        label_id: LabelId,
        order_id: OrderId,
        shipment_id: ShipmentId,
        /// Which label of the shipment, from 1.
        attempt: u32,
        carrier: Code,
        service: Code,
        tracking_number: Code,
        /// What the carrier charges the shop.
        cost: Money,
    }
    /// The carrier will not carry the parcel as it is.
    LabelRefusedV1 = "carrier.LabelRefused.v1" {
        order_id: OrderId,
        shipment_id: ShipmentId,
        /// Which label of the shipment, from 1.
        attempt: u32,
        /// Why, by the carrier: `too_heavy`, `address_incomplete`, `not_served` …
        failure: Code,
    }
    /// A parcel was seen somewhere. The carriers' own words, made one.
    ParcelTrackedV1 = "carrier.ParcelTracked.v1" {
        order_id: OrderId,
        shipment_id: ShipmentId,
        /// Which label of the shipment, from 1.
        attempt: u32,
        tracking_number: Code,
        /// `in_transit`, `out_for_delivery`, `delivered`, `delivery_failed`, `lost`, `damaged`,
        /// `refused` or `returned`.
        status: Code,
        /// When the carrier saw it, by the carrier's clock.
        seen_at: Timestamp,
    }
    /// A carrier gave a label for a parcel that is no shipment of an order, such as one that comes back.
    ErrandLabelBoughtV1 = "carrier.ErrandLabelBought.v1" {
        label_id: LabelId,
        /// What it is about: a return, a take-back or a repair.
        parcel: Code,
        carrier: Code,
        service: Code,
        tracking_number: Code,
        /// What the carrier charges the shop.
        cost: Money,
    }
    /// Such a parcel was seen somewhere.
    ErrandTrackedV1 = "carrier.ErrandTracked.v1" {
        /// What it is about: a return, a take-back or a repair.
        parcel: Code,
        /// The order, of a return.
        order_id: Option<OrderId>,
        /// The return, of a return.
        return_id: Option<ReturnId>,
        tracking_number: Code,
        /// A word as in `carrier.ParcelTracked.v1`.
        status: Code,
        /// When the carrier saw it, by the carrier's clock.
        seen_at: Timestamp,
    }
}
