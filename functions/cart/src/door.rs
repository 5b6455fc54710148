//! Who may touch a cart: whoever shows one of its secrets. To everybody else it is not there.
use domain::cart::Cart;
use primitives::CartId;
use runtime::{Cx, Fault, Secret};
use table::{Held, keys};

/// The cart, as of now, if the secret opens it.
pub async fn enter(
    cx: &Cx,
    cart_id: &CartId,
    secret: Option<&Secret>,
) -> Result<Held<Cart>, Fault> {
    let held = cx.load(keys::cart::cart(cart_id)).await?;
    admitted(held, secret)
}

/// The cart, as of a moment ago, if the secret opens it: for those who only look.
pub async fn peek(cx: &Cx, cart_id: &CartId, secret: Option<&Secret>) -> Result<Held<Cart>, Fault> {
    let held = cx.peek(keys::cart::cart(cart_id)).await?;
    admitted(held.ok_or(Fault::missing("Cart"))?, secret)
}

fn admitted(held: Held<Cart>, secret: Option<&Secret>) -> Result<Held<Cart>, Fault> {
    let opens = |secret: &Secret| held.secrets.iter().any(|digest| secret.opens(digest));
    if secret.is_some_and(opens) { Ok(held) } else { Err(Fault::missing("Cart")) }
}
