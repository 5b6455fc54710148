//! What a cart costs at this moment, line by line, as it goes into the order. The reckoning is the
//! cart's own, so that the shopper has seen what they pay.
use super::{Checkout, Details, Refusal};
use crate::{
    cart::{self, Cart, Facts, FindingCode, Priced, QuotedLine},
    order::{LineKind, OrderLine, OrderShipping},
    shop::{Parcel, Settings, ShippingQuote},
    totals::{LineInput, Totals, TotalsInput, totals},
};
use primitives::{Address, Code, CountryCode, Email, Money, Title};

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
    /// The lines, in the cart's order.
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
}

/// Prices a cart, or refuses where something in it cannot be bought.
pub fn quote(cart: &Cart, facts: &Facts) -> Result<Quote, Refusal> {
    if cart.lines.is_empty() {
        return Err(Refusal::Empty);
    }
    let quote = cart::quote(cart, facts)?;
    let of_lines = quote.errors.iter().filter(|error| error.sku.is_some());
    let gone: Vec<&str> = of_lines.map(|error| error.detail.as_str()).collect();
    if !gone.is_empty() {
        return Err(Refusal::Unavailable(gone.join("; ")));
    }
    if !quote.errors.is_empty() {
        return Err(Refusal::ShippingNotOffered);
    }
    let moved = quote.warnings.iter().any(|warning| warning.code == FindingCode::PriceChanged);
    let lines = quote.lines.into_iter().filter_map(order_line).collect();
    Ok(Quote {
        lines,
        totals: quote.totals,
        shipping: quote.shipping.map(order_shipping).transpose()?,
        units: quote.units,
        weight_grams: quote.weight_grams,
        ships: quote.ships,
        moved,
    })
}

fn order_line(quoted: QuotedLine) -> Option<OrderLine> {
    let QuotedLine { line, offer, priced } = quoted;
    let (offer, Priced { unit_price, tax_rate, amounts }) = (offer?, priced?);
    Some(OrderLine {
        line_id: line.line_id,
        kind: LineKind::Goods,
        sku: Some(line.sku),
        product_id: Some(offer.product_id),
        title: offer.title,
        quantity: line.quantity,
        unit_price,
        amounts,
        tax_category: offer.tax_category,
        tax_rate,
        weight_grams: offer.weight_grams,
        fulfilled: 0,
        cancelled: 0,
        returned: 0,
    })
}

fn order_shipping(quote: ShippingQuote) -> Result<OrderShipping, Refusal> {
    let title = Title::parse(quote.title.to_string()).map_err(|_| Refusal::ShippingNotOffered)?;
    Ok(OrderShipping { option: quote.option_id, title, price: quote.price })
}

/// Adds up, and writes what each line costs into it.
pub(super) fn reckon(
    lines: &mut [OrderLine],
    sums: &mut Totals,
    shipping: Option<Money>,
) -> Result<(), Refusal> {
    let input = TotalsInput {
        currency: sums.currency,
        prices_include_tax: sums.prices_include_tax,
        lines: lines
            .iter()
            .map(|line| LineInput {
                unit_price: line.unit_price,
                quantity: line.quantity,
                discount: line.amounts.discount,
                tax_rate: line.tax_rate,
            })
            .collect(),
        shipping,
    };
    let output = totals(&input)?;
    for (line, amounts) in lines.iter_mut().zip(output.lines) {
        line.amounts = amounts;
    }
    *sums = output.totals;
    Ok(())
}

/// The shipping option, if it is offered.
pub(super) fn choose(
    settings: &Settings,
    option: &Code,
    country: Option<&CountryCode>,
    weight_grams: u64,
    goods: &Totals,
) -> Result<OrderShipping, Refusal> {
    let country = country.ok_or(Refusal::Missing("shipping_address"))?;
    let parcel = parcel(country, weight_grams, goods)?;
    let quotes = settings.shipping(&parcel);
    let chosen = quotes.into_iter().find(|quote| quote.option_id == *option);
    let chosen = chosen.ok_or(Refusal::ShippingNotOffered)?;
    order_shipping(chosen)
}

/// What is to be sent.
pub fn parcel(country: &CountryCode, weight_grams: u64, goods: &Totals) -> Result<Parcel, Refusal> {
    Ok(Parcel {
        country: country.clone(),
        currency: goods.currency,
        weight_grams,
        value: goods.subtotal.minus(goods.discount).map_err(crate::totals::TotalsRefusal::from)?,
    })
}
