//! Shows the order that a cart became: to guests, too, who have nothing but the cart's secret.
use contract::order::{OrderView, ViewCartOrder};
use domain::{cart::CartState, order::Order};
use primitives::CartId;
use runtime::{Cx, Done, Fault, Outcome, Req, Secret};
use table::{Held, keys};

pub async fn handle(cx: Cx, req: Req<ViewCartOrder>) -> Outcome<OrderView> {
    let order = load(&cx, &req.path.cart_id, req.secret.as_ref()).await?;
    Ok(Done::new(OrderView::for_buyer(&order)))
}

/// The order of a cart, for whoever shows the cart's secret.
pub async fn load(
    cx: &Cx,
    cart_id: &CartId,
    secret: Option<&Secret>,
) -> Result<Held<Order>, Fault> {
    let cart = cx.load(keys::cart::cart(cart_id)).await?;
    let secret = secret.ok_or(Fault::missing("cart"))?;
    if !cart.secrets.iter().any(|digest| secret.opens(digest)) {
        return Err(Fault::missing("cart"));
    }
    let CartState::Ordered { order_id } = &cart.state else { return Err(Fault::missing("order")) };
    cx.load(keys::order::order(order_id)).await
}
