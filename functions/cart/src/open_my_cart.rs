use crate::open_cart::{new_cart, opened};
use contract::cart::{OpenMyCart, OpenedCart};
use domain::cart::{self, Cart, CartState, CurrentCart};
use primitives::{CustomerId, Timestamp};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys};

pub async fn handle(cx: Cx, req: Req<OpenMyCart>) -> Outcome<OpenedCart> {
    let customer_id = req.who.customer().cloned().ok_or(Fault::Forbidden)?;
    let current = current(&cx, &customer_id).await?;
    if let Some(held) = current.cart.filter(|held| is_open(held, cx.now())) {
        let secret = cx.new_secret();
        let next = cart::admit(&held, secret.digest());
        return Ok(Done::new(opened(&next, &secret)).replace(&held, &next));
    }
    let (cart, secret) = new_cart(&cx, req.body, Some(customer_id.clone())).await?;
    let next = CurrentCart { customer_id, cart_id: cart.cart_id.clone() };
    Ok(Done::new(opened(&cart, &secret)).create(&cart).save(current.pointer.as_ref(), &next))
}

/// The customer's cart, and what points to it.
pub struct Current {
    /// What points to it.
    pub pointer: Option<Held<CurrentCart>>,
    /// The cart, in whatever state.
    pub cart: Option<Held<Cart>>,
}

/// The cart the customer had last.
pub async fn current(cx: &Cx, customer_id: &CustomerId) -> Result<Current, Fault> {
    let pointer = cx.find(keys::cart::current_cart(customer_id)).await?;
    let cart = match &pointer {
        Some(pointer) => cx.find(keys::cart::cart(&pointer.cart_id)).await?,
        None => None,
    };
    Ok(Current { pointer, cart })
}

fn is_open(cart: &Cart, now: Timestamp) -> bool {
    matches!(cart.state, CartState::Active | CartState::Frozen { .. }) && !cart.is_expired(now)
}
