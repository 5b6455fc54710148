//! Why a return is refused.
use super::{CarrierClaimState, ReturnState};
use crate::{Kind, Refuse};
use primitives::{LineId, Money, Timestamp};

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReturnRefusal {
    /// Nothing is named.
    #[error("name at least one line, and at most thirty-six")]
    WrongLines,
    /// The order has no such line.
    #[error("the order has no line {0}")]
    UnknownLine(LineId),
    /// A line is named twice.
    #[error("line {0} is named twice")]
    RepeatedLine(LineId),
    /// Units that were not delivered, or are in a return already.
    #[error("{left} units of line {line} were delivered and are in no return, not {asked}")]
    MoreThanDelivered {
        /// The line.
        line: LineId,
        /// Units left.
        left: u32,
        /// Units asked for.
        asked: u32,
    },
    /// It is final.
    #[error("what line {0} sold cannot be returned")]
    NotReturnable(LineId),
    /// The window is over.
    #[error("line {line} could be returned until {until}")]
    TooLate {
        /// The line.
        line: LineId,
        /// When the window ended.
        until: Timestamp,
    },
    /// A claim is about what came wrong.
    #[error("a claim needs a reason of the group `fault`")]
    NoClaim,
    /// A gift goes back for store credit.
    #[error("store credit needs a customer who signed in")]
    NoCustomer,
    /// Not in this state.
    #[error("the return is {0}")]
    State(ReturnState),
    /// More than was announced, or than came.
    #[error("{left} units of line {line} are left, not {asked}")]
    MoreThanLeft {
        /// The line.
        line: LineId,
        /// Units left.
        left: u32,
        /// Units named.
        asked: u32,
    },
    /// Only claims are settled without anything coming back.
    #[error("only a claim is settled without anything being sent back")]
    OnlyClaims,
    /// More photos than one return takes.
    #[error("a return takes {0} photos at the most")]
    TooManyPhotos(usize),
    /// A photo of no bytes, or of too many.
    #[error("a photo has 1 to {most} bytes, not {bytes}")]
    PhotoSize {
        /// Bytes allowed.
        most: u64,
        /// Bytes announced.
        bytes: u64,
    },
    /// A difference or a hold, and nobody said how it is paid.
    #[error(
        "say how the difference is paid, or which card is to hold it: `payment` with a provider and its token"
    )]
    NoMethod,
    /// Buyers get no goods in advance in this shop.
    #[error(
        "this shop sends nothing before the old goods are back; ask for an exchange without `advance`"
    )]
    NoAdvance,
    /// No carrier had it.
    #[error("no carrier has had this parcel")]
    NotSent,
    /// A parcel has one claim at a time.
    #[error("the claim against the carrier is {0}")]
    Claimed(CarrierClaimState),
    /// Nothing, or more than there is to be claimed.
    #[error("a claim comes to something, and to {0} at the most")]
    ClaimAmount(Money),
    /// Somebody still has to look at what came, or be paid.
    #[error("units that came have not been inspected, or a refund is not done")]
    StillOpen,
}

impl Refuse for ReturnRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::WrongLines => "return.wrong_lines",
            Self::UnknownLine(_) => "return.unknown_line",
            Self::RepeatedLine(_) => "return.repeated_line",
            Self::MoreThanDelivered { .. } => "return.more_than_delivered",
            Self::NotReturnable(_) => "return.not_returnable",
            Self::TooLate { .. } => "return.too_late",
            Self::NoClaim => "return.no_claim",
            Self::NoCustomer => "return.no_customer",
            Self::State(_) => "return.state",
            Self::MoreThanLeft { .. } => "return.more_than_left",
            Self::OnlyClaims => "return.only_claims",
            Self::TooManyPhotos(_) => "return.too_many_photos",
            Self::PhotoSize { .. } => "return.photo_size",
            Self::NoMethod => "return.no_method",
            Self::NoAdvance => "return.no_advance",
            Self::NotSent => "return.not_sent",
            Self::Claimed(_) => "return.carrier_claim_state",
            Self::ClaimAmount(_) => "return.carrier_claim_amount",
            Self::StillOpen => "return.still_open",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::WrongLines
            | Self::UnknownLine(_)
            | Self::RepeatedLine(_)
            | Self::NoClaim
            | Self::PhotoSize { .. }
            | Self::NoMethod => Kind::Wrong,
            _ => Kind::Conflict,
        }
    }
}
