//! The sums of a sale, as everybody reads them; [`crate::pricing`] reckons them.
//!
//! Where prices include tax, a line's tax is the part of its price that is tax; where they do not, it
//! comes on top.
mod amounts;
mod rate;

#[cfg(test)]
mod laws;

pub use amounts::LineAmounts;
pub use rate::TaxRate;

use primitives::{Currency, Money};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
