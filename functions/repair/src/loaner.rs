//! What an owner is lent meanwhile: repair, level and ledger in one transaction.
use crate::{
    books,
    shelf::{self, Units},
};
use contract::repair::{ChargeLoaner, LendLoaner, RepairView, TakeLoanerBack};
use domain::{
    inventory::Reason,
    repair::{Repair, charge_loaner, lend, take_loaner_back},
};
use events::repair::RepairLoanerMovedV1;
use primitives::{Code, LocationId, Quantity};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::Held;

/// A unit leaves stock.
pub async fn give(cx: Cx, req: Req<LendLoaner>) -> Outcome<RepairView> {
    let held = books::one(&cx, &req.path).await?;
    let body = req.body;
    let next = lend(&held, body.sku, body.location_id.clone(), body.worth, cx.now())?;
    told(moved(&cx, &held, &next, &body.location_id, false).await?, &held, &next)
}

/// It is put back.
pub async fn take_back(cx: Cx, req: Req<TakeLoanerBack>) -> Outcome<RepairView> {
    let held = books::one(&cx, &req.path).await?;
    let next = take_loaner_back(&held, cx.now())?;
    told(moved(&cx, &held, &next, &req.body.location_id, true).await?, &held, &next)
}

/// It is its borrower's now: it left stock when it was lent.
pub async fn charge(cx: Cx, req: Req<ChargeLoaner>) -> Outcome<RepairView> {
    let held = books::one(&cx, &req.path).await?;
    let next = charge_loaner(&held, cx.now())?;
    told(books::kept(&held, &next, &req.who), &held, &next)
}

async fn moved(
    cx: &Cx,
    held: &Held<Repair>,
    next: &Repair,
    location_id: &LocationId,
    back: bool,
) -> Outcome<RepairView> {
    let done = books::kept(held, next, cx.who());
    let Some(loaner) = &next.loaner else { return Ok(done) };
    let reason = if back { Reason::LoanEnded } else { Reason::Lent };
    let quantity = Quantity::parse(1)?;
    let units = Units { sku: &loaner.sku, location_id, quantity, back, reason };
    shelf::moved(cx, done, next, units).await
}

fn told(done: Done<RepairView>, held: &Held<Repair>, next: &Repair) -> Outcome<RepairView> {
    let loaner = next.loaner.as_ref().ok_or(Fault::missing("loaner"))?;
    let event = RepairLoanerMovedV1 {
        repair_id: next.repair_id.clone(),
        order_id: next.order_id.clone(),
        sku: loaner.sku.clone(),
        state: Code::parse(loaner.state.name())?,
        worth: loaner.worth,
    };
    Ok(done.publish(&next.repair_id, held.next_version(), &event))
}
