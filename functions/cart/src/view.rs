//! Carts as their holders see them.
use contract::cart::{CartView, CodeView, LineView};
use domain::cart::{Cart, CartState, Facts, QuotedCode, QuotedLine, quote};
use runtime::{Cx, Done, Fault, Outcome};
use table::Held;

/// The answer to an edit: the cart as it is after it. An edit that changed nothing writes nothing.
pub async fn edited(cx: &Cx, held: &Held<Cart>, next: &Cart, facts: Facts) -> Outcome<CartView> {
    let done = Done::new(view(cx, next, facts).await?);
    if *next == held.value {
        return Ok(done.etag(held.version()));
    }
    Ok(done.etag(held.next_version()).replace(held, next))
}

/// The cart, reckoned.
pub async fn view(cx: &Cx, cart: &Cart, mut facts: Facts) -> Result<CartView, Fault> {
    tariff::settle(cx, cart, &mut facts).await?;
    let now = cx.now();
    let quote = quote(cart, &facts, now)?;
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
        channel: cart.channel,
        locale: cart.locale,
        lines: quote.lines.into_iter().map(line).collect(),
        units: quote.units,
        weight_grams: quote.weight_grams,
        ships: quote.ships,
        totals: quote.totals,
        taxes: quote.taxes,
        treatment: quote.treatment,
        discounts: quote.discounts,
        gifts: quote.gifts,
        codes: quote.codes.into_iter().map(code).collect(),
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
    let priced = priced.ok();
    LineView {
        line_id: line.line_id,
        sku: line.sku,
        quantity: line.quantity,
        product_id: offer.as_ref().map(|offer| offer.product_id.clone()),
        slug: offer.as_ref().map(|offer| offer.slug.clone()),
        title: offer.map(|offer| offer.title),
        unit_price: priced.as_ref().map(|priced| priced.unit_price),
        compare_at: priced.as_ref().and_then(|priced| priced.compare_at),
        tax_rate: priced.as_ref().map(|priced| priced.tax_rate),
        amounts: priced.map(|priced| priced.amounts),
    }
}

fn code(quoted: QuotedCode) -> CodeView {
    let QuotedCode { code, title, applied, why } = quoted;
    CodeView { code, title, applied, why }
}
