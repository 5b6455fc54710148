//! A guest signs in: the guest's cart becomes the customer's, or its lines join it.
use super::{CODES_MAX, Cart, CartRefusal, CartState, Facts, admit, edit::see, editable};
use events::cart::CartMergedV1;
use primitives::{CustomerId, Timestamp, limits::LINES_MAX};

/// What became of a guest's cart.
#[derive(Debug)]
pub enum Claimed {
    /// It is the customer's cart now.
    Adopted(Box<Cart>),
    /// Its lines are in the customer's cart now.
    Merged {
        /// The guest's cart, closed.
        guest: Box<Cart>,
        /// The customer's cart.
        target: Box<Cart>,
        /// The news.
        event: CartMergedV1,
    },
}

/// Gives a guest's cart to a customer.
///
/// Where the customer has a cart of their own (`current`), the lines of both end up in that one.
/// What is in both is there in the larger of the two quantities: somebody who put two lamps into
/// the cart at home and, not signed in, again at work, wants two lamps and not four. `secret` is the
/// digest of the secret the guest showed; from now on it opens the customer's cart, so the device
/// goes on as it is.
pub fn claim(
    guest: &Cart,
    current: Option<&Cart>,
    customer_id: &CustomerId,
    secret: &str,
    facts: &Facts,
    now: Timestamp,
) -> Result<Claimed, CartRefusal> {
    editable(guest, now)?;
    let open = current.filter(|cart| match cart.state {
        CartState::Active => !cart.is_expired(now),
        CartState::Frozen { .. } => true,
        _ => false,
    });
    let Some(current) = open else {
        let customer_id = Some(customer_id.clone());
        let adopted = Cart { customer_id, updated_at: now, ..guest.clone() };
        return Ok(Claimed::Adopted(Box::new(adopted)));
    };
    editable(current, now)?;
    let mut target = admit(&joined(current, guest, facts, now)?, secret.to_owned());
    if target.lines.len() > LINES_MAX {
        return Err(CartRefusal::TooManyLines);
    }
    target.updated_at = now;
    let state = CartState::Merged { into: target.cart_id.clone() };
    let event = CartMergedV1 {
        cart_id: guest.cart_id.clone(),
        into: target.cart_id.clone(),
        customer_id: customer_id.clone(),
        line_count: u32::try_from(target.lines.len()).unwrap_or(u32::MAX),
        merged_at: now,
    };
    let guest = Cart { state, updated_at: now, ..guest.clone() };
    Ok(Claimed::Merged { guest: Box::new(guest), target: Box::new(target), event })
}

/// The cart with another's lines in it, and what else the other knows and it does not.
fn joined(cart: &Cart, other: &Cart, facts: &Facts, now: Timestamp) -> Result<Cart, CartRefusal> {
    let mut next = cart.clone();
    for line in &other.lines {
        match next.lines.iter_mut().find(|known| known.sku == line.sku) {
            Some(known) => known.quantity = known.quantity.max(line.quantity),
            None => next.lines.push(line.clone()),
        }
    }
    if other.currency != cart.currency {
        // Prices seen in another currency say nothing: the line counts as seen at today's.
        for line in next.lines.iter_mut().filter(|line| cart.line_of(&line.sku).is_none()) {
            line.honoured_until = None;
        }
        let new: Vec<_> = next.lines.iter().map(|line| line.sku.clone()).collect();
        let new = new.iter().filter(|sku| cart.line_of(sku).is_none()).collect();
        see(cart, &mut next, &new, facts, now)?;
    }
    let mut codes = next.codes;
    let more: Vec<_> = other.codes.iter().filter(|code| !codes.contains(code)).cloned().collect();
    codes.extend(more);
    codes.truncate(CODES_MAX);
    Ok(Cart {
        codes,
        email: next.email.or(other.email.clone()),
        shipping_address: next.shipping_address.or(other.shipping_address.clone()),
        billing_address: next.billing_address.or(other.billing_address.clone()),
        country: next.country.or(other.country.clone()),
        note: next.note.or(other.note.clone()),
        shipping_option: next.shipping_option.or(other.shipping_option.clone()),
        locale: next.locale.or(other.locale.clone()),
        ..next
    })
}
