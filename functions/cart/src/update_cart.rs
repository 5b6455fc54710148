use crate::{door, view::edited};
use contract::cart::{CartView, UpdateCart, UpdateCartBody};
use domain::{
    cart::{self, Change, Changes},
    pricing::promotion::CodePool,
};
use primitives::Code;
use runtime::{Cx, Fault, Outcome, Req};
use tariff::Look;

pub async fn handle(cx: Cx, req: Req<UpdateCart>) -> Outcome<CartView> {
    let held = door::enter(&cx, &req.path.cart_id, req.secret.as_ref()).await?;
    req.check_version(&held)?;
    let mut body = req.body;
    let codes = match &mut body.codes {
        Change::To(codes) => normalised(codes)?,
        Change::Keep | Change::Empty => &[],
    };
    let facts = tariff::facts(&cx, &held, [], codes, Look::Glance).await?;
    let next = cart::update(&held, changes(body), &facts, cx.now())?;
    edited(&cx, &held, &next, facts).await
}

/// Codes as they are kept, of what somebody typed in.
fn normalised(codes: &mut [Code]) -> Result<&[Code], Fault> {
    for code in codes.iter_mut() {
        *code = CodePool::normalise(code.as_ref())?;
    }
    Ok(codes)
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
