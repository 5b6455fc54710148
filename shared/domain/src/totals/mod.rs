//! What things cost: one pure function that cart, checkout, order and invoice share.
//!
//! A line costs unit price × quantity, less its discount. Tax is reckoned per line on what is left,
//! and rounded half even to the minor unit there and nowhere else, so that the lines always sum to
//! the total. Where prices include tax, a line's tax is the part of its price that is tax; where
//! they do not, it comes on top. The price of shipping is spread over the tax rates of the lines by
//! what the lines cost, and each part is taxed at its rate: goods of a reduced rate are delivered
//! at the reduced rate. Reckoning one line inclusively and exclusively differs by at most one minor
//! unit.
mod amounts;
mod rate;
mod refusal;

#[cfg(test)]
mod laws;

pub use amounts::LineAmounts;
pub use rate::TaxRate;
pub use refusal::TotalsRefusal;

use primitives::{Currency, Money, Quantity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is to be added up.
#[derive(Clone, Debug, PartialEq)]
pub struct TotalsInput {
    /// Of every amount.
    pub currency: Currency,
    /// Whether prices, discounts and shipping include tax.
    pub prices_include_tax: bool,
    /// The lines.
    pub lines: Vec<LineInput>,
    /// The price of shipping, if one is chosen.
    pub shipping: Option<Money>,
}

/// One line that is to be added up.
#[derive(Clone, Debug, PartialEq)]
pub struct LineInput {
    /// Price of one unit.
    pub unit_price: Money,
    /// Units.
    pub quantity: Quantity,
    /// Off the whole line; at most what the line costs.
    pub discount: Money,
    /// The rate for its tax category where it goes.
    pub tax_rate: TaxRate,
}

/// The sums.
#[derive(Clone, Debug, PartialEq)]
pub struct TotalsOutput {
    /// Of the whole.
    pub totals: Totals,
    /// Of each line, in the order of the input.
    pub lines: Vec<LineAmounts>,
    /// Tax by rate, lowest rate first; their tax sums to the whole tax.
    pub taxes: Vec<TaxShare>,
}

/// What the whole costs. Nothing in it is negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Totals {
    /// Of every amount.
    pub currency: Currency,
    /// Whether `subtotal`, `discount` and `shipping` include tax.
    pub prices_include_tax: bool,
    /// Unit prices × quantities, before discounts.
    pub subtotal: Money,
    /// Taken off.
    pub discount: Money,
    /// Price of shipping.
    pub shipping: Money,
    /// All tax, of lines and of shipping.
    pub tax: Money,
    /// The part of `tax` that is due to shipping.
    pub shipping_tax: Money,
    /// To pay: subtotal − discount + shipping, and + tax where prices do not include it.
    pub total: Money,
}

/// The tax of one rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TaxShare {
    /// The rate.
    pub rate: TaxRate,
    /// What is taxed at it, without the tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
}

impl Totals {
    /// Nothing bought.
    pub fn zero(currency: Currency, prices_include_tax: bool) -> Self {
        let zero = Money::zero(currency);
        Self {
            currency,
            prices_include_tax,
            subtotal: zero,
            discount: zero,
            shipping: zero,
            tax: zero,
            shipping_tax: zero,
            total: zero,
        }
    }
}

/// Adds up. Refuses negative amounts, mixed currencies, discounts above the line, and sums above
/// what the shop counts.
pub fn totals(input: &TotalsInput) -> Result<TotalsOutput, TotalsRefusal> {
    let inclusive = input.prices_include_tax;
    let mut sum = Totals::zero(input.currency, inclusive);
    let mut shares = BTreeMap::new();
    let mut lines = Vec::with_capacity(input.lines.len());
    for line in &input.lines {
        let amounts = amounts_of(line, input)?;
        sum.subtotal = sum.subtotal.plus(amounts.subtotal)?;
        sum.discount = sum.discount.plus(amounts.discount)?;
        sum.tax = sum.tax.plus(amounts.tax)?;
        sum.total = sum.total.plus(amounts.total)?;
        add(&mut shares, line.tax_rate, amounts.total.minus(amounts.tax)?, amounts.tax)?;
        lines.push(amounts);
    }
    if let Some(price) = input.shipping {
        positive(price, input.currency)?;
        sum.shipping = price;
        for (rate, part) in spread(price, &input.lines, &lines)? {
            let tax = rate.of(part, inclusive)?;
            sum.shipping_tax = sum.shipping_tax.plus(tax)?;
            sum.total = sum.total.plus(part)?;
            let net = if inclusive { part.minus(tax)? } else { part };
            add(&mut shares, rate, net, tax)?;
        }
        sum.tax = sum.tax.plus(sum.shipping_tax)?;
        if !inclusive {
            sum.total = sum.total.plus(sum.shipping_tax)?;
        }
    }
    let taxes = shares.into_iter().map(|(rate, (net, tax))| TaxShare { rate, net, tax }).collect();
    Ok(TotalsOutput { totals: sum, lines, taxes })
}

fn amounts_of(line: &LineInput, input: &TotalsInput) -> Result<LineAmounts, TotalsRefusal> {
    positive(line.unit_price, input.currency)?;
    positive(line.discount, input.currency)?;
    let subtotal = line.unit_price.times(line.quantity.get())?;
    let left = subtotal.minus(line.discount)?;
    if left.is_negative() {
        return Err(TotalsRefusal::DiscountTooLarge);
    }
    let tax = line.tax_rate.of(left, input.prices_include_tax)?;
    let total = if input.prices_include_tax { left } else { left.plus(tax)? };
    Ok(LineAmounts { subtotal, discount: line.discount, tax, total })
}

/// The price of shipping by tax rate, in proportion to what the lines of each rate cost. Without
/// lines there is no rate to tax it at.
fn spread(
    price: Money,
    inputs: &[LineInput],
    lines: &[LineAmounts],
) -> Result<Vec<(TaxRate, Money)>, TotalsRefusal> {
    let mut weights: BTreeMap<TaxRate, u64> = BTreeMap::new();
    for (input, line) in inputs.iter().zip(lines) {
        let cost = u64::try_from(line.subtotal.minus(line.discount)?.minor).unwrap_or_default();
        let weight = weights.entry(input.tax_rate).or_default();
        *weight = weight.saturating_add(cost);
    }
    if weights.is_empty() {
        return Ok(vec![(TaxRate::ZERO, price)]);
    }
    let parts = price.allocate(&weights.values().copied().collect::<Vec<_>>())?;
    Ok(weights.into_keys().zip(parts).collect())
}

fn add(
    shares: &mut BTreeMap<TaxRate, (Money, Money)>,
    rate: TaxRate,
    net: Money,
    tax: Money,
) -> Result<(), TotalsRefusal> {
    let zero = Money::zero(net.currency);
    let share = shares.entry(rate).or_insert((zero, zero));
    *share = (share.0.plus(net)?, share.1.plus(tax)?);
    Ok(())
}

fn positive(amount: Money, currency: Currency) -> Result<(), TotalsRefusal> {
    if amount.currency != currency {
        return Err(TotalsRefusal::Currency { expected: currency, found: amount.currency });
    }
    if amount.is_negative() { Err(TotalsRefusal::Negative) } else { Ok(()) }
}
