//! From opening to the order, or to oblivion.
use super::{Cart, CartRefusal, CartState, SECRETS_MAX};
use events::cart::CartExpiredV1;
use primitives::{
    CartId, CheckoutId, Code, CountryCode, Currency, CustomerId, LineId, Locale, Money, OrderId,
    Timestamp,
};
use std::collections::BTreeMap;

/// What a new cart is opened with.
pub struct Opening {
    /// The new cart's id.
    pub cart_id: CartId,
    /// Whose it is; a guest's has none.
    pub customer_id: Option<CustomerId>,
    /// Its currency, for good.
    pub currency: Currency,
    /// Where it is sold.
    pub channel: Code,
    /// The language its owner reads.
    pub locale: Option<Locale>,
    /// Where the goods will probably go.
    pub country: Option<CountryCode>,
    /// Digest of its first secret.
    pub secret: String,
}

/// Opens a cart.
pub fn open(opening: Opening, now: Timestamp) -> Cart {
    Cart {
        cart_id: opening.cart_id,
        state: CartState::Active,
        customer_id: opening.customer_id,
        currency: opening.currency,
        channel: opening.channel,
        locale: opening.locale,
        secrets: vec![opening.secret],
        lines: Vec::new(),
        email: None,
        shipping_address: None,
        billing_address: None,
        country: opening.country,
        shipping_option: None,
        note: None,
        agreed_until: None,
        codes: Vec::new(),
        adds: Vec::new(),
        created_at: now,
        updated_at: now,
    }
}

/// Lets one more device in. The oldest secret makes room where there are too many.
pub fn admit(cart: &Cart, secret: String) -> Cart {
    let mut next = cart.clone();
    if !next.secrets.contains(&secret) {
        next.secrets.push(secret);
    }
    let spare = next.secrets.len().saturating_sub(SECRETS_MAX);
    next.secrets.drain(..spare);
    next
}

/// Refuses unless the cart can be edited.
pub fn editable(cart: &Cart, now: Timestamp) -> Result<(), CartRefusal> {
    match &cart.state {
        CartState::Active if cart.is_expired(now) => Err(CartRefusal::Expired),
        CartState::Active => Ok(()),
        CartState::Frozen { checkout_id } => Err(CartRefusal::Frozen(checkout_id.clone())),
        CartState::Ordered { order_id } => Err(CartRefusal::Ordered(order_id.clone())),
        CartState::Merged { into } => Err(CartRefusal::Merged(into.clone())),
        CartState::Expired => Err(CartRefusal::Expired),
    }
}

/// Keeps the cart as it is for a checkout. Freezing it again for the same checkout changes nothing.
pub fn freeze(cart: &Cart, checkout_id: &CheckoutId, now: Timestamp) -> Result<Cart, CartRefusal> {
    if cart.state == (CartState::Frozen { checkout_id: checkout_id.clone() }) {
        return Ok(cart.clone());
    }
    editable(cart, now)?;
    if cart.lines.is_empty() {
        return Err(CartRefusal::Empty);
    }
    Ok(Cart {
        state: CartState::Frozen { checkout_id: checkout_id.clone() },
        updated_at: now,
        ..cart.clone()
    })
}

/// The cart with prices that the shopper has agreed to, honoured until then.
#[must_use]
pub fn agreed(cart: &Cart, prices: &[(LineId, Money)], until: Timestamp) -> Cart {
    let prices: BTreeMap<&LineId, Money> = prices.iter().map(|(id, price)| (id, *price)).collect();
    let mut next = Cart { agreed_until: Some(until), ..cart.clone() };
    for line in &mut next.lines {
        if let Some(price) = prices.get(&line.line_id) {
            line.seen = price.minor;
        }
    }
    next
}

/// The cart without any promised price: a promise was made for where the goods went then.
#[must_use]
pub fn unpromised(cart: &Cart) -> Cart {
    let mut next = Cart { agreed_until: None, ..cart.clone() };
    for line in &mut next.lines {
        line.honoured_until = None;
    }
    next
}

/// Lets the cart be edited again when its checkout ends without an order. `None`: that checkout does
/// not hold it, so there is nothing to do.
pub fn thaw(cart: &Cart, checkout_id: &CheckoutId, now: Timestamp) -> Option<Cart> {
    let held = cart.state == CartState::Frozen { checkout_id: checkout_id.clone() };
    // What a checkout agreed to is over with it: reopening one does not prolong a price.
    held.then(|| Cart {
        state: CartState::Active,
        agreed_until: None,
        updated_at: now,
        ..cart.clone()
    })
}

/// Closes the cart when its checkout has become an order. Doing it again for the same order changes
/// nothing.
pub fn ordered(
    cart: &Cart,
    checkout_id: &CheckoutId,
    order_id: &OrderId,
    now: Timestamp,
) -> Result<Cart, CartRefusal> {
    let state = CartState::Ordered { order_id: order_id.clone() };
    if cart.state == state {
        return Ok(cart.clone());
    }
    if cart.state != (CartState::Frozen { checkout_id: checkout_id.clone() }) {
        editable(cart, now)?;
    }
    Ok(Cart { state, updated_at: now, ..cart.clone() })
}

/// A cart that was closed by the clock, and the news of it.
pub struct Expired {
    /// The cart.
    pub cart: Cart,
    /// The news.
    pub event: CartExpiredV1,
}

/// Closes a cart that was left alone for too long. `None`: it was not, or is closed already, or a
/// checkout holds it.
pub fn expire(cart: &Cart, now: Timestamp) -> Option<Expired> {
    (cart.state == CartState::Active && cart.is_expired(now)).then(|| ended(cart))
}

/// Ends an active cart.
fn ended(cart: &Cart) -> Expired {
    let event = CartExpiredV1 {
        cart_id: cart.cart_id.clone(),
        customer_id: cart.customer_id.clone(),
        line_count: u32::try_from(cart.lines.len()).unwrap_or(u32::MAX),
        updated_at: cart.updated_at,
    };
    // The secrets stay: whoever comes back is told that it expired, not that it never was.
    Expired { cart: Cart { state: CartState::Expired, ..cart.clone() }, event }
}

/// The cart of somebody who was erased: it says nothing of them any more, and ends unless a checkout holds it. The news
/// is of its end. `None` where nothing is left to be done.
pub fn erase_buyer(cart: &Cart) -> Option<(Cart, Option<CartExpiredV1>)> {
    let expired = (cart.state == CartState::Active).then(|| ended(cart));
    let (state, event) = match expired {
        Some(expired) => (expired.cart.state, Some(expired.event)),
        None => (cart.state.clone(), None),
    };
    let next = Cart {
        state,
        email: None,
        shipping_address: None,
        billing_address: None,
        note: None,
        ..cart.clone()
    };
    (next != *cart).then_some((next, event))
}
