//! How a total came to be: every step, in order, with the rule and its version, what went in, the
//! exact value before rounding and the result. Stored with the order in a short form.
//!
//! The exact value is kept as its distance from the result: `exact = result + delta ÷ denominator`, where
//! the denominator is the step's own. Running amounts are not kept: whoever checks has to reckon them.
use super::{
    RoundingMode, RuleRef,
    currency::PriceRounding,
    tax::{TaxRounding, TaxedBy, Treatment},
};
use primitives::{Code, Currency, Sku};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Bytes of a derivation in its short form: it has to fit an item with room to spare.
pub const DERIVATION_BYTES_MAX: usize = 350 * 1_024;

/// Every step of a total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derivation {
    /// Of every amount.
    #[serde(rename = "c")]
    pub currency: Currency,
    /// Whether amounts include tax.
    #[serde(rename = "i")]
    pub inclusive: bool,
    /// How discounts are rounded.
    #[serde(rename = "r")]
    pub rounding: RoundingMode,
    /// How tax is rounded.
    #[serde(rename = "t")]
    pub tax: TaxRounding,
    /// Whether and why no tax is taken.
    #[serde(rename = "w", default, skip_serializing_if = "Treatment::is_taxed")]
    pub treatment: Treatment,
    /// Rules that steps name by their place here.
    #[serde(rename = "u", default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleRef>,
    /// First: the price of each line's unit.
    #[serde(rename = "l", default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineStep>,
    /// Then: what was taken off goods, in the order in which it was.
    #[serde(rename = "o", default, skip_serializing_if = "Vec::is_empty")]
    pub offs: Vec<OffStep>,
    /// Then: what was given away.
    #[serde(rename = "g", default, skip_serializing_if = "Vec::is_empty")]
    pub gifts: Vec<GiftStep>,
    /// Then: the price of shipping.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<ShipStep>,
    /// At last: tax by rate.
    #[serde(rename = "x", default, skip_serializing_if = "Vec::is_empty")]
    pub taxes: Vec<TaxStep>,
    /// Who reckoned the tax. What an outside service said has no exact value: distances are nothing.
    #[serde(rename = "f", default, skip_serializing_if = "TaxedBy::is_own")]
    pub taxed_by: TaxedBy,
}

/// The price of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineStep {
    /// The lot that it is part of: equal lines are one.
    #[serde(rename = "l")]
    pub lot: u32,
    /// Units.
    #[serde(rename = "q")]
    pub quantity: u32,
    /// Of one unit.
    #[serde(rename = "u")]
    pub unit: u64,
    /// Taken off by hand.
    #[serde(rename = "g", default, skip_serializing_if = "is_nothing")]
    pub given: u64,
    /// Where the unit price comes from.
    #[serde(rename = "o", default, skip_serializing_if = "Source::is_base")]
    pub source: Source,
    /// How tax was taken out of the price, where the buyer pays none.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub net: Option<NetStep>,
}

/// Where a unit price comes from, in short.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// The base price.
    #[default]
    #[serde(rename = "b")]
    Base,
    /// Staff wrote it, or it was sold at it.
    #[serde(rename = "g")]
    Given,
    /// It was promised to the buyer.
    #[serde(rename = "h")]
    Held,
    /// A price list: its place among the rules.
    #[serde(rename = "p")]
    List(u32),
    /// A price in another currency.
    #[serde(rename = "x")]
    Converted {
        /// Minor units there.
        #[serde(rename = "m")]
        minor: u64,
        /// That currency.
        #[serde(rename = "c")]
        currency: Currency,
        /// Units here for `per` units there.
        #[serde(rename = "r")]
        rate: Decimal,
        /// Units there.
        #[serde(rename = "p")]
        per: Decimal,
        /// The exact value in minor units here.
        #[serde(rename = "e")]
        exact: Decimal,
        /// How that was rounded.
        #[serde(rename = "h")]
        rounding: PriceRounding,
    },
}

impl Source {
    fn is_base(&self) -> bool {
        *self == Self::Base
    }
}

