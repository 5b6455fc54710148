use crate::{Kind, Refuse};
use primitives::{Currency, MoneyError};

/// Why things cannot be added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TotalsRefusal {
    /// A price, discount or shipping price is below nothing.
    #[error("a price or discount must not be negative")]
    Negative,
    /// More off than there is.
    #[error("a discount is larger than its line")]
    DiscountTooLarge,
    /// Amounts of two currencies.
    #[error("an amount is in {found} instead of {expected}")]
    Currency {
        /// The currency of the sum.
        expected: Currency,
        /// The currency that was met.
        found: Currency,
    },
    /// The sum is too large.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Refuse for TotalsRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Negative => "totals.negative",
            Self::DiscountTooLarge => "totals.discount_too_large",
            Self::Currency { .. } => "totals.currency",
            Self::Money(error) => error.code(),
        }
    }
    fn kind(&self) -> Kind {
        Kind::Wrong
    }
}
