use super::{COUNTRIES_MAX, ShopRefusal, unique};
use primitives::{Code, CountryCode, Currency, Line, Money, limits::PRICES_MAX};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One way of delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShippingOption {
    /// Its name for machines.
    pub option_id: Code,
    /// Its name for people.
    pub title: Line,
    /// Where it delivers; nowhere named is everywhere.
    #[serde(default)]
    #[schemars(length(max = 250))]
    pub countries: Vec<CountryCode>,
    /// What it costs, per currency. Carts of other currencies cannot choose it.
    #[schemars(length(min = 1, max = 20))]
    pub prices: Vec<Price>,
    /// Grams of the heaviest parcel; `null` is any.
    #[serde(default)]
    pub max_weight_grams: Option<u32>,
}

/// A price of delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// The price.
    pub price: Money,
    /// Delivery is free from this value of goods, less discounts.
    #[serde(default)]
    pub free_above: Option<Money>,
}

/// What is to be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// Where to.
    pub country: CountryCode,
    /// In which currency the price is wanted.
    pub currency: Currency,
    /// Grams of all goods.
    pub weight_grams: u64,
    /// What the goods cost, less discounts.
    pub value: Money,
}

/// A way of delivery that is open to a parcel, with its price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShippingQuote {
    /// Its name for machines.
    pub option_id: Code,
    /// Its name for people.
    pub title: Line,
    /// What it costs.
    pub price: Money,
}

impl ShippingOption {
    /// Whether it delivers to a country.
    pub fn reaches(&self, country: &CountryCode) -> bool {
        self.countries.is_empty() || self.countries.contains(country)
    }

    /// The price for a parcel, if the parcel can go this way.
    pub fn quote(&self, parcel: &Parcel) -> Option<ShippingQuote> {
        let light = self.max_weight_grams.is_none_or(|max| parcel.weight_grams <= u64::from(max));
        let price =
            self.prices.iter().find(|one| one.price.currency == parcel.currency).copied()?;
        let free = price.free_above.is_some_and(|least| {
            least.currency == parcel.value.currency && parcel.value.minor >= least.minor
        });
        (light && self.reaches(&parcel.country)).then(|| ShippingQuote {
            option_id: self.option_id.clone(),
            title: self.title.clone(),
            price: if free { Money::zero(parcel.currency) } else { price.price },
        })
    }

    pub(super) fn check(&self) -> Result<(), ShopRefusal> {
        if self.countries.len() > COUNTRIES_MAX || self.prices.len() > PRICES_MAX {
            return Err(ShopRefusal::TooMuch);
        }
        unique(&self.countries, "country of delivery")?;
        let currencies: Vec<_> = self.prices.iter().map(|one| one.price.currency).collect();
        unique(&currencies, "currency of a price of delivery")?;
        let wrong = |one: &Price| {
            one.price.is_negative()
                || one.free_above.is_some_and(|least| {
                    least.is_negative() || least.currency != one.price.currency
                })
        };
        if self.prices.iter().any(wrong) { Err(ShopRefusal::Price) } else { Ok(()) }
    }
}
