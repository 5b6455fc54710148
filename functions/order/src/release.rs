//! Lets an order go on.
use crate::timeline;
use contract::order::{OrderView, ReleaseOrder};
use domain::order::{self, Happened};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ReleaseOrder>) -> Outcome<OrderView> {
    let held = cx.load(keys::order::order(&req.path.order_id)).await?;
    let (next, event) = order::release(&held, cx.now())?;
    let entry = timeline::entry(&cx, &next.order_id, Happened::Released);
    Ok(Done::new(OrderView::for_staff(&next)).replace(&held, &next).create(&entry).publish(
        &next.order_id,
        held.next_version(),
        &event,
    ))
}
