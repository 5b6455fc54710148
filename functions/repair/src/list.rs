//! Shows repairs.
use crate::books;
use contract::{
    Page, PageQuery,
    repair::{FindRepairs, ListOrderRepairs, ListRepairs, RepairList, RepairView, ViewRepair},
};
use domain::repair::{Repair, RepairRefusal, RepairSummary};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::repair as keys;

/// One.
pub async fn one(cx: Cx, req: Req<ViewRepair>) -> Outcome<RepairView> {
    let held = books::one(&cx, &req.path).await?;
    Ok(Done::new(RepairView::of(&held, req.who.is_shop())))
}

/// Of an order.
pub async fn of_order(cx: Cx, req: Req<ListOrderRepairs>) -> Outcome<RepairList> {
    sold::order(&cx, &req.path.order_id).await?;
    let all = cx.list_all(&keys::repairs_of_order(&req.path.order_id)).await?;
    let staff = req.who.is_shop();
    Ok(Done::new(RepairList { items: all.iter().map(|one| RepairView::of(one, staff)).collect() }))
}

/// In a state.
pub async fn in_state(cx: Cx, req: Req<ListRepairs>) -> Outcome<Page<RepairSummary>> {
    let page = PageQuery { cursor: req.query.cursor, limit: req.query.limit };
    Ok(Done::new(cx.page(&keys::repairs_in_state(&req.query.state), &page).await?))
}

/// Of a unit, by what is written on it.
pub async fn of_serial(cx: Cx, req: Req<FindRepairs>) -> Outcome<Page<RepairSummary>> {
    let serial = Repair::serial_key(&req.query.serial);
    if serial.is_empty() {
        return Err(RepairRefusal::NoSerial.into());
    }
    let page = PageQuery { cursor: req.query.cursor, limit: req.query.limit };
    Ok(Done::new(cx.page(&keys::repairs_of_serial(&serial), &page).await?))
}
