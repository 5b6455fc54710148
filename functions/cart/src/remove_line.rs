use crate::{door, facts, view::edited};
use contract::cart::{CartView, RemoveLine};
use domain::cart;
use runtime::{Cx, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<RemoveLine>) -> Outcome<CartView> {
    let held = door::enter(&cx, &req.path.cart_id, req.secret.as_ref()).await?;
    req.check_version(&held)?;
    let next = cart::remove(&held, &req.path.line_id, cx.now())?;
    let facts = facts::about(&cx, &next, []).await?;
    edited(&cx, &held, &next, facts).await
}
