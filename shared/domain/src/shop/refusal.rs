use crate::{Kind, Refuse};
use primitives::Currency;

/// Why settings cannot be, or do not allow something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShopRefusal {
    /// The shop does not sell in the currency.
    #[error("the shop does not sell in {0}")]
    Currency(Currency),
    /// A shop needs a currency.
    #[error("the shop needs at least one currency")]
    NoCurrency,
    /// Something is there twice.
    #[error("the {what} {which} is there twice")]
    Twice {
        /// What kind of thing.
        what: &'static str,
        /// Which one.
        which: String,
    },
    /// A price is below nothing.
    #[error("a price of delivery is negative, or in another currency than its threshold")]
    Price,
    /// Telephones would not show it.
    #[error(
        "the sender of text messages must be 1 to 11 letters and digits, at least one a letter"
    )]
    TextSender,
    /// A list is too long.
    #[error("a list in the settings is longer than it may be")]
    TooMuch,
}

impl Refuse for ShopRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Currency(_) => "shop.currency",
            Self::NoCurrency => "shop.no_currency",
            Self::Twice { .. } => "shop.twice",
            Self::Price => "shop.price",
            Self::TextSender => "shop.text_sender",
            Self::TooMuch => "shop.too_much",
        }
    }
    fn kind(&self) -> Kind {
        Kind::Wrong
    }
}
