//! Why a refund is refused.
use super::RefundState;
use crate::{Kind, Refuse, payment, pricing::gift_card::GiftCardRefusal};
use primitives::{Currency, LineId, Money, MoneyError};

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefundRefusal {
    /// Nothing is asked for.
    #[error("the refund gives nothing back")]
    Nothing,
    /// Nothing or less.
    #[error("the amount must be more than nothing")]
    NotPositive,
    /// Another currency.
    #[error("the order is in {0}")]
    Currency(Currency),
    /// More than one refund holds.
    #[error("a refund has at most a thousand lines and five fees")]
    TooLarge,
    /// The order has no such line.
    #[error("the order has no line {0}")]
    UnknownLine(LineId),
    /// A line is named twice.
    #[error("line {0} is named twice")]
    RepeatedLine(LineId),
    /// Units that have not left, or whose price was given back.
    #[error(
        "{left} units of line {line} have left and were not refunded, not {asked}; units that have not left are cancelled"
    )]
    MoreThanLeft {
        /// The line.
        line: LineId,
        /// Units left.
        left: u32,
        /// Units asked for.
        asked: u32,
    },
    /// More shipping than was paid.
    #[error("{left} of shipping are left to be given back")]
    MoreShipping {
        /// What is left.
        left: Money,
    },
    /// More than was due for what has left.
    #[error("{left} of what has left are left to be given back")]
    MoreThanPaid {
        /// What is left.
        left: Money,
    },
    /// More than was taken.
    #[error("{left} of what was taken are left to be given back")]
    MoreThanCaptured {
        /// What is left.
        left: Money,
    },
    /// Fees above what they are taken of.
    #[error("fees come to more than the {0} that they are taken of")]
    FeesAbove(Money),
    /// A guest has no store credit.
    #[error("store credit needs a customer; a guest's money goes back where it came from")]
    NoCustomer,
    /// Approved by whoever asked.
    #[error("a refund above the limit is approved by somebody else than who asked for it")]
    OwnApproval,
    /// Not in this state.
    #[error("the refund is {0}")]
    State(RefundState),
    /// No payment would.
    #[error(transparent)]
    Payment(#[from] payment::Refusal),
    /// No card would.
    #[error(transparent)]
    Card(#[from] GiftCardRefusal),
    /// Sums that no shop counts.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Refuse for RefundRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Nothing => "refund.nothing",
            Self::NotPositive => "refund.not_positive",
            Self::Currency(_) => "refund.currency",
            Self::TooLarge => "refund.too_large",
            Self::UnknownLine(_) => "refund.unknown_line",
            Self::RepeatedLine(_) => "refund.repeated_line",
            Self::MoreThanLeft { .. } => "refund.more_than_left",
            Self::MoreShipping { .. } => "refund.more_shipping",
            Self::MoreThanPaid { .. } => "refund.more_than_paid",
            Self::MoreThanCaptured { .. } => "refund.more_than_captured",
            Self::FeesAbove(_) => "refund.fees_above",
            Self::NoCustomer => "refund.no_customer",
            Self::OwnApproval => "refund.own_approval",
            Self::State(_) => "refund.state",
            Self::Payment(refusal) => refusal.code(),
            Self::Card(refusal) => refusal.code(),
            Self::Money(refusal) => refusal.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Nothing
            | Self::NotPositive
            | Self::Currency(_)
            | Self::TooLarge
            | Self::UnknownLine(_)
            | Self::RepeatedLine(_)
            | Self::FeesAbove(_) => Kind::Wrong,
            Self::OwnApproval => Kind::Forbidden,
            Self::Payment(refusal) => refusal.kind(),
            Self::Card(refusal) => refusal.kind(),
            Self::Money(refusal) => refusal.kind(),
            _ => Kind::Conflict,
        }
    }
}