/// Tax taken out of a price that includes it: denominator a million and the rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u64, u64, u32, i64)", into = "(u64, u64, u32, i64)")]
pub struct NetStep {
    /// The price with tax.
    pub gross: u64,
    /// What was taken off by hand, with tax.
    pub given: u64,
    /// The rate, in millionths.
    pub rate: u32,
    /// Of the net price.
    pub delta: i64,
}

/// What a rule takes off goods, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffStep {
    /// The rule's place among the rules.
    #[serde(rename = "r")]
    pub rule: u32,
    /// How.
    #[serde(rename = "h")]
    pub how: How,
    /// Never more than this in all; what is above is laid over the lots by highest averages.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<u64>,
    /// What is taken off each lot.
    #[serde(rename = "e")]
    pub entries: Vec<OffEntry>,
}

/// How something is taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// So many millionths of what the units have left: denominator a million.
    #[serde(rename = "p")]
    Percent(u32),
    /// So much off each unit, at most what they have left.
    #[serde(rename = "a")]
    Each(u64),
    /// What the units have left above so much each.
    #[serde(rename = "f")]
    Fixed(u64),
    /// So much in all, by highest averages over what the units have left.
    #[serde(rename = "s")]
    Spread(u64),
}

/// What is taken off one lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u32, u64, u64, i64)", into = "(u32, u64, u64, i64)")]
pub struct OffEntry {
    /// The lot.
    pub lot: u32,
    /// Of so many of its units.
    pub units: u64,
    /// So much.
    pub off: u64,
    /// How far the exact value is from that.
    pub delta: i64,
}

/// Something given away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiftStep {
    /// The rule's place among the rules.
    #[serde(rename = "r")]
    pub rule: u32,
    /// What.
    #[serde(rename = "k")]
    pub sku: Sku,
    /// How many.
    #[serde(rename = "q")]
    pub units: u32,
}

/// The price of shipping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipStep {
    /// The way of delivery.
    #[serde(rename = "k")]
    pub option: Code,
    /// Before promotions, without tax where the buyer pays none.
    #[serde(rename = "p")]
    pub price: u64,
    /// How tax was taken out of the price, where the buyer pays none: by rate, the part of the
    /// price, what is left of it, and the distance.
    #[serde(rename = "n", default, skip_serializing_if = "Vec::is_empty")]
    pub net: Vec<(u32, u64, u64, i64)>,
    /// What was taken off: the rule's place, how, how much, the distance.
    #[serde(rename = "o", default, skip_serializing_if = "Vec::is_empty")]
    pub offs: Vec<(u32, How, u64, i64)>,
}

/// Everything that is taxed at one rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxStep {
    /// The rate, in millionths.
    #[serde(rename = "r")]
    pub rate: u32,
    /// The tax of each lot: denominator a million, and the rate besides where amounts include tax.
    #[serde(rename = "e", default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<TaxEntry>,
    /// The part of shipping that is taxed at it, its tax, and the distance.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<(u64, u64, i64)>,
}

/// The tax of one lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u32, u64, i64)", into = "(u32, u64, i64)")]
pub struct TaxEntry {
    /// The lot.
    pub lot: u32,
    /// The tax.
    pub tax: u64,
    /// How far the exact value is from that.
    pub delta: i64,
}

impl Derivation {
    /// The place of a rule among the rules; it is added if it is new.
    pub(super) fn rule(&mut self, rule: &RuleRef) -> u32 {
        let known = self.rules.iter().position(|one| one == rule);
        let at = known.unwrap_or_else(|| {
            self.rules.push(rule.clone());
            self.rules.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands it over so.
fn is_nothing(amount: &u64) -> bool {
    *amount == 0
}

macro_rules! tuples {
    ($($name:ident ($($field:ident: $type:ty),*);)*) => {$(
        impl From<($($type),*)> for $name {
            fn from(($($field),*): ($($type),*)) -> Self {
                Self { $($field),* }
            }
        }
        impl From<$name> for ($($type),*) {
            fn from(entry: $name) -> Self {
                ($(entry.$field),*)
            }
        }
    )*};
}

tuples! {
    OffEntry (lot: u32, units: u64, off: u64, delta: i64);
    TaxEntry (lot: u32, tax: u64, delta: i64);
    NetStep (gross: u64, given: u64, rate: u32, delta: i64);
}
