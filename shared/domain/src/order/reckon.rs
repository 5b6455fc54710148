//! What lines cost whose prices and rates are decided: drafts, and what edits add.
use super::OrderLine;
use crate::pricing::{
    self, Basket, BasketLine, Priced, PricingRefusal, Rules, ShippingPrice,
    tax::{Heard, TaxBy},
};
use primitives::{Code, CountryCode, Currency, Money, Quantity, Timestamp};
use std::sync::Arc;

/// The circumstances of a sale.
#[derive(Clone, Debug)]
pub struct Sale {
    /// Of every amount.
    pub currency: Currency,
    /// Where it goes.
    pub country: CountryCode,
    /// Whether prices include tax.
    pub prices_include_tax: bool,
    /// When it is priced.
    pub at: Timestamp,
    /// Who reckons the tax.
    pub taxed_by: TaxBy,
    /// What an outside tax service said, where it was asked.
    pub heard: Option<Arc<Heard>>,
}

impl Sale {
    /// Prices lines, with a delivery where there is one.
    pub fn price(
        &self,
        lines: Vec<BasketLine>,
        shipping: Option<ShippingPrice>,
    ) -> Result<Priced, PricingRefusal> {
        let country = self.country.clone();
        let mut rules = Rules::plain(country.clone(), self.prices_include_tax);
        rules.terms.taxed_by = self.taxed_by;
        rules.heard.clone_from(&self.heard);
        let basket = Basket::of(self.currency, Code::web(), country, self.at, lines);
        pricing::price(&Basket { shipping, ..basket }, &rules)
    }

    /// Prices whole lines, with a delivery where there is one, and writes what each costs into it.
    pub fn write(
        &self,
        lines: &mut [OrderLine],
        shipping: Option<ShippingPrice>,
    ) -> Result<Priced, PricingRefusal> {
        let discount = |line: &OrderLine| line.amounts.discount;
        let sold = lines.iter().map(|line| sold(line, line.quantity, discount(line))).collect();
        let priced = self.price(sold, shipping)?;
        for (line, priced) in lines.iter_mut().zip(&priced.lines) {
            line.amounts = priced.amounts;
        }
        Ok(priced)
    }
}

/// So many units of a line, as the engine takes them.
pub(super) fn sold(line: &OrderLine, quantity: Quantity, discount: Money) -> BasketLine {
    let tax = (line.tax_category.clone(), line.tax_rate);
    BasketLine::sold(line.sku.clone(), quantity, line.unit_price, discount, tax)
}
