//! Ends a repair: its owner has the unit again, or never sent it.
use crate::books;
use contract::repair::{CancelRepair, CloseRepair, RepairView};
use domain::repair::{self, RepairRefusal};
use events::repair::{RepairCancelledV1, RepairClosedV1};
use runtime::{Cx, Outcome, Req};
use table::keys;

/// The owner has it.
pub async fn handle(cx: Cx, req: Req<CloseRepair>) -> Outcome<RepairView> {
    let held = books::one(&cx, &req.path).await?;
    let sold = sold::order(&cx, &req.path.order_id).await?;
    let paid_by = match &req.body.paid_by {
        Some(order_id) => Some(sold::order(&cx, order_id).await?),
        None => None,
    };
    let invoice = repair::invoice(&held, &sold, paid_by.as_deref())?;
    if let Some(invoice) = &invoice {
        let used = cx.find(keys::repair::invoice(&invoice.paid_by)).await?;
        used.map_or(Ok(()), |used| Err(RepairRefusal::Invoiced(used.value.repair_id)))?;
    }
    let (account, units) = books::account(&cx, &req.path.order_id).await?;
    let (next, units) = repair::close(&held, &units, req.who.actor(), cx.now())?;
    let (repair_id, order_id) = (next.repair_id.clone(), next.order_id.clone());
    let event = RepairClosedV1 { repair_id, order_id };
    let mut done = books::kept(&held, &next, &req.who).save(account.as_ref(), &units);
    if let Some(invoice) = &invoice {
        done = done.create(invoice);
    }
    Ok(done.publish(&next.repair_id, held.next_version(), &event))
}

/// It never came.
pub async fn cancel(cx: Cx, req: Req<CancelRepair>) -> Outcome<RepairView> {
    let held = books::one(&cx, &req.path).await?;
    let (account, units) = books::account(&cx, &req.path.order_id).await?;
    let (next, units) = repair::cancel(&held, &units, req.who.actor(), cx.now())?;
    let (repair_id, order_id) = (next.repair_id.clone(), next.order_id.clone());
    let event = RepairCancelledV1 { repair_id, order_id };
    let done = books::kept(&held, &next, &req.who).save(account.as_ref(), &units);
    Ok(done.publish(&next.repair_id, held.next_version(), &event))
}
