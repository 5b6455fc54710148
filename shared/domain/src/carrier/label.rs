//! One label.
use crate::fulfilment::Status;
use events::{
    carrier::{LabelBoughtV1, LabelRefusedV1, ParcelTrackedV1},
    fulfilment::ShipmentPackedV1,
};
use primitives::{Code, LabelId, LocationId, Money, OrderId, ShipmentId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far a label is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LabelState {
    /// The carrier is asked, or was: until there is an answer nobody knows.
    Asked,
    /// It is there.
    Bought,
    /// The carrier said no.
    Refused,
    /// It was given back.
    Voided,
}

/// A label of one parcel: committed before the carrier is asked, with the carrier's idempotency key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The label; the carrier's idempotency key.
    pub label_id: LabelId,
    /// The order.
    pub order_id: OrderId,
    /// The parcel.
    pub shipment_id: ShipmentId,
    /// Which label of the parcel, from 1.
    pub attempt: u32,
    /// Where the parcel is handed over.
    pub location_id: LocationId,
    /// How heavy it is.
    pub weight_grams: u32,
    /// The carrier's service.
    pub service: Code,
    /// Who carries it.
    pub carrier: Code,
    /// How far it is.
    pub state: LabelState,
    /// By which the carrier knows the parcel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<Code>,
    /// What the carrier charges the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
    /// Why there is none, by the carrier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Code>,
    /// When it was asked for.
    pub asked_at: Timestamp,
}

/// By which a carrier's message finds the parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracked {
    /// The carrier.
    pub carrier: Code,
    /// The carrier's number.
    pub tracking_number: Code,
    /// The order.
    pub order_id: OrderId,
    /// The parcel.
    pub shipment_id: ShipmentId,
    /// Which label of the parcel, from 1.
    pub attempt: u32,
}

/// What a carrier saw of a parcel. Named after the carrier's message: told twice, it is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// The parcel.
    pub shipment_id: ShipmentId,
    /// When, by the carrier's clock.
    pub seen_at: Timestamp,
    /// The carrier's name for the message.
    pub message: Code,
    /// What was seen.
    pub status: Status,
    /// The carrier's number.
    pub tracking_number: Code,
}

/// What a carrier gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bought {
    /// By which the carrier knows the parcel.
    pub tracking_number: Code,
    /// What it charges the shop.
    pub cost: Money,
}

/// What a carrier said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// There is a label.
    Bought(Bought),
    /// There is none, and asking again will not help.
    Refused(Code),
}

/// A label for a parcel that was packed.
pub fn ask(packed: &ShipmentPackedV1, label_id: LabelId, carrier: Code, now: Timestamp) -> Label {
    Label {
        label_id,
        order_id: packed.order_id.clone(),
        shipment_id: packed.shipment_id.clone(),
        attempt: packed.attempt,
        location_id: packed.location_id.clone(),
        weight_grams: packed.weight_grams,
        service: packed.service.clone(),
        carrier,
        state: LabelState::Asked,
        tracking_number: None,
        cost: None,
        failure: None,
        asked_at: now,
    }
}

/// The carrier gave it.
pub fn bought(label: &Label, bought: Bought) -> (Label, Tracked, LabelBoughtV1) {
    let Bought { tracking_number, cost } = bought;
    let next = Label {
        state: LabelState::Bought,
        tracking_number: Some(tracking_number.clone()),
        cost: Some(cost),
        ..label.clone()
    };
    let tracked = Tracked {
        carrier: label.carrier.clone(),
        tracking_number: tracking_number.clone(),
        order_id: label.order_id.clone(),
        shipment_id: label.shipment_id.clone(),
        attempt: label.attempt,
    };
    let event = LabelBoughtV1 {
        label_id: label.label_id.clone(),
        order_id: label.order_id.clone(),
        shipment_id: label.shipment_id.clone(),
        attempt: label.attempt,
        carrier: label.carrier.clone(),
        service: label.service.clone(),
        tracking_number,
        cost,
    };
    (next, tracked, event)
}

/// The carrier said no.
pub fn refused(label: &Label, failure: Code) -> (Label, LabelRefusedV1) {
    let event = LabelRefusedV1 {
        order_id: label.order_id.clone(),
        shipment_id: label.shipment_id.clone(),
        attempt: label.attempt,
        failure: failure.clone(),
    };
    (Label { state: LabelState::Refused, failure: Some(failure), ..label.clone() }, event)
}

/// It was given back.
pub fn voided(label: &Label) -> Label {
    Label { state: LabelState::Voided, ..label.clone() }
}

impl Tracked {
    /// What a carrier's message says of the parcel: the entry of its history, and the news.
    pub fn sighted(
        &self,
        message: Code,
        status: Status,
        word: Code,
        seen_at: Timestamp,
    ) -> (Sighting, ParcelTrackedV1) {
        let sighting = Sighting {
            shipment_id: self.shipment_id.clone(),
            seen_at,
            message,
            status,
            tracking_number: self.tracking_number.clone(),
        };
        let event = ParcelTrackedV1 {
            order_id: self.order_id.clone(),
            shipment_id: self.shipment_id.clone(),
            attempt: self.attempt,
            tracking_number: self.tracking_number.clone(),
            status: word,
            seen_at,
        };
        (sighting, event)
    }
}
