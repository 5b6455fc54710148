//! The owner's word on a quote.
use crate::books;
use contract::repair::{ApproveRepair, DeclineRepair, RepairView};
use domain::repair::{self, Repair};
use events::repair::{RepairApprovedV1, RepairDeclinedV1};
use runtime::{Cx, Fault, Outcome, Req};

/// Yes.
pub async fn approve(cx: Cx, req: Req<ApproveRepair>) -> Outcome<RepairView> {
    let held = books::one(&cx, &req.path).await?;
    let next = repair::approve(&held, req.body.quote, req.who.actor(), cx.now())?;
    let event = approved(&next).ok_or(Fault::missing("quote"))?;
    let done = books::kept(&held, &next, &req.who);
    Ok(done.publish(&next.repair_id, held.next_version(), &event))
}

/// No.
pub async fn decline(cx: Cx, req: Req<DeclineRepair>) -> Outcome<RepairView> {
    let held = books::one(&cx, &req.path).await?;
    let quote = req.body.quote;
    let next = repair::decline(&held, quote, req.who.actor(), cx.now())?;
    let (repair_id, order_id) = (next.repair_id.clone(), next.order_id.clone());
    let event = RepairDeclinedV1 { repair_id, order_id, quote };
    let done = books::kept(&held, &next, &req.who);
    Ok(done.publish(&next.repair_id, held.next_version(), &event))
}

/// What is told of an approved quote; nothing where none is.
pub fn approved(one: &Repair) -> Option<RepairApprovedV1> {
    let quote = one.quote.as_ref().filter(|quote| one.approved == Some(quote.version))?;
    let (repair_id, order_id) = (one.repair_id.clone(), one.order_id.clone());
    Some(RepairApprovedV1 { repair_id, order_id, quote: quote.version, total: quote.total })
}
