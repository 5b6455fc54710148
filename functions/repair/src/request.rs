//! Asks for a repair: the buyer, staff, or a guest.
use crate::books;
use contract::repair::{RepairView, RequestGuestRepair, RequestRepair};
use domain::{
    order::Order,
    repair::{Repair, Ticket, request},
};
use events::repair::RepairRequestedV1;
use primitives::RepairId;
use runtime::{Cx, Done, Fault, Outcome, Progress, Req, Step};
use sold::Guest;
use table::{Held, keys};

/// The buyer, or staff for them.
pub async fn own(cx: Cx, req: Req<RequestRepair>) -> Outcome<RepairView> {
    let order = sold::order(&cx, &req.path.order_id).await?;
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
/// Whoever guesses has to wait.
pub async fn guests(cx: Cx, req: Req<RequestGuestRepair>) -> Progress<RepairView> {
    let body = req.body;
    let order = match sold::guest(&cx, &req.raw, &body.number, &body.email).await? {
        Guest::Order(order) => order,
        Guest::Wrong(attempt) => return Ok(Guest::refused(attempt)),
    };
    let ticket = Ticket {
        repair_id: named(&req.command)?,
        line_id: body.line_id,
        serial: body.serial,
        problem: body.problem,
        by: req.who.actor(),
        now: cx.now(),
    };
    let asked = asked(&cx, &order, ticket).await?;
    Ok(Step::Finish(asked.map(|one| RepairView::of(&one, false))))
}

/// Named after the command: a repeat finds what it began.
fn named(command: &str) -> Result<RepairId, Fault> {
    Ok(RepairId::parse(format!("rpr_{command}"))?)
}

async fn asked(cx: &Cx, order: &Held<Order>, ticket: Ticket) -> Outcome<Repair> {
    let pages = sold::pages(cx, order).await?;
    let shipments = sold::shipments(cx, &order.order_id).await?;
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
