use crate::{door, facts, view::edited};
use contract::cart::{CartView, ChangeLine};
use domain::cart;
use runtime::{Cx, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<ChangeLine>) -> Outcome<CartView> {
    let held = door::enter(&cx, &req.path.cart_id, req.secret.as_ref()).await?;
    req.check_version(&held)?;
    let facts = facts::about(&cx, &held, []).await?;
    let next = cart::change(&held, &req.path.line_id, req.body.quantity, &facts, cx.now())?;
    edited(&cx, &held, &next, facts).await
}
