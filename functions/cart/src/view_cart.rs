use crate::{door, facts, view::view};
use contract::cart::{CartView, ViewCart};
use runtime::{Cx, Done, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<ViewCart>) -> Outcome<CartView> {
    let held = door::enter(&cx, &req.path.cart_id, req.secret.as_ref()).await?;
    let facts = facts::about(&cx, held.lines.iter().map(|line| &line.sku)).await?;
    Ok(Done::new(view(&held, &facts, cx.now())?).etag(held.version()))
}
