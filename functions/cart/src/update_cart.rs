use crate::{door, facts, view::edited};
use contract::cart::{CartView, UpdateCart, UpdateCartBody};
use domain::cart::{self, Changes};
use runtime::{Cx, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<UpdateCart>) -> Outcome<CartView> {
    let held = door::enter(&cx, &req.path.cart_id, req.secret.as_ref()).await?;
    req.check_version(&held)?;
    let facts = facts::about(&cx, held.lines.iter().map(|line| &line.sku)).await?;
    let next = cart::update(&held, changes(req.body), &facts, cx.now())?;
    edited(&held, &next, &facts, cx.now())
}

fn changes(body: UpdateCartBody) -> Changes {
    Changes {
        email: body.email,
        shipping_address: body.shipping_address,
        billing_address: body.billing_address,
        country: body.country,
        shipping_option: body.shipping_option,
        note: body.note,
        locale: body.locale,
        accept_prices: body.accept_prices,
    }
}
