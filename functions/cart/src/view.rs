//! Carts as their holders see them.
use contract::cart::{CartView, LineView};
use domain::cart::{Cart, CartState, Facts, QuotedLine, quote};
use primitives::Timestamp;
use runtime::{Done, Fault, Outcome};
use table::Held;

/// The answer to an edit: the cart as it is after it. An edit that changed nothing writes nothing.
pub fn edited(held: &Held<Cart>, next: &Cart, facts: &Facts, now: Timestamp) -> Outcome<CartView> {
    let done = Done::new(view(next, facts, now)?);
    if *next == held.value {
        return Ok(done.etag(held.version()));
    }
    Ok(done.etag(held.next_version()).replace(held, next))
}

/// The cart, reckoned.
pub fn view(cart: &Cart, facts: &Facts, now: Timestamp) -> Result<CartView, Fault> {
    let quote = quote(cart, facts)?;
    let cart = cart.clone();
    let expired = cart.is_expired(now);
    Ok(CartView {
        signed_in: cart.customer_id.is_some(),
        tax_country: cart.destination().unwrap_or(&facts.settings.country).clone(),
        expires_at: if expired { None } else { cart.expires_at() },
        // The clock may be ahead of the sweeper.
        state: if expired { CartState::Expired } else { cart.state },
        cart_id: cart.cart_id,
        currency: cart.currency,
        locale: cart.locale,
        lines: quote.lines.into_iter().map(line).collect(),
        units: quote.units,
        weight_grams: quote.weight_grams,
        ships: quote.ships,
        totals: quote.totals,
        taxes: quote.taxes,
        email: cart.email,
        shipping_address: cart.shipping_address,
        billing_address: cart.billing_address,
        country: cart.country,
        shipping_option: cart.shipping_option,
        shipping: quote.shipping,
        note: cart.note,
        errors: quote.errors,
        warnings: quote.warnings,
        created_at: cart.created_at,
        updated_at: cart.updated_at,
    })
}

fn line(quoted: QuotedLine) -> LineView {
    let QuotedLine { line, offer, priced } = quoted;
    LineView {
        line_id: line.line_id,
        sku: line.sku,
        quantity: line.quantity,
        product_id: offer.as_ref().map(|offer| offer.product_id.clone()),
        slug: offer.as_ref().map(|offer| offer.slug.clone()),
        title: offer.map(|offer| offer.title),
        unit_price: priced.map(|priced| priced.unit_price),
        tax_rate: priced.map(|priced| priced.tax_rate),
        amounts: priced.map(|priced| priced.amounts),
    }
}
