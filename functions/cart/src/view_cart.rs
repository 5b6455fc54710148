use crate::{door, facts, view::view};
use contract::cart::{CartView, ViewCart};
use runtime::{Cx, Done, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<ViewCart>) -> Outcome<CartView> {
    let held = door::enter(&cx, &req.path.cart_id, req.secret.as_ref()).await?;
    let facts = facts::about(&cx, &held, []).await?;
    Ok(Done::new(view(&cx, &held, facts).await?).etag(held.version()))
}
