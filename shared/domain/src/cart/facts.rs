//! What has to be known to reckon a cart, and to write lines of it down.
use crate::{
    catalog::{Kind, Offer},
    pricing::{
        Basket, BasketLine, GiftLine, LinePrice, RoundingMode, Rules, Tariff, Terms,
        currency::Settled,
        tax::{TaxBy, TaxRounding},
    },
    shop::Settings,
    totals::TaxRate,
};
use primitives::{Code, CountryCode, Currency, Money, Quantity, Sku, Timestamp};
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
            taxed_by: TaxBy::Own,
        })
    }

    /// The plain rate of the settings, for a country that has no zone with dated rates.
    pub(crate) fn plain_rate(
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
            firm: false,
        }
    }

    /// Whether a gift comes. One that is not on sale, or that is out of stock as far as anybody looked,
    /// does not: it must not keep what is paid for from being bought.
    pub fn gives(&self, gift: &GiftLine) -> bool {
        let on_sale = self.on_sale(&gift.sku).filter(|offer| offer.kit.is_empty());
        let Some(offer) = on_sale else { return false };
        let there = self.gifts.get(&gift.sku).copied().unwrap_or(0);
        offer.kind == Kind::Service || there >= gift.quantity.get()
    }

    /// How a sale in a currency at a moment is settled, where that is another.
    pub fn settled(&self, currency: Currency, at: Timestamp) -> Option<Settled> {
        self.tariff.standing.exchange.as_ref().and_then(|exchange| exchange.settle(currency, at))
    }

    /// What is sold under a SKU now.
    pub fn on_sale(&self, sku: &Sku) -> Option<&Offer> {
        self.offers.get(sku).filter(|offer| offer.is_active() && self.has_parts(offer))
    }

    /// Whether everything that a kit is made of is on sale, and no kit itself.
    fn has_parts(&self, offer: &Offer) -> bool {
        let there = |sku| self.offers.get(sku).filter(|part| part.is_active());
        offer.kit.iter().all(|part| there(&part.sku).is_some_and(|part| part.kit.is_empty()))
    }

    /// Grams of one unit; of a kit whose own weight nobody knows, of what it is made of.
    pub fn grams(&self, offer: &Offer) -> u64 {
        if offer.weight_grams > 0 {
            return u64::from(offer.weight_grams);
        }
        let part = |sku| self.offers.get(sku).map_or(0, |part| u64::from(part.weight_grams));
        offer.kit.iter().map(|one| part(&one.sku) * u64::from(one.quantity.get())).sum()
    }
}
