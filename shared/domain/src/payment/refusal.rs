//! Why a payment decision says no.
use super::{
    Kind, LOG_MAX, Provider,
    evidence::{EVIDENCE_FILE_BYTES_MAX, EVIDENCE_MAX},
};
use crate::refuse::{self, Refuse};
use primitives::{Currency, Money, MoneyError, Timestamp};

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
    /// Refunds that are granted have still to be paid out of it.
    #[error("at most {0} is left to be given back: the rest is promised by refunds of the order")]
    Promised(Money),
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
    /// Of this payment, nobody disputes that.
    #[error("this payment has no such dispute")]
    UnknownDispute,
    /// The bank decides, or has decided.
    #[error("the dispute takes no more evidence: it is {0}")]
    DisputeAnswered(&'static str),
    /// It is too late.
    #[error("evidence was due by {0}")]
    DisputeOverdue(Timestamp),
    /// Nothing was said.
    #[error("say at least one thing to the dispute")]
    NoEvidence,
    /// More than a provider takes.
    #[error("the evidence is longer than {EVIDENCE_MAX} characters in all")]
    EvidenceTooLong,
    /// The file that evidence speaks of was not sent, or is something else.
    #[error("the file of the evidence has not come, or is not what the evidence says")]
    EvidenceFileMissing,
    /// Nothing, or more than a provider takes.
    #[error("a file of evidence has 1 to {EVIDENCE_FILE_BYTES_MAX} bytes")]
    EvidenceFileSize,
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
            Self::Promised(_) => "payment.promised",
            Self::TooLarge => "payment.too_large",
            Self::LogFull => "payment.log_full",
            Self::Provider(_) => "payment.refused_by_provider",
            Self::UnknownTransaction => "payment.unknown_transaction",
            Self::UnknownDispute => "payment.unknown_dispute",
            Self::DisputeAnswered(_) => "payment.dispute_answered",
            Self::DisputeOverdue(_) => "payment.dispute_overdue",
            Self::NoEvidence => "payment.no_evidence",
            Self::EvidenceTooLong => "payment.evidence_too_long",
            Self::EvidenceFileMissing => "payment.evidence_file_missing",
            Self::EvidenceFileSize => "payment.evidence_file_size",
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
            | Self::NoEvidence
            | Self::EvidenceTooLong
            | Self::EvidenceFileMissing
            | Self::EvidenceFileSize
            | Self::Currency(_)
            | Self::TooLarge => refuse::Kind::Wrong,
            Self::UnknownTransaction | Self::UnknownPayment | Self::UnknownDispute => {
                refuse::Kind::Missing
            }
            Self::TooMuch { .. }
            | Self::Promised(_)
            | Self::LogFull
            | Self::DisputeAnswered(_)
            | Self::DisputeOverdue(_)
            | Self::Provider(_) => refuse::Kind::Conflict,
        }
    }
}
