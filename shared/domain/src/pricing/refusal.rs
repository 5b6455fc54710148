//! Why the engine says no.
use super::promotion::{PromotionMove, PromotionState};
use crate::{Kind, Refuse};
use primitives::{CampaignId, Code, Currency, Day, Invalid, MoneyError, PromotionId, Sku};

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
    /// A promotion that is over for good.
    #[error("{0} has ended: make a new promotion instead")]
    Ended(PromotionId),
    /// A promotion draws on a campaign that there is not.
    #[error("there is no campaign {0}")]
    NoCampaign(CampaignId),
    /// A code leads to another promotion.
    #[error("{code} is a code of {promotion}")]
    CodeTaken {
        /// The code.
        code: Code,
        /// Where it leads.
        promotion: PromotionId,
    },
    /// A promotion that does not ask for codes cannot have any.
    #[error("{0} asks for no code: save it with `by_code` first")]
    NoCodes(PromotionId),
    /// A price for what is not in the catalogue.
    #[error("there is no {0} in the catalogue")]
    UnknownSku(Sku),
    /// A price list that is over.
    #[error("the price list {0} has ended: its rows are being taken away")]
    ListEnded(Code),
    /// A list whose rows are written by somebody else.
    #[error(
        "the price list {0} is written by the repricer of that name alone: change or end the repricer instead"
    )]
    NotYourList(Code),
    /// A repricer whose list is there already, and staff write it.
    #[error(
        "there is a price list {0} already, and staff write it: give the repricer another name, for it writes a list of its own"
    )]
    NotItsList(Code),
    /// A repricer that is over for good.
    #[error("the repricer {0} has ended: make a new one instead")]
    RepricerEnded(Code),
    /// A file that is empty or too large.
    #[error("a file must have 1 to {0} bytes")]
    FileSize(u64),
    /// A row of a file that cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// A row of a file that says again what an earlier one said.
    #[error("line {0} says this already")]
    Repeated(u64),
    /// Rates without a word on what they are for.
    #[error("say first in which currency everything has a price (PUT /pricing/exchange)")]
    NoConversion,
    /// A table of rates older than the one in force.
    #[error("the table is of {found}, and the one in force of {of}")]
    OldRates {
        /// Of the table in force.
        of: Day,
        /// Of the table that was sent.
        found: Day,
    },
    /// A table of rates that cannot be read.
    #[error("the table of rates cannot be taken: {0}")]
    BadRates(String),
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
            Self::Ended(_) => "pricing.ended",
            Self::NoCampaign(_) => "pricing.no_campaign",
            Self::CodeTaken { .. } => "pricing.code_taken",
            Self::NoCodes(_) => "pricing.no_codes",
            Self::UnknownSku(_) => "pricing.unknown_sku",
            Self::ListEnded(_) => "pricing.list_ended",
            Self::NotYourList(_) | Self::NotItsList(_) => "pricing.not_your_list",
            Self::RepricerEnded(_) => "pricing.repricer_ended",
            Self::FileSize(_) => "pricing.file_size",
            Self::Unreadable(_) => "pricing.unreadable_row",
            Self::Repeated(_) => "pricing.repeated_row",
            Self::NoConversion => "pricing.no_conversion",
            Self::OldRates { .. } => "pricing.old_rates",
            Self::BadRates(_) => "pricing.bad_rates",
            Self::TooMany(..) => "pricing.too_many",
            Self::Money(error) => error.code(),
            Self::Invalid(error) => error.code(),
        }
    }
    fn kind(&self) -> Kind {
        match self {
            Self::State { .. }
            | Self::Ended(_)
            | Self::NoCampaign(_)
            | Self::CodeTaken { .. }
            | Self::NoCodes(_)
            | Self::ListEnded(_)
            | Self::NotYourList(_)
            | Self::NotItsList(_)
            | Self::RepricerEnded(_)
            | Self::NoConversion
            | Self::OldRates { .. }
            | Self::RatesStale { .. }
            | Self::NoRate(_)
            | Self::NoTaxRate { .. } => Kind::Conflict,
            _ => Kind::Wrong,
        }
    }
}
