//! Parts from stock and back: repair, level and ledger in one transaction.
use crate::{
    books,
    shelf::{self, Units},
};
use contract::repair::{RepairPartBody, RepairView, ReturnRepairPart, UseRepairPart};
use domain::{
    inventory::Reason,
    repair::{Repair, give_back, use_part},
};
use events::repair::RepairPartMovedV1;
use runtime::{Cx, Outcome, Req};
use table::Held;

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
    let reason = if back { Reason::UnusedInRepair } else { Reason::UsedInRepair };
    let units = Units { sku: &sku, location_id: &location_id, quantity, back, reason };
    let done = shelf::moved(cx, books::kept(held, next, cx.who()), next, units).await?;
    let (repair_id, order_id) = (next.repair_id.clone(), next.order_id.clone());
    let event = RepairPartMovedV1 { repair_id, order_id, sku, location_id, quantity, back };
    Ok(done.publish(&next.repair_id, held.next_version(), &event))
}
