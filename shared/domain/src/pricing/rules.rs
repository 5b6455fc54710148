//! What decides on prices: everything the engine has to know besides the basket.
use super::{
    RoundingMode,
    currency::Exchange,
    promotion::{Promotions, Usage},
    selection::PriceBook,
    tax::{Heard, TaxBy, TaxRounding, TaxTable},
};
use primitives::CountryCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Everything that decides on prices.
#[derive(Clone, Debug)]
pub struct Rules {
    /// How the channel reckons.
    pub terms: Terms,
    /// Rows of price lists for the basket's SKUs.
    pub prices: PriceBook,
    /// How prices are made in currencies that have none.
    pub exchange: Option<Exchange>,
    /// Rates of tax.
    pub taxes: TaxTable,
    /// Active promotions.
    pub promotions: Promotions,
    /// What has been used of them.
    pub usage: Usage,
    /// What an outside tax service said, where it was asked.
    pub heard: Option<Arc<Heard>>,
}

/// How a channel reckons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Where the shop is.
    pub home: CountryCode,
    /// Whether prices include tax.
    pub prices_include_tax: bool,
    /// How discounts are rounded.
    #[serde(default)]
    pub rounding: RoundingMode,
    /// How tax is rounded.
    #[serde(default)]
    pub tax: TaxRounding,
    /// Who reckons it.
    #[serde(default, skip_serializing_if = "TaxBy::is_own")]
    pub taxed_by: TaxBy,
}

impl Rules {
    /// No promotions, price lists or rates: what is left is adding up.
    pub fn plain(home: CountryCode, prices_include_tax: bool) -> Self {
        Self {
            terms: Terms {
                home,
                prices_include_tax,
                rounding: RoundingMode::default(),
                tax: TaxRounding::default(),
                taxed_by: TaxBy::Own,
            },
            prices: PriceBook::default(),
            exchange: None,
            taxes: TaxTable::default(),
            promotions: Promotions::default(),
            usage: Usage::default(),
            heard: None,
        }
    }
}
