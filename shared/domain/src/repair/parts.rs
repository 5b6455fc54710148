//! Parts that a repair takes from stock and puts back. Stock moves in the same transaction.
use super::{PartAt, Repair, RepairRefusal, RepairState, steps::in_state};
use primitives::{LocationId, Quantity, Sku, limits::POSITIONS_MAX};

/// Units of a part are taken: never more, in all places together, than the approved quote has.
pub fn use_part(
    one: &Repair,
    sku: &Sku,
    location_id: &LocationId,
    quantity: Quantity,
) -> Result<Repair, RepairRefusal> {
    in_state(one, &[RepairState::Approved])?;
    let quoted = one.quote.iter().flat_map(|quote| &quote.parts).find(|part| part.sku == *sku);
    let quoted = quoted.map_or(0, |part| part.quantity.get());
    let taken = one.parts.iter().filter(|part| part.sku == *sku).map(|part| part.quantity);
    let left = quoted.saturating_sub(taken.fold(0, u32::saturating_add));
    if quantity.get() > left {
        return Err(RepairRefusal::BeyondQuote { sku: sku.clone(), left });
    }
    let mut next = one.clone();
    let known = |part: &&mut PartAt| part.sku == *sku && part.location_id == *location_id;
    let full = next.parts.len() >= POSITIONS_MAX;
    match next.parts.iter_mut().find(known) {
        Some(part) => part.quantity = part.quantity.saturating_add(quantity.get()),
        None if full => return Err(RepairRefusal::WrongParts),
        None => next.parts.push(PartAt {
            sku: sku.clone(),
            location_id: location_id.clone(),
            quantity: quantity.get(),
        }),
    }
    Ok(next)
}

/// Units that were not needed go back to where they were taken, as long as the repair is in the workshop.
pub fn give_back(
    one: &Repair,
    sku: &Sku,
    location_id: &LocationId,
    quantity: Quantity,
) -> Result<Repair, RepairRefusal> {
    in_state(one, &[RepairState::Approved, RepairState::Repaired, RepairState::BeyondRepair])?;
    let mut next = one.clone();
    let known = |part: &&mut PartAt| part.sku == *sku && part.location_id == *location_id;
    let part = next.parts.iter_mut().find(known);
    let units = part.as_ref().map_or(0, |part| part.quantity);
    let Some(part) = part.filter(|_| quantity.get() <= units) else {
        return Err(RepairRefusal::NotTaken { sku: sku.clone(), units });
    };
    part.quantity = units - quantity.get();
    next.parts.retain(|part| part.quantity > 0);
    Ok(next)
}
