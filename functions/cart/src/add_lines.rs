use crate::{door, facts, view::edited};
use contract::cart::{AddLines, CartView};
use domain::cart::{self, Added, Wish};
use runtime::{Cx, Fault, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<AddLines>) -> Outcome<CartView> {
    let held = door::enter(&cx, &req.path.cart_id, req.secret.as_ref()).await?;
    let keyed = req.keyed.clone().ok_or(Fault::Internal("an add without a key".into()))?;
    let once = Added { request: keyed.request, fingerprint: keyed.fingerprint };
    let before = cart::added_before(&held, &once);
    if before == Some(false) {
        return Err(Fault::KeyReused);
    }
    let facts = facts::about(&cx, &held, req.body.lines.iter().map(|ask| &ask.sku)).await?;
    if before == Some(true) {
        return edited(&cx, &held, &held, facts).await;
    }
    req.check_version(&held)?;
    let wishes: Vec<Wish> = req
        .body
        .lines
        .iter()
        .map(|ask| Wish { sku: ask.sku.clone(), quantity: ask.quantity.get() })
        .collect();
    let next = cart::add(&held, &wishes, once, &facts, || cx.new_id(), cx.now())?;
    edited(&cx, &held, &next, facts).await
}
