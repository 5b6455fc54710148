//! What a cart costs at this moment, line by line, as it goes into the order. The reckoning is the
//! cart's own, so that the shopper has seen what they pay.
use super::{Refusal, kit};
use crate::{
    cart::{self, Cart, Facts, FindingCode, QuotedLine},
    order::{OrderLine, OrderShipping, units},
    pricing::{Claim, Derivation, Discount, GiftLine, PricedLine, TaxQuestion, currency::Settled},
    shop::{Parcel, ShippingQuote},
    totals::Totals,
};
use primitives::{CountryCode, LineId, Money, Timestamp, Title, limits::LINES_MAX};

/// Priced lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// The lines, in the cart's order; then what comes for nothing.
    pub lines: Vec<OrderLine>,
    /// What they cost together.
    pub totals: Totals,
    /// How they are sent.
    pub shipping: Option<OrderShipping>,
    /// Units over all lines.
    pub units: u64,
    /// Grams of everything that is sent.
    pub weight_grams: u64,
    /// Whether anything is sent.
    pub ships: bool,
    /// Whether a price is not what the shopper saw.
    pub moved: bool,
    /// What one unit of each line costs, to be honoured from now on.
    pub agreed: Vec<(LineId, Money)>,
    /// What each promotion took off.
    pub discounts: Vec<Discount>,
    /// What is taken of whatever is limited.
    pub claims: Vec<Claim>,
    /// What an outside tax service should be asked, where nobody has and it is known where it goes.
    pub asks: Option<TaxQuestion>,
    /// How the prices came to be.
    pub derivation: Derivation,
    /// How it is settled, where the shop keeps its books in another currency.
    pub settled: Option<Settled>,
}

/// Prices a cart, or refuses where something in it cannot be bought. `new_line` names lines of what
/// comes for nothing.
pub fn quote(
    cart: &Cart,
    facts: &Facts,
    mut new_line: impl FnMut() -> LineId,
    now: Timestamp,
) -> Result<Quote, Refusal> {
    if cart.lines.is_empty() {
        return Err(Refusal::Empty);
    }
    let quote = cart::quote(cart, facts, now)?;
    let of_lines = quote.errors.iter().filter(|error| error.sku.is_some());
    let gone: Vec<&str> = of_lines.map(|error| error.detail.as_str()).collect();
    if !gone.is_empty() {
        return Err(Refusal::Unavailable(gone.join("; ")));
    }
    if !quote.errors.is_empty() {
        return Err(Refusal::ShippingNotOffered);
    }
    // What the shopper entered a code for and does not get is as good as another price.
    let moves = [FindingCode::PriceChanged, FindingCode::CodeNotApplied];
    let moved = quote.warnings.iter().any(|warning| moves.contains(&warning.code));
    let agreed = quote.lines.iter().filter_map(|line| {
        let priced = line.priced.as_ref().ok()?;
        Some((line.line.line_id.clone(), priced.listed))
    });
    let agreed = agreed.collect();
    let gifts = gifts(&quote.gifts, facts, cart, &mut new_line);
    let heft: u64 = gifts
        .iter()
        .map(|line| u64::from(line.weight_grams) * u64::from(line.quantity.get()))
        .sum();
    let mut lines = Vec::new();
    for line in quote.lines {
        lines.extend(order_lines(line, facts, &mut new_line)?);
    }
    lines.extend(gifts);
    if lines.len() > LINES_MAX {
        let why = format!("with what kits are made of, it has more than {LINES_MAX} lines");
        return Err(Refusal::Unavailable(why));
    }
    let charged = quote.totals.shipping;
    let shipping = quote.shipping.map(|way| ShippingQuote { price: charged, ..way });
    Ok(Quote {
        units: units(&lines),
        lines,
        agreed,
        shipping: shipping.map(order_shipping).transpose()?,
        totals: quote.totals,
        weight_grams: quote.weight_grams + heft,
        discounts: quote.discounts,
        claims: quote.claims,
        // Without an address there is nothing to ask about: the tax is an estimate until then.
        asks: quote.asks.filter(|_| cart.shipping_address.is_some()),
        derivation: quote.derivation,
        settled: facts.settled(cart.currency, now),
        ships: quote.ships,
        moved,
    })
}

/// A line as it goes into the order; a kit as what it is made of.
fn order_lines(
    quoted: QuotedLine,
    facts: &Facts,
    new_line: impl FnMut() -> LineId,
) -> Result<Vec<OrderLine>, Refusal> {
    let QuotedLine { line, offer: Some(offer), priced: Ok(priced) } = quoted else {
        return Ok(Vec::new());
    };
    if !offer.kit.is_empty() {
        return kit::lines(&line, &offer, &priced, facts, new_line);
    }
    let PricedLine { unit_price, tax_rate, amounts, .. } = priced;
    let base = OrderLine::of_offer(line.line_id, &offer, unit_price);
    Ok(vec![OrderLine { quantity: line.quantity, amounts, tax_rate, ..base }])
}

/// Lines of what comes for nothing.
fn gifts(
    gifts: &[GiftLine],
    facts: &Facts,
    cart: &Cart,
    mut new_line: impl FnMut() -> LineId,
) -> Vec<OrderLine> {
    let line = |gift: &GiftLine| {
        let offer = facts.on_sale(&gift.sku)?;
        let base = OrderLine::of_offer(new_line(), offer, Money::zero(cart.currency));
        Some(OrderLine { quantity: gift.quantity, ..base })
    };
    gifts.iter().filter_map(line).collect()
}

fn order_shipping(quote: ShippingQuote) -> Result<OrderShipping, Refusal> {
    let title = Title::parse(quote.title.to_string()).map_err(|_| Refusal::ShippingNotOffered)?;
    Ok(OrderShipping { option: quote.option_id, title, price: quote.price })
}

/// What is to be sent.
pub fn parcel(country: &CountryCode, weight_grams: u64, goods: &Totals) -> Result<Parcel, Refusal> {
    Ok(Parcel {
        country: country.clone(),
        currency: goods.currency,
        weight_grams,
        value: goods
            .subtotal
            .minus(goods.discount)
            .map_err(crate::pricing::PricingRefusal::from)?,
    })
}
