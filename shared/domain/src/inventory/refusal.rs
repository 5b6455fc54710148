//! How stock says no.
use crate::{Kind, Refuse};
use primitives::{Quantity, Sku};

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
    /// The units lie in more places than one transaction can touch.
    #[error("{0} lies in too many places at once; rebalance it or move fewer units")]
    Scattered(Sku),
    /// A kit, or a SKU that is not counted, has no units of its own.
    #[error("{0} has no units of its own: it is a kit, or not tracked")]
    NoUnits(Sku),
    /// A SKU with units cannot become a kit.
    #[error("{0} has been stocked, so it cannot become a kit or cease to be tracked")]
    HasUnits(Sku),
    /// A component is a kit, or listed twice.
    #[error("{0} cannot be a component: it is a kit itself, or listed twice")]
    WrongComponent(Sku),
    /// Shards times locations must fit one read.
    #[error("{shards} shards at {locations} locations are more than can be read at once")]
    TooManyLevels {
        /// Wanted shards.
        shards: u16,
        /// Wanted locations.
        locations: usize,
    },
    /// More than a level can hold.
    #[error("there would be more units of {0} than can be counted")]
    TooMany(Sku),
    /// Nothing may come in there.
    #[error("the location takes no goods in")]
    LocationClosed,
    /// A location that does not exist.
    #[error("there is no such location")]
    UnknownLocation,
    /// A country that is not its address's.
    #[error("the location's country is another than its address's")]
    OtherCountry,
    /// From a location to itself.
    #[error("a transfer needs two locations")]
    SameLocation,
    /// A list that may not be empty, or too long, or names something twice.
    #[error("lines must be 1 to {0}, each SKU once")]
    WrongLines(usize),
    /// More came than was sent.
    #[error("only {left} units of {sku} are still on the way")]
    MoreThanShipped {
        /// The SKU.
        sku: Sku,
        /// Units on the way.
        left: u32,
    },
    /// An adjustment by nothing, or by too much.
    #[error("an adjustment must be from 1 to {max} units, up or down", max = primitives::limits::QUANTITY_MAX)]
    WrongAdjustment,
    /// The reservation belongs to a checkout that is still open.
    #[error("the checkout is still open; cancel it instead")]
    ReservationInUse,
    /// The same key came with other lines while the first were at work.
    #[error("this Idempotency-Key was used for another receipt; choose a new one")]
    ReceiptDiffers,
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
            Self::Scattered(_) => "stock.scattered",
            Self::NoUnits(_) => "stock.no_units",
            Self::HasUnits(_) => "stock.has_units",
            Self::WrongComponent(_) => "stock.wrong_component",
            Self::TooManyLevels { .. } => "stock.too_many_levels",
            Self::TooMany(_) => "stock.too_many",
            Self::LocationClosed => "stock.location_closed",
            Self::UnknownLocation => "stock.unknown_location",
            Self::OtherCountry => "stock.other_country",
            Self::SameLocation => "stock.same_location",
            Self::WrongLines(_) => "stock.wrong_lines",
            Self::MoreThanShipped { .. } => "stock.more_than_shipped",
            Self::WrongAdjustment => "stock.wrong_adjustment",
            Self::ReservationInUse => "stock.reservation_in_use",
            Self::ReceiptDiffers => "idempotency.reused",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::UnknownSku(_)
            | Self::WrongComponent(_)
            | Self::TooManyLevels { .. }
            | Self::UnknownLocation
            | Self::OtherCountry
            | Self::SameLocation
            | Self::WrongLines(_)
            | Self::WrongAdjustment
            | Self::TooMany(_)
            | Self::ReceiptDiffers => Kind::Wrong,
            _ => Kind::Conflict,
        }
    }
}

/// A count that a decision arrived at, as a [`Quantity`].
pub(crate) fn quantity(count: u32) -> Option<Quantity> {
    Quantity::parse(count).ok()
}
