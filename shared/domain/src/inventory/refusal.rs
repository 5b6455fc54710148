//! How stock says no.
use crate::{Kind, Refuse};
use primitives::Sku;

/// Why stock is not moved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StockRefusal {
    /// There are not so many.
    #[error("there are not enough units of {}", list(.0))]
    Insufficient(Vec<Sku>),
    /// The warehouse does not know them.
    #[error("the warehouse does not know {}", list(.0))]
    UnknownSku(Vec<Sku>),
    /// The page was given back.
    #[error("these units were given back; reserve anew")]
    ReservationClosed,
}

fn list(skus: &[Sku]) -> String {
    skus.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl Refuse for StockRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Insufficient(_) => "stock.insufficient",
            Self::UnknownSku(_) => "stock.unknown_sku",
            Self::ReservationClosed => "stock.reservation_closed",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::UnknownSku(_) => Kind::Wrong,
            _ => Kind::Conflict,
        }
    }
}
