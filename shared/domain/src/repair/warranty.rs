//! Whether a defect is the seller's to mend for nothing.
//!
//! In the European Union the seller is liable for two years from delivery: Directive (EU) 2019/771, article 10(1).
//! Where goods were brought into conformity by repair, that is prolonged once by twelve months: article 10(2a), put in
//! by Directive (EU) 2024/1799, article 16. Neither is about damage by whoever used the goods.
use primitives::{CountryCode, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Two years, in days; counted with a leap day, in favour of the buyer.
const LEGAL_DAYS: i64 = 731;
/// Twelve months, in days; counted with a leap day.
const PROLONGED_DAYS: i64 = 366;
const DAY_SECONDS: i64 = 86_400;
/// Members of the European Union as of 2020-02-01, by ISO 3166-1 alpha-2.
const UNION: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// What a defect comes from, as the diagnosis found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The goods were not as they should have been.
    Defect,
    /// Water or another liquid came in.
    Liquid,
    /// It fell, or was forced.
    Impact,
    /// It was worn by ordinary use.
    Wear,
    /// Somebody else had repaired or changed it.
    Tampering,
    /// Nothing is wrong with it.
    NoneFound,
}

/// Whether it is covered; if it is not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// By the legal guarantee.
    Covered,
    /// By the shop's own will.
    Goodwill,
    /// The guarantee is over.
    Expired,
    /// Where it was sold to, no legal guarantee is known to the shop.
    NoGuarantee,
    /// It comes from a liquid, a fall, wear or somebody else's work, or there is no defect.
    NotADefect,
}

impl Coverage {
    /// The word in JSON and events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Goodwill => "goodwill",
            Self::Expired => "expired",
            Self::NoGuarantee => "no_guarantee",
            Self::NotADefect => "not_a_defect",
        }
    }

    /// Whether the owner pays nothing.
    pub const fn is_free(self) -> bool {
        matches!(self, Self::Covered | Self::Goodwill)
    }
}

/// What is known of the sale.
#[derive(Clone, Debug)]
pub struct Sale {
    /// Where it went; unknown for what was handed over a counter.
    pub country: Option<CountryCode>,
    /// When the unit was delivered.
    pub delivered_at: Timestamp,
    /// Whether the unit was repaired under guarantee before.
    pub repaired_before: bool,
}

/// Decides by the day on which the owner told of the defect.
pub fn coverage(sale: &Sale, cause: Cause, told_at: Timestamp) -> Coverage {
    if cause != Cause::Defect {
        return Coverage::NotADefect;
    }
    let inside = sale.country.as_ref().is_some_and(|country| UNION.contains(&country.as_ref()));
    if !inside {
        return Coverage::NoGuarantee;
    }
    let days = if sale.repaired_before { LEGAL_DAYS + PROLONGED_DAYS } else { LEGAL_DAYS };
    let until = sale.delivered_at.plus_seconds(days * DAY_SECONDS);
    if told_at <= until { Coverage::Covered } else { Coverage::Expired }
}
