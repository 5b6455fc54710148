//! Asks for a repair: the buyer, staff, or a guest.
use crate::books;
use contract::repair::{RepairView, RequestGuestRepair, RequestRepair};
use domain::{
    order::Order,
    repair::{Repair, Ticket, request},
};
use events::repair::RepairRequestedV1;
use primitives::RepairId;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys};

/// The buyer, or staff for them.
pub async fn own(cx: Cx, req: Req<RequestRepair>) -> Outcome<RepairView> {
    let order = books::order(&cx, &req.path.order_id).await?;
    let ticket = Ticket {
        repair_id: named(&req.command)?,
        line_id: req.body.line_id,
        serial: req.body.serial,
        problem: req.body.problem,
        by: req.who.actor(),
        now: cx.now(),
    };
    let staff = req.who.is_shop();
    Ok(asked(&cx, &order, ticket).await?.map(|one| RepairView::of(&one, staff)))
}

/// A guest, who knows number and e-mail address. Whether it is one or the other that is wrong is not told.
pub async fn guests(cx: Cx, req: Req<RequestGuestRepair>) -> Outcome<RepairView> {
    let missing = || Fault::missing("order");
    let taken = cx.find(keys::order::number(&req.body.number)).await?.ok_or_else(missing)?;
    let order = cx.find(keys::order::order(&taken.order_id)).await?.ok_or_else(missing)?;
    let given = req.body.email.as_ref();
    let same = order.email.as_ref().is_some_and(|known| known.as_ref().eq_ignore_ascii_case(given));
    if !same || !order.is_public() {
        return Err(missing());
    }
    let ticket = Ticket {
        repair_id: named(&req.command)?,
        line_id: req.body.line_id,
        serial: req.body.serial,
        problem: req.body.problem,
        by: req.who.actor(),
        now: cx.now(),
    };
    Ok(asked(&cx, &order, ticket).await?.map(|one| RepairView::of(&one, false)))
}

/// Named after the command: a repeat finds what it began.
fn named(command: &str) -> Result<RepairId, Fault> {
    Ok(RepairId::parse(format!("rpr_{command}"))?)
}

async fn asked(cx: &Cx, order: &Held<Order>, ticket: Ticket) -> Outcome<Repair> {
    let pages = books::pages(cx, order).await?;
    let shipments = books::shipments(cx, &order.order_id).await?;
    let (held, account) = books::account(cx, &order.order_id).await?;
    let before = cx.list_all(&keys::repair::repairs_of_order(&order.order_id)).await?;
    let (one, account) = request(order, &pages, &shipments, &account, &before, ticket)?;
    let event = RepairRequestedV1 {
        repair_id: one.repair_id.clone(),
        order_id: one.order_id.clone(),
        line_id: one.line_id.clone(),
        sku: one.sku.clone(),
    };
    let done = Done::new(()).create(&one).save(held.as_ref(), &account);
    Ok(done.publish(&one.repair_id, 1, &event).reply(one))
}
