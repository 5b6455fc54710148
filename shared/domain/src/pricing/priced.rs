//! What a basket costs.
use super::{
    Derivation,
    promotion::Exhausted,
    selection::Origin,
    tax::{TaxQuestion, Treatment},
};
use crate::totals::{LineAmounts, TaxRate, TaxShare, Totals};
use primitives::{CampaignId, Code, Money, PromotionId, Quantity, Sku, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A basket with everything that it costs. Nothing in it is negative.
#[derive(Clone, Debug, PartialEq)]
pub struct Priced {
    /// The lines, in the order of the basket.
    pub lines: Vec<PricedLine>,
    /// Of the whole; its shipping is what is left of it after promotions.
    pub totals: Totals,
    /// Tax by rate, the lowest first; they sum to the whole tax.
    pub taxes: Vec<TaxShare>,
    /// The delivery, if one is chosen.
    pub shipping: Option<ShippingAmounts>,
    /// What each rule took off, in the order of their turns: goods and shipping.
    pub discounts: Vec<Discount>,
    /// What comes for nothing.
    pub gifts: Vec<GiftLine>,
    /// Rules that did not apply, and why.
    pub passed_over: Vec<PassedOver>,
    /// Whether and why no tax is taken.
    pub treatment: Treatment,
    /// What an outside tax service should be asked, where one reckons and nobody has asked it.
    pub asks: Option<TaxQuestion>,
    /// How all of this came to be.
    pub derivation: Derivation,
}

/// One line with what it costs.
#[derive(Clone, Debug, PartialEq)]
pub struct PricedLine {
    /// Of one unit, before promotions.
    pub unit_price: Money,
    /// The same as it was found: with the tax that a buyer who pays none is spared.
    pub listed: Money,
    /// What it is shown to have cost before.
    pub compare_at: Option<Money>,
    /// Where the unit price comes from.
    pub origin: Origin,
    /// The rate of tax.
    pub tax_rate: TaxRate,
    /// Of the line.
    pub amounts: LineAmounts,
}

/// What delivery costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShippingAmounts {
    /// Before promotions.
    pub price: Money,
    /// Taken off.
    pub discount: Money,
    /// Its tax.
    pub tax: Money,
}

/// What one rule took off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Discount {
    /// The rule,
    pub promotion: PromotionId,
    /// as it was then.
    pub version: u64,
    /// What people read.
    pub title: Title,
    /// Whose budget it draws on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<CampaignId>,
    /// The code that it was asked for by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// So much; nothing for gifts.
    pub amount: Money,
}

/// Something for nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GiftLine {
    /// The rule that gives it.
    pub promotion: PromotionId,
    /// What.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
}

/// A rule that did not apply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PassedOver {
    /// The rule.
    pub promotion: PromotionId,
    /// The code that it was asked for by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// Why not.
    pub why: Why,
}

/// Why a rule did not apply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Why {
    /// Its code was not entered.
    NoCode,
    /// It is not active.
    Inactive,
    /// It is not its time.
    Time,
    /// A condition does not hold.
    Condition {
        /// Which, from 1.
        at: u32,
    },
    /// It is used up.
    Exhausted {
        /// What of it.
        used: Exhausted,
    },
    /// Another rule goes before it and bears no other, or is the better of its group.
    Outranked,
    /// There is nothing left that it could take something off.
    Nothing,
}
