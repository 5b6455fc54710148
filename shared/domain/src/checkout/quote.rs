//! What a cart costs at this moment, line by line, as it goes into the order. The reckoning is the
//! cart's own, so that the shopper has seen what they pay.
use super::{Checkout, Details, Refusal};
use crate::{
    cart::{self, Cart, Facts, FindingCode, QuotedLine},
    catalog::Offer,
    order::{LineKind, OrderLine, OrderShipping},
    pricing::{Claim, Derivation, Discount, GiftLine, PricedLine},
    shop::{Parcel, ShippingQuote},
    totals::{LineAmounts, TaxRate, Totals},
};
use primitives::{Address, Code, CountryCode, Email, LineId, Money, Timestamp, Title};

/// What the shopper says about themselves, as it comes in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Where news of the order goes.
    pub email: Option<Email>,
    /// Where it goes.
    pub shipping_address: Option<Address>,
    /// Whom the invoice names.
    pub billing_address: Option<Address>,
    /// The shop's shipping option.
    pub shipping_option: Option<Code>,
}

impl Wishes {
    /// The cart with these written into it. Where nothing is said, what the cart has stands.
    #[must_use]
    pub fn into_cart(self, cart: &Cart) -> Cart {
        let mut next = cart.clone();
        next.email = self.email.or(next.email);
        next.shipping_address = self.shipping_address.or(next.shipping_address);
        next.billing_address = self.billing_address.or(next.billing_address);
        next.shipping_option = self.shipping_option.or(next.shipping_option);
        next
    }
}

impl Checkout {
    /// The frozen cart with what the checkout says written into it: what it is priced anew by.
    pub(super) fn as_cart(&self, cart: &Cart) -> Cart {
        let Details { email, shipping_address, billing_address, shipping } = self.details.clone();
        let mut next = cart.clone();
        next.email = email;
        next.shipping_address = shipping_address;
        next.billing_address = billing_address;
        next.shipping_option = shipping.map(|shipping| shipping.option);
        next
    }

    /// Whether nothing is said that differs from what is written down.
    pub fn agrees_with(&self, wishes: &Wishes) -> bool {
        fn agree<T: PartialEq>(said: Option<&T>, known: Option<&T>) -> bool {
            said.is_none() || said == known
        }
        let Details { email, shipping_address, billing_address, shipping } = &self.details;
        let option = shipping.as_ref().map(|shipping| &shipping.option);
        agree(wishes.email.as_ref(), email.as_ref())
            && agree(wishes.shipping_address.as_ref(), shipping_address.as_ref())
            && agree(wishes.billing_address.as_ref(), billing_address.as_ref())
            && (!self.ships || agree(wishes.shipping_option.as_ref(), option))
    }
}

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
    /// How the prices came to be.
    pub derivation: Derivation,
}

/// Prices a cart, or refuses where something in it cannot be bought. `new_line` names lines of what
/// comes for nothing.
pub fn quote(
    cart: &Cart,
    facts: &Facts,
    new_line: impl FnMut() -> LineId,
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
    let gifts = gifts(&quote.gifts, facts, cart, new_line);
    let free: u64 = gifts.iter().map(|line| u64::from(line.quantity.get())).sum();
    let heft: u64 = gifts
        .iter()
        .map(|line| u64::from(line.weight_grams) * u64::from(line.quantity.get()))
        .sum();
    let lines = quote.lines.into_iter().filter_map(order_line).chain(gifts).collect();
    let charged = quote.totals.shipping;
    let shipping = quote.shipping.map(|way| ShippingQuote { price: charged, ..way });
    Ok(Quote {
        lines,
        agreed,
        shipping: shipping.map(order_shipping).transpose()?,
        totals: quote.totals,
        units: quote.units + free,
        weight_grams: quote.weight_grams + heft,
        discounts: quote.discounts,
        claims: quote.claims,
        derivation: quote.derivation,
        ships: quote.ships,
        moved,
    })
}

fn order_line(quoted: QuotedLine) -> Option<OrderLine> {
    let QuotedLine { line, offer, priced } = quoted;
    let PricedLine { unit_price, tax_rate, amounts, .. } = priced.ok()?;
    let base = of_offer(line.line_id, &offer?, unit_price);
    Some(OrderLine { quantity: line.quantity, amounts, tax_rate, ..base })
}

/// One unit of what an offer sells, for nothing as yet.
fn of_offer(line_id: LineId, offer: &Offer, unit_price: Money) -> OrderLine {
    let zero = Money::zero(unit_price.currency);
    OrderLine {
        line_id,
        kind: LineKind::Goods,
        sku: Some(offer.sku.clone()),
        product_id: Some(offer.product_id.clone()),
        title: offer.title.clone(),
        quantity: primitives::Quantity::ONE,
        unit_price,
        amounts: LineAmounts { subtotal: zero, discount: zero, tax: zero, total: zero },
        tax_category: offer.tax_category.clone(),
        tax_rate: TaxRate::ZERO,
        weight_grams: offer.weight_grams,
        fulfilled: 0,
        cancelled: 0,
        returned: 0,
    }
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
        let base = of_offer(new_line(), offer, Money::zero(cart.currency));
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
