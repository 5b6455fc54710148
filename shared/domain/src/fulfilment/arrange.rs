//! Moving units between parcels, and taking cancelled ones out.
use super::{Move, Position, Shipment, ShipmentRefusal, ShipmentState, Units, next};
use crate::order::LineUnits;
use events::{
    fulfilment::{ShipmentAllocatedV1, ShipmentCancelledV1},
    order::LinesCancelledV1,
};
use primitives::{
    LineId, ShipmentId, Timestamp,
    limits::{POSITIONS_MAX, SHIPMENT_PAGES_MAX},
};
use std::collections::BTreeMap;

/// Moves units into a new parcel of the same location. Refuses to leave nothing behind, and what has
/// nothing that could be sent: it is granted whole.
pub fn split(
    shipment: &Shipment,
    new_id: ShipmentId,
    lines: &[LineUnits],
    now: Timestamp,
) -> Result<(Shipment, Shipment), ShipmentRefusal> {
    let state = rearranged(shipment)?;
    let mut units = Units::read(lines)?;
    let mut stays = shipment.clone();
    let mut goes = Vec::new();
    for position in &mut stays.positions {
        let quantity = units.deal(&position.line_id, position.quantity);
        if quantity == 0 {
            continue;
        }
        // What was picked stays with what stays, as far as it can.
        position.quantity -= quantity;
        let picked = position.picked.saturating_sub(position.quantity);
        position.picked -= picked;
        goes.push(Position { quantity, picked, ..position.clone() });
    }
    units.all_dealt(|line| contained(shipment, line))?;
    stays.positions.retain(|position| position.quantity > 0);
    if stays.positions.is_empty() {
        return Err(ShipmentRefusal::NothingLeft);
    }
    let goes = Shipment {
        shipment_id: new_id,
        positions: goes,
        attempt: 0,
        created_at: now,
        ..unlabelled(shipment.clone())
    };
    let [stays, goes] = [stays, goes].map(|one| settled(one, state));
    Ok((stays, goes))
}

/// Moves everything of a parcel into another of the same location, which is left with all of it.
pub fn merge(into: &Shipment, from: &Shipment) -> Result<(Shipment, Shipment), ShipmentRefusal> {
    if into.shipment_id == from.shipment_id {
        return Err(ShipmentRefusal::SameShipment);
    }
    let state = rearranged(into)?;
    rearranged(from)?;
    if into.location_id != from.location_id || into.order_id != from.order_id {
        return Err(ShipmentRefusal::OtherLocation);
    }
    let mut all = into.clone();
    for position in &from.positions {
        let same = |one: &&mut Position| {
            one.line_id == position.line_id && one.order_version == position.order_version
        };
        match all.positions.iter_mut().find(same) {
            Some(one) => {
                one.quantity = one.quantity.saturating_add(position.quantity);
                one.picked = one.picked.saturating_add(position.picked);
            }
            None => all.positions.push(position.clone()),
        }
    }
    if all.positions.len() > POSITIONS_MAX || all.pages().len() > SHIPMENT_PAGES_MAX {
        return Err(ShipmentRefusal::TooLarge);
    }
    let gone = next(from.state, Move::Cancel)?;
    let empty = Shipment { state: gone, positions: Vec::new(), ..from.clone() };
    Ok((settled(all, state), empty))
}

/// Refuses what is past rearranging, and what lies nowhere: nobody could pick what it would become.
fn rearranged(shipment: &Shipment) -> Result<ShipmentState, ShipmentRefusal> {
    match shipment.location_id {
        None => Err(ShipmentRefusal::NothingToSend),
        Some(_) => next(shipment.state, Move::Rearrange),
    }
}

/// With the state that follows from what is picked.
fn settled(mut shipment: Shipment, state: ShipmentState) -> Shipment {
    use ShipmentState::{Allocated, Picked};
    shipment.state = match state {
        Allocated | Picked if shipment.is_picked() => Picked,
        Allocated | Picked => Allocated,
        other => other,
    };
    shipment
}

fn contained(shipment: &Shipment, line: &LineId) -> Option<u32> {
    let of_line = shipment.positions.iter().filter(|one| one.line_id == *line);
    of_line.map(|one| one.quantity).reduce(u32::saturating_add)
}

/// One parcel after units of its order were cancelled.
#[derive(Clone, Debug, PartialEq)]
pub struct Dropped {
    /// The parcel.
    pub shipment: Shipment,
    /// What there is to tell.
    pub news: Option<DropNews>,
}

/// What there is to tell of a parcel that lost units.
#[derive(Clone, Debug, PartialEq)]
pub enum DropNews {
    /// Nothing is left in it.
    Empty(ShipmentCancelledV1),
    /// Only charges are left in it: nothing has to be sent.
    Grantable(ShipmentAllocatedV1),
}

/// Takes cancelled units out of the parcels that are still in the house, the last made first: their
/// stock is given back in the same order. `version` is the order's once they were cancelled; units
/// that were given to a parcel at that version or later are without them. Says which parcels changed.
pub fn drop_cancelled(
    shipments: &[Shipment],
    cancelled: &LinesCancelledV1,
    version: u64,
) -> Result<Vec<Dropped>, ShipmentRefusal> {
    let mut left: BTreeMap<&LineId, u32> =
        cancelled.lines.iter().map(|line| (&line.line_id, line.quantity.get())).collect();
    let mut changed = Vec::new();
    // One that was sent before and waits to be sent again holds units that the order has let go.
    let in_house = |one: &&Shipment| one.state.is_in_house() && one.dispatched_at.is_none();
    for shipment in shipments.iter().rev().filter(in_house) {
        let mut after = shipment.clone();
        let older = |position: &&mut Position| position.order_version < version;
        for position in after.positions.iter_mut().rev().filter(older) {
            let Some(units) = left.get_mut(&position.line_id) else { continue };
            let part = position.quantity.min(*units);
            *units -= part;
            position.quantity -= part;
            position.picked = position.picked.min(position.quantity);
        }
        if after.positions != shipment.positions {
            after.positions.retain(|position| position.quantity > 0);
            changed.push(reduced(after)?);
        }
    }
    Ok(changed)
}

fn reduced(mut after: Shipment) -> Result<Dropped, ShipmentRefusal> {
    if after.positions.is_empty() {
        after.state = next(after.state, Move::Cancel)?;
        let event = ShipmentCancelledV1 {
            shipment_id: after.shipment_id.clone(),
            order_id: after.order_id.clone(),
            attempt: after.attempt,
        };
        return Ok(Dropped { shipment: after, news: Some(DropNews::Empty(event)) });
    }
    let state = next(after.state, Move::Reduce)?;
    let after = unlabelled(after);
    if after.positions.iter().any(|position| position.by_hand) {
        return Ok(Dropped { shipment: settled(after, state), news: None });
    }
    let after = Shipment { location_id: None, state: ShipmentState::Allocated, ..after };
    let event = after.allocated();
    Ok(Dropped { shipment: after, news: Some(DropNews::Grantable(event)) })
}

/// Without what belonged to the parcel as it was closed.
fn unlabelled(shipment: Shipment) -> Shipment {
    Shipment {
        weight_grams: None,
        service: None,
        carrier: None,
        tracking_number: None,
        label_id: None,
        failure: None,
        refused_because: None,
        ..shipment
    }
}
