use crate::{door, view::edited};
use contract::cart::{CartView, UpdateCart, UpdateCartBody};
use domain::cart::{self, Change, Changes};
use runtime::{Cx, Outcome, Req};
use tariff::Look;

pub async fn handle(cx: Cx, req: Req<UpdateCart>) -> Outcome<CartView> {
    let held = door::enter(&cx, &req.path.cart_id, req.secret.as_ref()).await?;
    req.check_version(&held)?;
    let codes = match &req.body.codes {
        Change::To(codes) => codes.as_slice(),
        Change::Keep | Change::Empty => &[],
    };
    let facts = tariff::facts(&cx, &held, [], codes, Look::Glance).await?;
    let next = cart::update(&held, changes(req.body), &facts, cx.now())?;
    edited(&cx, &held, &next, facts).await
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
        codes: body.codes,
        accept_prices: body.accept_prices,
    }
}
