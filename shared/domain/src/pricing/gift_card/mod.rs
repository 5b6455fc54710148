//! Gift cards and store credit: what the shop owes, card by card, in a ledger.
//!
//! They pay; they take nothing off. An order's price is the same whether it is paid by card or by gift card,
//! and so is its tax.
mod attempts;
mod code;
mod ledger;
mod split;

pub use attempts::{ATTEMPTS_MAX, Attempts, WINDOW_SECONDS};
pub use code::{CODE_BYTES, GiftCode};
pub use ledger::{Cause, Entry, GiftCard, GiftCardState, Owner, REFUND_SECONDS};
pub use split::{Share, split};

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
            Self::Money(error) => error.code(),
        }
    }
    fn kind(&self) -> Kind {
        match self {
            Self::Unknown => Kind::Missing,
            Self::Currency(_) | Self::Nothing | Self::Money(_) => Kind::Wrong,
            Self::TooManyAttempts(_) => Kind::Forbidden,
            _ => Kind::Conflict,
        }
    }
}
