//! Puts an order off.
use crate::timeline;
use contract::order::{HoldOrder, OrderView};
use domain::order::{self, Happened};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<HoldOrder>) -> Outcome<OrderView> {
    let held = cx.load(keys::order::order(&req.path.order_id)).await?;
    let (next, event) = order::hold(&held, req.body.reason.clone(), req.who.actor(), cx.now())?;
    let entry = timeline::entry(&cx, &next.order_id, Happened::Held).note(&req.body.reason);
    Ok(Done::new(OrderView::for_staff(&next)).replace(&held, &next).create(&entry).publish(
        &next.order_id,
        held.next_version(),
        &event,
    ))
}
