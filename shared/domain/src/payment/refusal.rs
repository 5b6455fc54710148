//! Why a payment decision says no.
use super::{Kind, LOG_MAX, Provider};
use crate::refuse::{self, Refuse};
use primitives::{Currency, Money, MoneyError};

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Only staff may say that the money came in some other way.
    #[error("the provider `manual` is for staff")]
    ManualIsForStaff,
    /// A gift card pays by being put on a checkout.
    #[error("a gift card is put on the checkout by its code; it is no method of payment")]
    GiftCardIsNoMethod,
    /// A provider needs to know which card or account.
    #[error("this provider needs a method: the token of a card or account")]
    MethodMissing,
    /// The shop has no account with this provider.
    #[error("this shop does not take the provider `{}`", .0.name())]
    NotConfigured(Provider),
    /// Nothing or less was asked for.
    #[error("the amount must be more than nothing")]
    NotPositive,
    /// An amount in another currency.
    #[error("the payment is in {0}")]
    Currency(Currency),
    /// More than is there to be taken, let go or given back.
    #[error("at most {left} is left to {}", kind.name())]
    TooMuch {
        /// To do what.
        kind: Kind,
        /// What is left.
        left: Money,
    },
    /// Sums that no shop counts.
    #[error("the amount is too large")]
    TooLarge,
    /// Far more captures and refunds than any sale has.
    #[error("a payment has at most {LOG_MAX} log entries")]
    LogFull,
    /// The provider said no.
    #[error("the provider refused: {0}")]
    Provider(String),
    /// A message about a transaction that was never begun.
    #[error("this payment has no such transaction")]
    UnknownTransaction,
    /// A message about a payment of another shop.
    #[error("there is no such payment")]
    UnknownPayment,
}

impl From<MoneyError> for Refusal {
    fn from(error: MoneyError) -> Self {
        match error {
            MoneyError::Currencies(ours, _) => Self::Currency(ours),
            MoneyError::TooLarge => Self::TooLarge,
        }
    }
}

impl Refuse for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::ManualIsForStaff => "payment.manual_is_for_staff",
            Self::GiftCardIsNoMethod => "payment.gift_card_is_no_method",
            Self::MethodMissing => "payment.method_missing",
            Self::NotConfigured(_) => "payment.provider_not_configured",
            Self::NotPositive => "payment.not_positive",
            Self::Currency(_) => "payment.currency",
            Self::TooMuch { .. } => "payment.too_much",
            Self::TooLarge => "payment.too_large",
            Self::LogFull => "payment.log_full",
            Self::Provider(_) => "payment.refused_by_provider",
            Self::UnknownTransaction => "payment.unknown_transaction",
            Self::UnknownPayment => "payment.unknown",
        }
    }

    fn kind(&self) -> refuse::Kind {
        match self {
            Self::ManualIsForStaff => refuse::Kind::Forbidden,
            Self::MethodMissing
            | Self::GiftCardIsNoMethod
            | Self::NotConfigured(_)
            | Self::NotPositive
            | Self::Currency(_)
            | Self::TooLarge => refuse::Kind::Wrong,
            Self::UnknownTransaction | Self::UnknownPayment => refuse::Kind::Missing,
            Self::TooMuch { .. } | Self::LogFull | Self::Provider(_) => refuse::Kind::Conflict,
        }
    }
}
