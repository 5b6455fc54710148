//! Parts from stock and back: repair, level and ledger in one transaction.
use crate::books;
use contract::repair::{RepairPartBody, RepairView, ReturnRepairPart, UseRepairPart};
use domain::{
    inventory::{Place, Reason, StockRefusal},
    repair::{Repair, give_back, use_part},
};
use events::repair::RepairPartMovedV1;
use runtime::{Cx, Done, Fault, Outcome, Req};
use stock::Read;
use table::{Held, keys};

/// Takes units.
pub async fn take(cx: Cx, req: Req<UseRepairPart>) -> Outcome<RepairView> {
    let held = books::one(&cx, &req.path).await?;
    let part = req.body;
    let next = use_part(&held, &part.sku, &part.location_id, part.quantity)?;
    moved(&cx, &held, &next, part, false).await
}

/// Puts units back.
pub async fn put_back(cx: Cx, req: Req<ReturnRepairPart>) -> Outcome<RepairView> {
    let held = books::one(&cx, &req.path).await?;
    let part = req.body;
    let next = give_back(&held, &part.sku, &part.location_id, part.quantity)?;
    moved(&cx, &held, &next, part, true).await
}

async fn moved(
    cx: &Cx,
    held: &Held<Repair>,
    next: &Repair,
    part: RepairPartBody,
    back: bool,
) -> Outcome<RepairView> {
    let RepairPartBody { sku, location_id, quantity } = part;
    let mut read = Read::items(cx, [&sku]).await?;
    let kept = read.items.get(&sku).cloned().ok_or(Fault::missing("part"))?;
    let location = cx.find(keys::inventory::location(&location_id)).await?;
    location.ok_or(StockRefusal::UnknownLocation)?;
    let item = kept.kept_at(&location_id)?;
    read.levels(cx, item.spots()).await?;
    let place = Place { shelf: &read.shelf, item: &item, location_id: &location_id };
    let (moves, reason) = if back {
        (place.receive(quantity.get()), Reason::UnusedInRepair)
    } else {
        (place.remove(quantity.get())?, Reason::UsedInRepair)
    };
    let after = read.shelf.after(&moves)?;
    let done: Done<RepairView> = books::kept(held, next, cx.who());
    let reference = Some(next.repair_id.as_ref());
    let done = stock::book(cx, done, &read.shelf, &moves, reason, reference)?;
    let done = stock::keep(done, Some(&kept), &item, after.available_of(&item));
    let (repair_id, order_id) = (next.repair_id.clone(), next.order_id.clone());
    let event = RepairPartMovedV1 { repair_id, order_id, sku, location_id, quantity, back };
    Ok(done.publish(&next.repair_id, held.next_version(), &event))
}
