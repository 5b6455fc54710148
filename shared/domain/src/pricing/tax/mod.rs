//! Who pays which tax, and how much of it.
//!
//! Rates come from zones: a country, or a state or province of it, with rates by category and day. A
//! buyer who shows why pays none: by certificate, or across a border inside the EU by a VAT id (reverse
//! charge). Tax is reckoned on what is left after discounts.
mod breaker;
mod europe;
mod exemption;
mod outside;
mod reckon;
mod states;
pub mod vat_check;
mod vat_id;
mod zone;

pub use breaker::TaxBreaker;
pub use europe::{EU_SOURCE, eu_zones, is_eu};
pub use exemption::{Exemption, Treatment, treatment};
pub use outside::{Heard, NoAnswer, SaidTax, TaxAnswer, TaxBy, TaxQuestion, TaxedBy, TaxedGoods};
pub use states::{US_SOURCE, us_zones};
pub use vat_id::VatId;
pub use zone::{DatedRate, TaxTable, TaxZone};

pub(super) use reckon::{Taxed, reckon};

use super::RoundingMode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How tax is reckoned in a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxRounding {
    /// Which way a half goes.
    #[serde(default)]
    pub mode: RoundingMode,
    /// Where it is rounded.
    #[serde(default)]
    pub level: TaxLevel,
}

/// Where tax is rounded.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TaxLevel {
    /// Once per line; equal lines count as one.
    #[default]
    Line,
    /// Once per unit: what a line has left is laid over its units first.
    Unit,
    /// Once per rate over the whole order, and then laid over its lines.
    Total,
}
