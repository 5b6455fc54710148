use crate::facts;
use contract::cart::{OpenCart, OpenCartBody, OpenedCart};
use domain::cart::{self, Cart, Opening};
use primitives::{Code, CustomerId};
use runtime::{Cx, Done, Fault, Outcome, Req, Secret};

pub async fn handle(cx: Cx, req: Req<OpenCart>) -> Outcome<OpenedCart> {
    let (cart, secret) = new_cart(&cx, req.body, None).await?;
    Ok(Done::new(opened(&cart, &secret)).create(&cart))
}

/// A new cart, not stored yet, and the secret that opens it.
pub async fn new_cart(
    cx: &Cx,
    body: OpenCartBody,
    customer_id: Option<CustomerId>,
) -> Result<(Cart, Secret), Fault> {
    let secret = cx.new_secret();
    let opening = Opening {
        cart_id: cx.new_id(),
        customer_id,
        currency: facts::settings(cx).await?.currency(body.currency)?,
        channel: body.channel.unwrap_or_else(Code::web),
        locale: body.locale,
        country: body.country,
        secret: secret.digest(),
    };
    Ok((cart::open(opening, cx.now()), secret))
}

/// The only answer that has the secret.
pub fn opened(cart: &Cart, secret: &Secret) -> OpenedCart {
    OpenedCart {
        cart_id: cart.cart_id.clone(),
        token: secret.reveal().to_owned(),
        currency: cart.currency,
        line_count: u32::try_from(cart.lines.len()).unwrap_or(u32::MAX),
    }
}
