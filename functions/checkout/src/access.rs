//! Who may touch a checkout: whoever shows the secret of the cart it is of.
use domain::{
    cart::Cart,
    checkout::{Checkout, Source},
};
use primitives::{CartId, CheckoutId};
use runtime::{Cx, Fault, Secret};
use table::{Held, keys};

/// The cart, as of now, for whoever shows its secret. Strangers are told that it is not there.
pub async fn cart(cx: &Cx, id: &CartId, secret: Option<&Secret>) -> Result<Held<Cart>, Fault> {
    let held = cx.find(keys::cart::cart(id)).await?.ok_or(Fault::missing("cart"))?;
    if opens(&held, secret) { Ok(held) } else { Err(Fault::missing("cart")) }
}

/// The checkout, as of now, for whoever shows its cart's secret.
pub async fn checkout(
    cx: &Cx,
    id: &CheckoutId,
    secret: Option<&Secret>,
) -> Result<Held<Checkout>, Fault> {
    let strange = || Fault::missing("checkout");
    let held = cx.find(keys::checkout::checkout(id)).await?.ok_or_else(strange)?;
    let Source::Cart(cart_id) = &held.source else { return Err(strange()) };
    // Secrets hardly ever change, so a look at half the price is enough; one that was made a moment
    // ago is found by the second look.
    let seen = cx.peek(keys::cart::cart(cart_id)).await?;
    if seen.is_some_and(|cart| opens(&cart, secret)) {
        return Ok(held);
    }
    match cart(cx, cart_id, secret).await {
        Ok(_) => Ok(held),
        Err(fault) if fault.status() == 404 => Err(strange()),
        Err(fault) => Err(fault),
    }
}

fn opens(cart: &Cart, secret: Option<&Secret>) -> bool {
    secret.is_some_and(|secret| cart.secrets.iter().any(|digest| secret.opens(digest)))
}
