//! Closing a parcel, and its label.
use super::{Failure, Move, PARCEL_GRAMS_MAX, Shipment, ShipmentRefusal, ShipmentState, next};
use crate::order::{Order, OrderRefusal};
use events::{
    carrier::{LabelBoughtV1, LabelRefusedV1},
    fulfilment::{ShipmentFailedV1, ShipmentPackedV1},
};
use primitives::Code;

/// How a parcel is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedAs {
    /// Weight with its box, in grams.
    pub weight_grams: u32,
    /// The carrier's service.
    pub service: Code,
}

/// Closes and weighs a parcel, or closes it again: each time asks for a new label.
pub fn pack(
    shipment: &Shipment,
    order: &Order,
    packed: PackedAs,
) -> Result<(Shipment, ShipmentPackedV1), ShipmentRefusal> {
    let state = next(shipment.state, Move::Pack)?;
    if order.held.is_some() {
        return Err(OrderRefusal::Held.into());
    }
    closed(shipment, state, packed)
}

/// A parcel that is closed anew, and waits for a new label.
pub(super) fn closed(
    shipment: &Shipment,
    state: ShipmentState,
    packed: PackedAs,
) -> Result<(Shipment, ShipmentPackedV1), ShipmentRefusal> {
    let Some(location_id) = shipment.location_id.clone() else {
        return Err(ShipmentRefusal::NothingToSend);
    };
    if !(1..=PARCEL_GRAMS_MAX).contains(&packed.weight_grams) {
        return Err(ShipmentRefusal::Weight);
    }
    let after = Shipment {
        state,
        attempt: shipment.attempt.saturating_add(1),
        weight_grams: Some(packed.weight_grams),
        service: Some(packed.service.clone()),
        carrier: None,
        tracking_number: None,
        label_id: None,
        failure: None,
        refused_because: None,
        seen_at: None,
        ..shipment.clone()
    };
    let event = ShipmentPackedV1 {
        shipment_id: after.shipment_id.clone(),
        order_id: after.order_id.clone(),
        location_id,
        attempt: after.attempt,
        weight_grams: packed.weight_grams,
        service: packed.service,
    };
    Ok((after, event))
}

/// What a carrier's answer came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Labelled {
    /// Nothing: another label has been asked for since, or the parcel is not waiting for one.
    Nothing,
    /// It has its label, or none.
    Changed(Box<Shipment>, Option<ShipmentFailedV1>),
}

fn awaits(shipment: &Shipment, attempt: u32) -> bool {
    shipment.state == ShipmentState::Packed && shipment.attempt == attempt
}

/// The carrier gave a label.
pub fn label_bought(shipment: &Shipment, bought: &LabelBoughtV1) -> Labelled {
    let Some(state) =
        awaits(shipment, bought.attempt).then(|| next(shipment.state, Move::Label).ok()).flatten()
    else {
        return Labelled::Nothing;
    };
    let after = Shipment {
        state,
        carrier: Some(bought.carrier.clone()),
        service: Some(bought.service.clone()),
        tracking_number: Some(bought.tracking_number.clone()),
        label_id: Some(bought.label_id.clone()),
        failure: None,
        refused_because: None,
        ..shipment.clone()
    };
    Labelled::Changed(Box::new(after), None)
}

/// The carrier gave none: the parcel stays packed, and says why.
pub fn label_refused(shipment: &Shipment, refused: &LabelRefusedV1, failure: Code) -> Labelled {
    if !awaits(shipment, refused.attempt) || shipment.failure.is_some() {
        return Labelled::Nothing;
    }
    let after = Shipment {
        failure: Some(Failure::LabelRefused),
        refused_because: Some(refused.failure.clone()),
        ..shipment.clone()
    };
    let event = ShipmentFailedV1 {
        shipment_id: after.shipment_id.clone(),
        order_id: after.order_id.clone(),
        failure,
    };
    Labelled::Changed(Box::new(after), Some(event))
}
