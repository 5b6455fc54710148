//! Taking units off the shelf.
use super::{Move, Shipment, ShipmentRefusal, next};
use crate::order::{LineUnits, Order, OrderRefusal};
use events::fulfilment::ShipmentPickedV1;
use primitives::LineId;
use std::collections::BTreeMap;

/// Units by line, each line once.
pub struct Units<'a>(BTreeMap<&'a LineId, u32>);

impl<'a> Units<'a> {
    /// Refuses an empty list, and a line that is named twice.
    pub fn read(lines: &'a [LineUnits]) -> Result<Self, ShipmentRefusal> {
        if lines.is_empty() {
            return Err(ShipmentRefusal::NoLines);
        }
        let mut units = BTreeMap::new();
        for line in lines {
            if units.insert(&line.line_id, line.quantity.get()).is_some() {
                return Err(ShipmentRefusal::RepeatedLine(line.line_id.clone()));
            }
        }
        Ok(Self(units))
    }

    /// Deals the units of a line over the places it has in a parcel: at most what `room` says of
    /// each. What cannot be dealt stays.
    pub fn deal(&mut self, line: &LineId, room: u32) -> u32 {
        let Some(left) = self.0.get_mut(line) else { return 0 };
        let part = room.min(*left);
        *left -= part;
        part
    }

    /// Refuses if anything was not dealt. `left` says how much the parcel had of a line, if it had any.
    pub fn all_dealt(self, left: impl Fn(&LineId) -> Option<u32>) -> Result<(), ShipmentRefusal> {
        match self.0.into_iter().find(|(_, rest)| *rest > 0) {
            None => Ok(()),
            Some((line, rest)) => Err(match left(line) {
                None => ShipmentRefusal::UnknownLine(line.clone()),
                Some(had) => {
                    let asked = had.saturating_add(rest);
                    ShipmentRefusal::MoreThanAllocated { line: line.clone(), left: had, asked }
                }
            }),
        }
    }
}

/// Takes units off the shelf: those named, or all that are left. Refuses more than was allocated, and
/// anything while the order is held.
pub fn pick(
    shipment: &Shipment,
    order: &Order,
    lines: Option<&[LineUnits]>,
) -> Result<(Shipment, Option<ShipmentPickedV1>), ShipmentRefusal> {
    next(shipment.state, Move::PickPart)?;
    let Some(location_id) = shipment.location_id.clone() else {
        return Err(ShipmentRefusal::NothingToSend);
    };
    if order.held.is_some() {
        return Err(OrderRefusal::Held.into());
    }
    let mut after = shipment.clone();
    match lines {
        None => after.positions.iter_mut().for_each(|one| one.picked = one.quantity),
        Some(lines) => {
            let mut units = Units::read(lines)?;
            for position in after.positions.iter_mut().filter(|one| one.by_hand) {
                let room = position.quantity.saturating_sub(position.picked);
                position.picked += units.deal(&position.line_id, room);
            }
            units.all_dealt(|line| unpicked(shipment, line))?;
        }
    }
    let by = if after.is_picked() { Move::PickRest } else { Move::PickPart };
    after.state = next(shipment.state, by)?;
    let event = (by == Move::PickRest).then(|| ShipmentPickedV1 {
        shipment_id: after.shipment_id.clone(),
        order_id: after.order_id.clone(),
        location_id,
        units: after.units(),
    });
    Ok((after, event))
}

fn unpicked(shipment: &Shipment, line: &LineId) -> Option<u32> {
    let of_line = shipment.positions.iter().filter(|one| one.line_id == *line && one.by_hand);
    of_line.map(|one| one.quantity.saturating_sub(one.picked)).reduce(u32::saturating_add)
}
