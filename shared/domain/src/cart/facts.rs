//! What has to be known to reckon a cart, and to write lines of it down.
use crate::{
    catalog::Offer,
    pricing::{
        Basket, BasketLine, LinePrice, RoundingMode, Rules, Tariff, Terms, tax::TaxRounding,
    },
    shop::Settings,
    totals::TaxRate,
};
use primitives::{Code, CountryCode, Money, Quantity, Sku};
use std::collections::BTreeMap;

/// What has to be known to reckon.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The shop's settings.
    pub settings: Settings,
    /// The offers of the cart's SKUs, where there are any, and of what comes for nothing.
    pub offers: BTreeMap<Sku, Offer>,
    /// Units that can be promised, by SKU; a SKU that is missing is not in any warehouse. `None`:
    /// nobody looked.
    pub stock: Option<BTreeMap<Sku, u32>>,
    /// Units that can be promised of what comes for nothing, where somebody looked.
    pub gifts: BTreeMap<Sku, u32>,
    /// What else decides on prices.
    pub tariff: Tariff,
}

impl Facts {
    /// The rules for a channel: its own terms, or those of the shop.
    pub fn rules(&self, channel: &Code) -> Rules {
        self.tariff.rules(channel, || Terms {
            home: self.settings.country.clone(),
            prices_include_tax: self.settings.prices_include_tax,
            rounding: RoundingMode::default(),
            tax: TaxRounding::default(),
        })
    }

    /// The plain rate of the settings, for a country that has no zone with dated rates.
    fn plain_rate(
        &self,
        country: &CountryCode,
        region: Option<&Code>,
        category: &Code,
    ) -> Option<TaxRate> {
        let dated = self.tariff.standing.taxes.knows(country, region);
        (!dated).then(|| self.settings.tax_rate(Some(country), category))
    }

    /// One unit of what an offer sells, at its own prices, taxed where the basket goes.
    pub fn unit_of(&self, offer: &Offer, basket: &Basket) -> BasketLine {
        let category = offer.tax_category.clone();
        BasketLine {
            article: offer.article(),
            quantity: Quantity::ONE,
            tax_rate: self.plain_rate(&basket.country, basket.region.as_ref(), &category),
            tax_category: category,
            price: LinePrice::Listed { base: offer.prices.clone(), held: None },
            discount: Money::zero(basket.currency),
        }
    }

    /// What is sold under a SKU now.
    pub fn on_sale(&self, sku: &Sku) -> Option<&Offer> {
        self.offers.get(sku).filter(|offer| offer.is_active())
    }
}
