//! A parcel leaves.
use super::{Move, Shipment, ShipmentRefusal, next};
use crate::inventory::Take;
use crate::order::{self, Fulfilled, LinePage, LineUnits, Order};
use events::fulfilment::{ShipmentDispatchedV1, ShipmentResentV1, ShippedLine};
use primitives::{Code, LineId, Quantity, Timestamp};
use std::collections::BTreeMap;

/// Who carries a parcel that the shop has no label for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// The carrier.
    pub carrier: Code,
    /// By which the carrier knows it, if it says.
    pub tracking_number: Option<Code>,
}

/// What follows from a parcel that leaves.
#[derive(Clone, Debug, PartialEq)]
pub enum Sent {
    /// It leaves for the first time: with it go units of the order, and what they cost.
    First {
        /// The parcel; where its units came from is yet to be written into it.
        shipment: Box<Shipment>,
        /// The order and the pages that changed.
        fulfilled: Box<Fulfilled>,
        /// The news.
        event: ShipmentDispatchedV1,
    },
    /// It leaves again, after it had come back.
    Again(Box<Shipment>, ShipmentResentV1),
}

/// Sends a parcel. Refuses what is not labelled, unless `handover` says who carries it; what was
/// cancelled meanwhile; and everything while the order is held.
pub fn send(
    shipment: &Shipment,
    order: &Order,
    pages: &[LinePage],
    handover: Option<Handover>,
    now: Timestamp,
) -> Result<Sent, ShipmentRefusal> {
    let nothing_to_send = shipment.location_id.is_none();
    let by = if nothing_to_send { Move::Grant } else { Move::Send };
    let state = next(shipment.state, by)?;
    let mut after = Shipment { state, ..shipment.clone() };
    if let Some(Handover { carrier, tracking_number }) = handover {
        after.carrier = Some(carrier);
        after.tracking_number = tracking_number;
    }
    if after.carrier.is_none() && !nothing_to_send {
        return Err(ShipmentRefusal::NoLabel);
    }
    if shipment.dispatched_at.is_some() {
        let event = ShipmentResentV1 {
            shipment_id: after.shipment_id.clone(),
            order_id: after.order_id.clone(),
            carrier: after.carrier.clone(),
            tracking_number: after.tracking_number.clone(),
            resent_at: now,
        };
        return Ok(Sent::Again(Box::new(after), event));
    }
    let fulfilled = order::fulfil(order, pages, &units(shipment)).map_err(outdated)?;
    after.amount = Some(fulfilled.amount);
    after.shipping = Some(fulfilled.shipping).filter(|shipping| !shipping.is_zero());
    after.dispatched_at = Some(now);
    if nothing_to_send {
        after.delivered_at = Some(now);
    }
    let event = ShipmentDispatchedV1 {
        shipment_id: after.shipment_id.clone(),
        order_id: after.order_id.clone(),
        carrier: after.carrier.clone(),
        tracking_number: after.tracking_number.clone(),
        units: after.units(),
        lines: shipped(shipment),
        amount: fulfilled.amount,
        payment_ids: order.payment_ids.clone(),
        is_last: fulfilled.is_last,
        dispatched_at: now,
    };
    Ok(Sent::First { shipment: Box::new(after), fulfilled: Box::new(fulfilled), event })
}

/// Units that the order no longer has open were cancelled after the parcel was made up.
fn outdated(refusal: order::OrderRefusal) -> ShipmentRefusal {
    match refusal {
        order::OrderRefusal::MoreThanOpen { .. } => ShipmentRefusal::Outdated,
        other => other.into(),
    }
}

fn units(shipment: &Shipment) -> Vec<LineUnits> {
    let mut sums: BTreeMap<&LineId, u32> = BTreeMap::new();
    for position in &shipment.positions {
        *sums.entry(&position.line_id).or_default() += position.quantity;
    }
    let units = sums.into_iter().filter_map(|(line_id, units)| {
        let quantity = Quantity::parse(units).ok()?;
        Some(LineUnits { line_id: line_id.clone(), quantity })
    });
    units.collect()
}

fn shipped(shipment: &Shipment) -> Vec<ShippedLine> {
    let lines = shipment.positions.iter().filter_map(|position| {
        let quantity = Quantity::parse(position.quantity).ok()?;
        let (line_id, sku) = (position.line_id.clone(), position.sku.clone());
        Some(ShippedLine { line_id, sku, quantity })
    });
    lines.collect()
}

impl Shipment {
    /// With where the units of its positions were taken from: one list per position, in order.
    #[must_use]
    pub fn taken(mut self, takes: Vec<Vec<Take>>) -> Self {
        for (position, takes) in self.positions.iter_mut().zip(takes) {
            position.takes = takes;
        }
        self
    }
}
