//! Why a repair is refused.
use super::RepairState;
use crate::{Kind, Refuse};
use primitives::{LineId, Money, MoneyError, RepairId, Sku, Timestamp};

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RepairRefusal {
    /// The order has no such line, or it sold no goods.
    #[error("the order sold no goods on line {0}")]
    UnknownLine(LineId),
    /// Nothing of it is with the buyer, or all of that is being repaired.
    #[error("no unit of line {0} was delivered that is not back or in a repair already")]
    NoUnit(LineId),
    /// Not in this state.
    #[error("the repair is {0}")]
    State(RepairState),
    /// A part is named twice, or too many are.
    #[error("name each part once, and at most thirty-six")]
    WrongParts,
    /// A price is not in the order's money, below nothing, or too large.
    #[error("prices of a quote are in the order's currency and not negative")]
    WrongPrice,
    /// Another version than the newest.
    #[error("the quote is at version {0}; read it again")]
    OldQuote(u32),
    /// Too late.
    #[error("the quote held until {0}; ask for a new one")]
    QuoteExpired(Timestamp),
    /// There were too many quotes.
    #[error("ten quotes were made; finish this repair and begin another")]
    TooManyQuotes,
    /// More of a part than was approved.
    #[error("{left} units of part {sku} are left of the approved quote")]
    BeyondQuote {
        /// The part.
        sku: Sku,
        /// Units left.
        left: u32,
    },
    /// It was mended for money, and nobody has paid.
    #[error(
        "{0} are due: bill them with a draft order of the same customer, and name it in `paid_by` once it is paid"
    )]
    Unpaid(Money),
    /// Another order than the repair's.
    #[error("an invoice of a repair is a placed order of the same customer over exactly {0}")]
    WrongInvoice(Money),
    /// An order pays for one repair.
    #[error("that order pays for repair {0} already")]
    Invoiced(RepairId),
    /// One loaner is enough.
    #[error("something was lent for this repair already")]
    LoanerGiven,
    /// Nothing is lent.
    #[error("nothing is lent for this repair now")]
    NoLoaner,
    /// What was lent comes first.
    #[error("what was lent is to come back or to be charged first")]
    LoanerOut,
    /// A serial number of signs alone.
    #[error("a serial number has letters or digits")]
    NoSerial,
    /// The part was not taken there.
    #[error("{units} units of part {sku} were taken there")]
    NotTaken {
        /// The part.
        sku: Sku,
        /// Units that were.
        units: u32,
    },
}

impl From<MoneyError> for RepairRefusal {
    fn from(_: MoneyError) -> Self {
        Self::WrongPrice
    }
}

impl Refuse for RepairRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownLine(_) => "repair.unknown_line",
            Self::NoUnit(_) => "repair.no_unit",
            Self::State(_) => "repair.state",
            Self::WrongParts => "repair.wrong_parts",
            Self::WrongPrice => "repair.wrong_price",
            Self::OldQuote(_) => "repair.old_quote",
            Self::QuoteExpired(_) => "repair.quote_expired",
            Self::TooManyQuotes => "repair.too_many_quotes",
            Self::BeyondQuote { .. } => "repair.beyond_quote",
            Self::Unpaid(_) => "repair.unpaid",
            Self::WrongInvoice(_) => "repair.wrong_invoice",
            Self::Invoiced(_) => "repair.invoiced",
            Self::LoanerGiven => "repair.loaner_given",
            Self::NoLoaner => "repair.no_loaner",
            Self::LoanerOut => "repair.loaner_out",
            Self::NoSerial => "repair.no_serial",
            Self::NotTaken { .. } => "repair.not_taken",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::UnknownLine(_) | Self::WrongParts | Self::WrongPrice | Self::NoSerial => {
                Kind::Wrong
            }
            _ => Kind::Conflict,
        }
    }
}
