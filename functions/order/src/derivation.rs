//! Shows how the prices of an order came to be.
use crate::{view, view_cart_order};
use contract::{
    DerivationView,
    order::{ViewCartOrderDerivation, ViewOrderDerivation},
};
use primitives::OrderId;
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ViewOrderDerivation>) -> Outcome<DerivationView> {
    let held = view::load(&cx, &req.path.order_id).await?;
    of(&cx, &held.order_id).await
}

/// To guests, too, who have nothing but the cart's secret.
pub async fn of_cart(cx: Cx, req: Req<ViewCartOrderDerivation>) -> Outcome<DerivationView> {
    let order = view_cart_order::load(&cx, &req.path.cart_id, req.secret.as_ref()).await?;
    of(&cx, &order.order_id).await
}

async fn of(cx: &Cx, order_id: &OrderId) -> Outcome<DerivationView> {
    let parts = cx.list_all(&keys::order::derivations(order_id)).await?;
    Ok(Done::new(DerivationView::of(parts)))
}
