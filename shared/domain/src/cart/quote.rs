//! What a cart costs now, and what is wrong with it: the one reckoning that cart and checkout share.
use super::{Cart, CartLine, CartRefusal, Finding, finding};
use crate::{
    catalog::{Kind, Offer},
    shop::{Parcel, Settings, ShippingQuote},
    totals::{LineAmounts, LineInput, TaxRate, TaxShare, Totals, TotalsInput, totals},
};
use primitives::{Money, Sku};
use std::collections::BTreeMap;

/// What has to be known to reckon.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The shop's settings.
    pub settings: Settings,
    /// The offers of the cart's SKUs, where there are any.
    pub offers: BTreeMap<Sku, Offer>,
    /// Units that can be promised, by SKU; a SKU that is missing is not in any warehouse. `None`:
    /// nobody looked.
    pub stock: Option<BTreeMap<Sku, u32>>,
}

/// A cart, reckoned.
#[derive(Clone, Debug)]
pub struct Quote {
    /// The lines in the cart's order.
    pub lines: Vec<QuotedLine>,
    /// What all lines that can be sold cost, with delivery.
    pub totals: Totals,
    /// Tax by rate.
    pub taxes: Vec<TaxShare>,
    /// The chosen way of delivery, if it is open to the cart.
    pub shipping: Option<ShippingQuote>,
    /// Every way of delivery that is open to the cart.
    pub shipping_options: Vec<ShippingQuote>,
    /// Grams of all goods.
    pub weight_grams: u64,
    /// Units of all lines.
    pub units: u64,
    /// Whether anything has to be delivered.
    pub ships: bool,
    /// What keeps the cart from being bought.
    pub errors: Vec<Finding>,
    /// What the shopper should know.
    pub warnings: Vec<Finding>,
}

/// One line, reckoned.
#[derive(Clone, Debug)]
pub struct QuotedLine {
    /// The line.
    pub line: CartLine,
    /// Its offer, if there still is one.
    pub offer: Option<Offer>,
    /// What it costs; `None` if it cannot be sold.
    pub priced: Option<Priced>,
}

/// What a line costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Priced {
    /// Of one unit, now.
    pub unit_price: Money,
    /// The rate of tax.
    pub tax_rate: TaxRate,
    /// Of the line.
    pub amounts: LineAmounts,
}

/// Reckons a cart. Lines that cannot be sold are left out of the sums and named among the errors.
/// Tax is of where the goods go, or of the shop's own country as long as that is not known.
pub fn quote(cart: &Cart, facts: &Facts) -> Result<Quote, CartRefusal> {
    let sold: Vec<Option<LineInput>> =
        cart.lines.iter().map(|line| sellable(cart, line, facts)).collect();
    let lines: Vec<LineInput> = sold.iter().flatten().cloned().collect();
    let mut input = TotalsInput {
        currency: cart.currency,
        prices_include_tax: facts.settings.prices_include_tax,
        lines,
        shipping: None,
    };
    let goods = totals(&input)?;
    let (weight_grams, units, ships) = heft(cart, facts);
    let shipping_options = if ships {
        shipping_options(cart, facts, weight_grams, &goods.totals)?
    } else {
        Vec::new()
    };
    let chosen = cart.shipping_option.as_ref();
    let shipping = chosen
        .and_then(|wanted| shipping_options.iter().find(|option| option.option_id == *wanted))
        .cloned();
    input.shipping = shipping.as_ref().map(|option| option.price);
    let sums = if input.shipping.is_some() { totals(&input)? } else { goods };
    let (mut errors, warnings) = finding::of_lines(cart, facts);
    if ships && chosen.is_some() && shipping.is_none() {
        errors.push(Finding::shipping());
    }
    let mut amounts = sums.lines.into_iter();
    let lines = cart.lines.iter().zip(sold).map(|(line, sold)| QuotedLine {
        line: line.clone(),
        offer: facts.offers.get(&line.sku).cloned(),
        priced: sold.and_then(|LineInput { unit_price, tax_rate, .. }| {
            amounts.next().map(|amounts| Priced { unit_price, tax_rate, amounts })
        }),
    });
    let lines = lines.collect();
    let (totals, taxes) = (sums.totals, sums.taxes);
    Ok(Quote {
        lines,
        totals,
        taxes,
        shipping,
        shipping_options,
        weight_grams,
        units,
        ships,
        errors,
        warnings,
    })
}

/// Every way of delivery that is open to goods of this weight and worth.
fn shipping_options(
    cart: &Cart,
    facts: &Facts,
    weight_grams: u64,
    goods: &Totals,
) -> Result<Vec<ShippingQuote>, CartRefusal> {
    let parcel = Parcel {
        country: cart.destination().unwrap_or(&facts.settings.country).clone(),
        currency: cart.currency,
        weight_grams,
        value: goods.subtotal.minus(goods.discount).map_err(CartRefusal::money)?,
    };
    Ok(facts.settings.shipping(&parcel))
}

/// The line as it is added up, if it can be sold.
fn sellable(cart: &Cart, line: &CartLine, facts: &Facts) -> Option<LineInput> {
    let offer = facts.offers.get(&line.sku).filter(|offer| offer.is_active())?;
    Some(LineInput {
        unit_price: offer.price(cart.currency)?,
        quantity: line.quantity,
        discount: Money::zero(cart.currency),
        tax_rate: facts.settings.tax_rate(cart.destination(), &offer.tax_category),
    })
}

/// Grams, units, and whether anything is delivered.
fn heft(cart: &Cart, facts: &Facts) -> (u64, u64, bool) {
    cart.lines.iter().fold((0, 0, false), |(grams, units, ships), line| {
        let count = u64::from(line.quantity.get());
        let goods = facts.offers.get(&line.sku).filter(|offer| offer.kind == Kind::Goods);
        let weight = goods.map_or(0, |offer| u64::from(offer.weight_grams) * count);
        (grams + weight, units + count, ships || goods.is_some())
    })
}
