//! What the shop has decided about returns, by market and product.
use super::Condition;
use crate::shop::ShopRefusal;
use primitives::{CountryCode, Money, Sku, Timestamp, limits::PRICES_MAX};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rules of one shop.
const RULES_MAX: usize = 30;
/// SKUs of one rule: settings are one item, read by every cart.
const SKUS_MAX: usize = 100;
/// Days of the longest window.
const DAYS_MAX: u16 = 3_650;
/// Days of whoever has decided nothing.
const DAYS: u16 = 30;
/// Days that an advance may last.
const ADVANCE_DAYS_MAX: u16 = 30;
/// Thousandths of the whole.
const WHOLE: u16 = 1_000;

/// Who pays for sending something back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// The shop.
    #[default]
    Shop,
    /// The buyer: the rule's fee is withheld.
    Buyer,
}

/// What holds for some goods in some countries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnRule {
    /// Where the order went; nowhere named is everywhere.
    #[serde(default)]
    #[schemars(length(max = 250))]
    pub countries: Vec<CountryCode>,
    /// Which goods; none named are all.
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub skus: Vec<Sku>,
    /// Whether they can be returned at all. What came wrong always can.
    pub returnable: bool,
    /// Days from delivery.
    #[schemars(range(max = 3650))]
    pub window_days: u16,
    /// Who pays for sending it back.
    #[serde(default)]
    pub label_paid_by: Payer,
    /// What is withheld for that, by currency, where the buyer pays.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub return_shipping: Vec<Money>,
    /// Thousandths of a line's price that are withheld for taking it back.
    #[serde(default)]
    #[schemars(range(max = 1000))]
    pub restocking_per_mille: u16,
    /// The worst condition that goods may come back in; any where none is named.
    #[serde(default)]
    pub condition: Condition,
    /// Thousandths of a line's price that are withheld, besides, of what comes back in a worse one: it has lost as much of
    /// its value. Goods that are worth nothing any more, staff reject.
    #[serde(default)]
    #[schemars(range(max = 1000))]
    pub worse_per_mille: u16,
    /// Whether nobody needs to look at a request within the rule.
    #[serde(default)]
    pub auto_approve: bool,
}

impl Default for ReturnRule {
    /// What holds until staff decide: thirty days, for nothing, and somebody looks.
    fn default() -> Self {
        Self {
            countries: Vec::new(),
            skus: Vec::new(),
            returnable: true,
            window_days: DAYS,
            label_paid_by: Payer::Shop,
            return_shipping: Vec::new(),
            restocking_per_mille: 0,
            condition: Condition::default(),
            worse_per_mille: 0,
            auto_approve: false,
        }
    }
}

/// What the shop has decided about returns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnPolicy {
    /// Rules; the first that fits a line holds for it.
    #[schemars(length(max = 30))]
    pub rules: Vec<ReturnRule>,
    /// Days that a buyer has for sending the old goods back where the new ones leave first; absent, buyers get no such
    /// exchange, and staff give them six.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 30))]
    pub advance_days: Option<u16>,
}

impl ReturnRule {
    fn fits(&self, country: Option<&CountryCode>, sku: Option<&Sku>) -> bool {
        let there = country.is_some_and(|country| self.countries.contains(country));
        let these = sku.is_some_and(|sku| self.skus.contains(sku));
        (self.countries.is_empty() || there) && (self.skus.is_empty() || these)
    }

    /// Until when what was delivered then may be returned.
    pub fn until(&self, delivered_at: Timestamp) -> Timestamp {
        delivered_at.plus_seconds(i64::from(self.window_days) * 86_400)
    }

    fn check(&self) -> Result<(), ShopRefusal> {
        let many = self.countries.len() > crate::shop::COUNTRIES_MAX
            || self.skus.len() > SKUS_MAX
            || self.return_shipping.len() > PRICES_MAX
            || self.window_days > DAYS_MAX;
        if many {
            return Err(ShopRefusal::TooMuch);
        }
        let below = self.return_shipping.iter().any(|fee| fee.is_negative());
        let withheld = self.restocking_per_mille.saturating_add(self.worse_per_mille);
        if below || withheld > WHOLE { Err(ShopRefusal::Price) } else { Ok(()) }
    }
}

impl ReturnPolicy {
    /// The rule for goods that went to a country.
    pub fn rule(&self, country: Option<&CountryCode>, sku: Option<&Sku>) -> ReturnRule {
        let found = self.rules.iter().find(|rule| rule.fits(country, sku));
        found.cloned().unwrap_or_default()
    }

    pub(crate) fn check(&self) -> Result<(), ShopRefusal> {
        let days = self.advance_days.is_none_or(|days| (1..=ADVANCE_DAYS_MAX).contains(&days));
        if self.rules.len() > RULES_MAX || !days {
            return Err(ShopRefusal::TooMuch);
        }
        self.rules.iter().try_for_each(ReturnRule::check)
    }
}
