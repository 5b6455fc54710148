//! Why the engine says no.
use super::promotion::{PromotionMove, PromotionState};
use crate::{Kind, Refuse};
use primitives::{Code, Currency, Day, Invalid, MoneyError, Sku};

/// Why something cannot be priced, or a rule cannot be saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PricingRefusal {
    /// A price, discount or shipping price is below nothing.
    #[error("a price or discount must not be negative")]
    Negative,
    /// More off by hand than there is.
    #[error("a discount is larger than its line")]
    DiscountTooLarge,
    /// Amounts of two currencies.
    #[error("an amount is in {found} instead of {expected}")]
    Currency {
        /// The currency of the basket.
        expected: Currency,
        /// The currency that was met.
        found: Currency,
    },
    /// It is not sold in the currency.
    #[error("{sku} has no price in {currency}")]
    NoPrice {
        /// What.
        sku: Sku,
        /// In which currency.
        currency: Currency,
    },
    /// Exchange rates are too old to sell by.
    #[error(
        "the exchange rates are of {of}: there are no prices in {currency} until newer ones are imported"
    )]
    RatesStale {
        /// In which currency a price was wanted.
        currency: Currency,
        /// When the rates were made.
        of: Day,
    },
    /// The table of rates does not know the currency.
    #[error("there is no exchange rate for {0}")]
    NoRate(Currency),
    /// A zone has no rate of tax on that day.
    #[error("there is no rate of tax for {category} in {zone} on {day}")]
    NoTaxRate {
        /// Where.
        zone: String,
        /// Of what.
        category: Code,
        /// When.
        day: Day,
    },
    /// A rule is no good.
    #[error("{rule}: {why}")]
    Rule {
        /// Which.
        rule: Code,
        /// What is wrong with it.
        why: String,
    },
    /// A promotion cannot do that in its state.
    #[error("cannot {by}: {rule} is {state}")]
    State {
        /// Which.
        rule: Code,
        /// The state it is in.
        state: PromotionState,
        /// What was asked.
        by: PromotionMove,
    },
    /// Two prices are valid at the same time.
    #[error("{rule} and {other} both price {sku} for the same buyers at the same time")]
    Overlap {
        /// One.
        rule: Code,
        /// The other.
        other: Code,
        /// What.
        sku: Sku,
    },
    /// More lines or rules than the engine takes.
    #[error("at most {0} {1}")]
    TooMany(usize, &'static str),
    /// An amount is impossible.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// A value is impossible.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

impl PricingRefusal {
    /// A rule that is no good, and why.
    pub(super) fn rule(rule: &Code, why: impl Into<String>) -> Self {
        Self::Rule { rule: rule.clone(), why: why.into() }
    }
}

impl Refuse for PricingRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Negative => "pricing.negative",
            Self::DiscountTooLarge => "pricing.discount_too_large",
            Self::Currency { .. } => "pricing.currency",
            Self::NoPrice { .. } => "pricing.no_price",
            Self::RatesStale { .. } => "pricing.rates_stale",
            Self::NoRate(_) => "pricing.no_rate",
            Self::NoTaxRate { .. } => "pricing.no_tax_rate",
            Self::Rule { .. } => "pricing.rule",
            Self::State { .. } => "pricing.state",
            Self::Overlap { .. } => "pricing.overlap",
            Self::TooMany(..) => "pricing.too_many",
            Self::Money(error) => error.code(),
            Self::Invalid(error) => error.code(),
        }
    }
    fn kind(&self) -> Kind {
        match self {
            Self::State { .. }
            | Self::RatesStale { .. }
            | Self::NoRate(_)
            | Self::NoTaxRate { .. } => Kind::Conflict,
            _ => Kind::Wrong,
        }
    }
}
