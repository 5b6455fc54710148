//! Shows an order.
use contract::{
    Caller, Role,
    order::{OrderView, ViewOrder},
};
use domain::order::Order;
use primitives::OrderId;
use runtime::{Cx, Done, Fault, Outcome, Req, Who};
use table::{Held, keys};

pub async fn handle(cx: Cx, req: Req<ViewOrder>) -> Outcome<OrderView> {
    let held = load(&cx, &req.path.order_id).await?;
    Ok(Done::new(of(&held, &req.who)).etag(held.version()))
}

/// An order that the caller may see. To strangers there is no such order; drafts are the staff's.
pub async fn load(cx: &Cx, order_id: &OrderId) -> Result<Held<Order>, Fault> {
    let held = cx.load(keys::order::order(order_id)).await?;
    cx.who().may_see(held.customer_id.as_ref(), "order")?;
    if held.is_public() || cx.who().is_shop() { Ok(held) } else { Err(Fault::missing("order")) }
}

/// What this caller sees of it.
pub fn of(order: &Order, who: &Who) -> OrderView {
    if who.allowed(Caller::Staff(&[Role::Finance])).is_ok() {
        OrderView::for_books(order)
    } else if who.is_shop() {
        OrderView::for_staff(order)
    } else {
        OrderView::for_buyer(order)
    }
}
