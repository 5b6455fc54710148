//! Units from stock and back: level and ledger, in the transaction of what they are for.
use contract::repair::RepairView;
use domain::{
    inventory::{Place, Reason, StockRefusal},
    repair::Repair,
};
use primitives::{LocationId, Quantity, Sku};
use runtime::{Cx, Done, Fault};
use stock::Read;
use table::keys;

/// What moves.
pub struct Units<'a> {
    /// What.
    pub sku: &'a Sku,
    /// Where.
    pub location_id: &'a LocationId,
    /// How many.
    pub quantity: Quantity,
    /// Whether it goes onto the shelf.
    pub back: bool,
    /// Why.
    pub reason: Reason,
}

/// Moves them, for a repair.
pub async fn moved(
    cx: &Cx,
    done: Done<RepairView>,
    one: &Repair,
    units: Units<'_>,
) -> Result<Done<RepairView>, Fault> {
    let Units { sku, location_id, quantity, back, reason } = units;
    let mut read = Read::items(cx, [sku]).await?;
    let kept = read.items.get(sku).cloned().ok_or(Fault::missing("part"))?;
    let location = cx.find(keys::inventory::location(location_id)).await?;
    location.ok_or(StockRefusal::UnknownLocation)?;
    let item = kept.kept_at(location_id)?;
    read.levels(cx, item.spots()).await?;
    let place = Place { shelf: &read.shelf, item: &item, location_id };
    let moves = if back { place.receive(quantity.get()) } else { place.remove(quantity.get())? };
    let after = read.shelf.after(&moves)?;
    let reference = Some(one.repair_id.as_ref());
    let done = stock::book(cx, done, &read.shelf, &moves, reason, reference)?;
    Ok(stock::keep(done, Some(&kept), &item, after.available_of(&item)))
}
