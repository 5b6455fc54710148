//! Why a parcel says no.
use super::{Failure, Move, ShipmentState};
use crate::order::OrderRefusal;
use crate::{Kind, Refuse};
use primitives::{Invalid, LineId, MoneyError, limits};

/// Why a parcel says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShipmentRefusal {
    /// Not in this state.
    #[error("cannot {by}: the shipment is {state}")]
    State {
        /// The state it is in.
        state: ShipmentState,
        /// What was asked.
        by: Move,
    },
    /// Not in the parcel.
    #[error("line {0} is not in the shipment")]
    UnknownLine(LineId),
    /// A line is named twice in one command.
    #[error("line {0} is named twice")]
    RepeatedLine(LineId),
    /// No lines were named.
    #[error("name at least one line")]
    NoLines,
    /// More than there is in the parcel.
    #[error("line {line} has {left} units left in the shipment, not {asked}")]
    MoreThanAllocated {
        /// The line.
        line: LineId,
        /// Units in the parcel that this has not been done to.
        left: u32,
        /// Units asked for.
        asked: u32,
    },
    /// A parcel has to keep something.
    #[error("a split has to leave something in the shipment")]
    NothingLeft,
    /// Too much for one parcel.
    #[error(
        "a shipment has at most {} positions from {} pages of lines",
        limits::POSITIONS_MAX,
        limits::SHIPMENT_PAGES_MAX
    )]
    TooLarge,
    /// Merged with itself.
    #[error("a shipment cannot be merged with itself")]
    SameShipment,
    /// Merged with one that leaves from elsewhere.
    #[error("the shipments leave from different locations; only what lies together is merged")]
    OtherLocation,
    /// Weighs nothing, or more than anybody carries.
    #[error("the weight must be from 1 to {} grams", super::PARCEL_GRAMS_MAX)]
    Weight,
    /// The parcel has no label and nobody said who carries it.
    #[error(
        "the shipment has no label yet: wait for it, or name the carrier and tracking number that it goes by"
    )]
    NoLabel,
    /// Nothing to send at all.
    #[error("nothing of this shipment is sent: it is granted when it is allocated")]
    NothingToSend,
    /// Units were cancelled since it was packed.
    #[error("units of the shipment were cancelled: take them out and pack it again")]
    Outdated,
    /// Cannot be sent again as it is.
    #[error("a shipment that is {} is not here to be sent again; write it off", .0.name())]
    NotBack(Failure),
    /// What did not come back cannot go back on the shelf.
    #[error("a shipment that is {} cannot be restocked", .0.name())]
    NotRestockable(Failure),
    /// The order says no.
    #[error(transparent)]
    Order(#[from] OrderRefusal),
    /// An amount is impossible.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// A value is impossible.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

impl Refuse for ShipmentRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::State { .. } => "shipment.state",
            Self::UnknownLine(_) => "shipment.unknown_line",
            Self::RepeatedLine(_) => "shipment.repeated_line",
            Self::NoLines => "shipment.no_lines",
            Self::MoreThanAllocated { .. } => "shipment.more_than_allocated",
            Self::NothingLeft => "shipment.nothing_left",
            Self::TooLarge => "shipment.too_large",
            Self::SameShipment => "shipment.same_shipment",
            Self::OtherLocation => "shipment.other_location",
            Self::Weight => "shipment.weight",
            Self::NoLabel => "shipment.no_label",
            Self::NothingToSend => "shipment.nothing_to_send",
            Self::Outdated => "shipment.outdated",
            Self::NotBack(_) => "shipment.not_back",
            Self::NotRestockable(_) => "shipment.not_restockable",
            Self::Order(refusal) => refusal.code(),
            Self::Money(refusal) => refusal.code(),
            Self::Invalid(refusal) => refusal.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::State { .. }
            | Self::MoreThanAllocated { .. }
            | Self::TooLarge
            | Self::OtherLocation
            | Self::NoLabel
            | Self::NothingToSend
            | Self::Outdated
            | Self::NotBack(_)
            | Self::NotRestockable(_) => Kind::Conflict,
            Self::Order(refusal) => refusal.kind(),
            _ => Kind::Wrong,
        }
    }
}
