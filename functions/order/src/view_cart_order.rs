//! Shows the order that a cart became: to guests, too, who have nothing but the cart's secret.
use contract::order::{OrderView, ViewCartOrder};
use domain::cart::CartState;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ViewCartOrder>) -> Outcome<OrderView> {
    let cart = cx.load(keys::cart::cart(&req.path.cart_id)).await?;
    let secret = req.secret.as_ref().ok_or(Fault::missing("cart"))?;
    if !cart.secrets.iter().any(|digest| secret.opens(digest)) {
        return Err(Fault::missing("cart"));
    }
    let CartState::Ordered { order_id } = &cart.state else { return Err(Fault::missing("order")) };
    let order = cx.load(keys::order::order(order_id)).await?;
    Ok(Done::new(OrderView::for_buyer(&order)))
}
