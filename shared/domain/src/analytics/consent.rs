//! What a visitor has agreed to, and what may be kept by it.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a visitor has agreed to. What is not said is not agreed to: consent is given "by a clear
/// affirmative act" (GDPR, recital 32), and reading what a terminal stores needs it (Directive
/// 2002/58/EC, article 5(3)).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AnalyticsConsent")]
pub struct Consent {
    /// To be told apart from other visitors, for reports.
    #[serde(default)]
    pub analytics: bool,
    /// To be recognised by advertisers: click ids.
    #[serde(default)]
    pub marketing: bool,
    /// To see a shop that fits what is known of them: traits.
    #[serde(default)]
    pub personalisation: bool,
}

impl Consent {
    /// As a number for a column: 1 analytics, 2 marketing, 4 personalisation.
    pub const fn bits(self) -> i64 {
        (self.analytics as i64) | (self.marketing as i64) << 1 | (self.personalisation as i64) << 2
    }

    /// Reads the number.
    pub const fn from_bits(bits: i64) -> Self {
        Self { analytics: bits & 1 != 0, marketing: bits & 2 != 0, personalisation: bits & 4 != 0 }
    }
}
