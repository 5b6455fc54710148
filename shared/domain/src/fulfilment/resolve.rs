//! What people decide about a parcel that went wrong.
use super::{Failure, Move, PackedAs, Shipment, ShipmentRefusal, label::closed, next};
use crate::{
    order::{LinePage, Order},
    refunds::RefundAccount,
};
use events::{
    fulfilment::{ShipmentPackedV1, ShipmentWrittenOffV1},
    inventory::StockUnits,
};
use primitives::LocationId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// It is back: it gets a new label and is sent once more.
    Resend,
    /// It is given up; what it cost is given back.
    Refund,
    /// It is back: its units go on the shelf again, and what they cost is given back.
    RefundAndRestock,
}

/// What follows from giving a parcel up.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenOff {
    /// The parcel.
    pub shipment: Shipment,
    /// The order: what was given back.
    pub order: Order,
    /// What was given back of the order, line by line.
    pub account: RefundAccount,
    /// The news.
    pub event: ShipmentWrittenOffV1,
}

/// What cannot be on the shelf of the sender is not sent from there.
fn is_back(failure: Failure) -> bool {
    matches!(failure, Failure::Returned | Failure::Refused)
}

/// Has a parcel that is back sent once more: it is closed again, and asks for a new label.
pub fn resend(
    shipment: &Shipment,
    packed: PackedAs,
) -> Result<(Shipment, ShipmentPackedV1), ShipmentRefusal> {
    let state = next(shipment.state, Move::Resend)?;
    if let Some(failure) = shipment.failure.filter(|failure| !is_back(*failure)) {
        return Err(ShipmentRefusal::NotBack(failure));
    }
    closed(shipment, state, packed)
}

/// Gives a parcel up: exactly what was due for it goes back, less what has been given back for its units
/// before, such as to a buyer who missed them.
pub fn write_off(
    shipment: &Shipment,
    order: &Order,
    pages: &[LinePage],
    account: &RefundAccount,
    restock: bool,
) -> Result<WrittenOff, ShipmentRefusal> {
    let state = next(shipment.state, Move::WriteOff)?;
    let failure = shipment.failure.unwrap_or(Failure::Lost);
    if restock && !is_back(failure) {
        return Err(ShipmentRefusal::NotRestockable(failure));
    }
    let (account, refund) = account.written_off(order, pages, shipment)?;
    let (restock_at, units) = if restock { shelved(shipment) } else { (None, Vec::new()) };
    let event = ShipmentWrittenOffV1 {
        shipment_id: shipment.shipment_id.clone(),
        order_id: shipment.order_id.clone(),
        refund,
        restock_at,
        restock: units,
        payment_ids: order.payment_ids.clone(),
    };
    let written_off_amount = order.written_off_amount.plus(refund)?;
    Ok(WrittenOff {
        shipment: Shipment { state, ..shipment.clone() },
        order: Order { written_off_amount, ..order.clone() },
        account,
        event,
    })
}

fn shelved(shipment: &Shipment) -> (Option<LocationId>, Vec<StockUnits>) {
    let mut sums: BTreeMap<_, u32> = BTreeMap::new();
    for take in shipment.positions.iter().flat_map(|position| &position.takes) {
        let sum = sums.entry(take.sku.clone()).or_default();
        *sum = sum.saturating_add(take.quantity);
    }
    let units = sums.into_iter().map(|(sku, quantity)| StockUnits { sku, quantity }).collect();
    (shipment.location_id.clone(), units)
}
