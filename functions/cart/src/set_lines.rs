use crate::{door, facts, view::edited};
use contract::cart::{CartView, SetLines};
use domain::cart::{self, Wish};
use runtime::{Cx, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<SetLines>) -> Outcome<CartView> {
    let held = door::enter(&cx, &req.path.cart_id, req.secret.as_ref()).await?;
    req.check_version(&held)?;
    let wishes: Vec<Wish> = req
        .body
        .lines
        .iter()
        .map(|ask| Wish { sku: ask.sku.clone(), quantity: ask.quantity })
        .collect();
    let facts = facts::about(&cx, &held, wishes.iter().map(|wish| &wish.sku)).await?;
    let next = cart::set(&held, &wishes, &facts, || cx.new_id(), cx.now())?;
    edited(&cx, &held, &next, facts).await
}
