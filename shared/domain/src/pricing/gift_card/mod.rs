//! Gift cards and store credit: what the shop owes, card by card, in a ledger.
//!
//! They pay; they take nothing off. An order's price is the same whether it is paid by card or by gift card,
//! and so is its tax.
mod attempts;
mod code;
mod ledger;
mod split;
mod summary;
mod tender;

pub use attempts::{ATTEMPTS_MAX, Attempts, Guesses, WINDOW_SECONDS, bucket};
pub use code::{CODE_BYTES, GiftCode};
pub use ledger::{
    CardEntry, Cause, CodeMark, DUE_GROUPS, GiftCard, GiftCardState, GiftCodeLead, Owner,
    REFUND_SECONDS, WORTH_MAX,
};
pub use split::{Funds, Share, split};
pub use summary::GiftCardSummary;
pub use tender::{TENDERS_MAX, Tender};

use crate::{Kind, Refuse};
use primitives::{Currency, Money, MoneyError};

/// Why a gift card says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GiftCardRefusal {
    /// There is none with this code, or none that this caller may know of.
    #[error("there is no gift card with this code")]
    Unknown,
    /// Too many wrong codes.
    #[error("too many wrong codes: try again in {0} seconds")]
    TooManyAttempts(i64),
    /// It has been stopped.
    #[error("the gift card is disabled")]
    Disabled,
    /// It is past its day.
    #[error("the gift card has expired")]
    Expired,
    /// There is less on it.
    #[error("the gift card has {0} left")]
    Insufficient(Money),
    /// More than what was paid with it.
    #[error("{0} of this order can be put back on the gift card, no more")]
    MoreThanSpent(Money),
    /// Another currency.
    #[error("the gift card is in {0}")]
    Currency(Currency),
    /// Nothing or less.
    #[error("the amount must be above nothing")]
    Nothing,
    /// More than is put on a card at once.
    #[error("at most {0} may be put on a card at once")]
    TooMuch(Money),
    /// Store credit has an owner instead.
    #[error("store credit is its customer's and has no code")]
    NoCode,
    /// More cards than a checkout takes.
    #[error("at most {TENDERS_MAX} gift cards and store credits pay for one order")]
    TooManyCards,
    /// This customer has none.
    #[error("there is no store credit in this currency")]
    NoCredit,
    /// The amount is impossible.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Refuse for GiftCardRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "gift_card.unknown",
            Self::TooManyAttempts(_) => "gift_card.too_many_attempts",
            Self::Disabled => "gift_card.disabled",
            Self::Expired => "gift_card.expired",
            Self::Insufficient(_) => "gift_card.insufficient",
            Self::MoreThanSpent(_) => "gift_card.more_than_spent",
            Self::Currency(_) => "gift_card.currency",
            Self::Nothing => "gift_card.nothing",
            Self::TooMuch(_) => "gift_card.too_much",
            Self::NoCode => "gift_card.no_code",
            Self::TooManyCards => "gift_card.too_many",
            Self::NoCredit => "gift_card.no_credit",
            Self::Money(error) => error.code(),
        }
    }
    fn kind(&self) -> Kind {
        match self {
            Self::Unknown => Kind::Missing,
            Self::Currency(_) | Self::Nothing | Self::TooMuch(_) | Self::Money(_) => Kind::Wrong,
            Self::TooManyAttempts(_) => Kind::TooOften,
            _ => Kind::Conflict,
        }
    }
    fn retry_after(&self) -> Option<i64> {
        match self {
            Self::TooManyAttempts(seconds) => Some(*seconds),
            _ => None,
        }
    }
}
