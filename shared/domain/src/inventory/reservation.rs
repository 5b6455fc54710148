//! Units put aside for a checkout, page by page of its lines.
use primitives::{CheckoutId, LocationId, Quantity, ReservationId, Sku, Timestamp};
use serde::{Deserialize, Serialize};

/// So many units of a SKU: what is asked for, and what is given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The SKU, which may be a kit.
    pub sku: Sku,
    /// Units.
    pub quantity: Quantity,
}

/// One page of a reservation: the lines that were put aside in one go, and where they came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reservation {
    /// The reservation.
    pub reservation_id: ReservationId,
    /// The page, from 0.
    pub page: u32,
    /// For whom.
    pub checkout_id: CheckoutId,
    /// What.
    pub lines: Vec<ReservedLine>,
    /// How it stands.
    pub state: ReservationState,
    /// Whether all lines of the page are in. A page too large for one transaction takes several.
    pub complete: bool,
    /// Since when.
    pub created_at: Timestamp,
    /// When the units may be given back, unless the order was placed.
    pub expires_at: Timestamp,
    /// Parts of it that were given back, by what asked for it: a repeat gives nothing.
    pub releases: Vec<PartRelease>,
}

/// One line of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReservedLine {
    /// The SKU, which may be a kit.
    pub sku: Sku,
    /// Units that were put aside.
    pub quantity: u32,
    /// Of these, units that were given back since.
    pub released: u32,
    /// Of these, units that have left with a parcel.
    #[serde(default)]
    pub dispatched: u32,
    /// Of the quantity, units that were not there when they were promised.
    pub backordered: u32,
    /// Which levels the units not given back came from; of a kit, the components'. Empty if the SKU
    /// is not tracked.
    pub takes: Vec<Take>,
}

/// Units taken from one level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Take {
    /// The SKU; of a kit, the component.
    pub sku: Sku,
    /// The location.
    pub location_id: LocationId,
    /// The shard.
    pub shard: u16,
    /// Units.
    pub quantity: u32,
}

/// A part that was given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartRelease {
    /// What asked for it, such as an event's id.
    pub reference: String,
    /// What was given back.
    pub lines: Vec<Ask>,
}

/// How a page stands. Once released or expired it holds nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReservationState {
    /// Put aside until it expires.
    Created,
    /// Promised to a placed order; does not expire.
    Committed,
    /// Given back.
    Released,
    /// Given back by the clock.
    Expired,
    /// Out of the house: every unit that was not given back has left.
    Dispatched,
}

impl ReservedLine {
    /// Units still put aside.
    pub const fn open(&self) -> u32 {
        self.quantity.saturating_sub(self.released).saturating_sub(self.dispatched)
    }
}

impl ReservationState {
    /// Whether units are still put aside.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Committed)
    }
}

/// Why a page is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// The checkout ran out of time. A committed page stays.
    Expired,
    /// The checkout was cancelled or declined. A committed page stays.
    Abandoned,
    /// The order was cancelled: also a committed page is given back.
    Cancelled,
}

/// What the list of reservations that may have expired shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReservationDue {
    /// The reservation.
    pub reservation_id: ReservationId,
    /// The page.
    pub page: u32,
    /// For whom.
    pub checkout_id: CheckoutId,
    /// When it expires.
    pub expires_at: Timestamp,
}

impl Reservation {
    /// What the list of reservations that may have expired shows of it.
    pub fn due(&self) -> ReservationDue {
        ReservationDue {
            reservation_id: self.reservation_id.clone(),
            page: self.page,
            checkout_id: self.checkout_id.clone(),
            expires_at: self.expires_at,
        }
    }

    /// Which of so many partitions of that list it stands in.
    pub fn bucket(&self, buckets: u16) -> u16 {
        spread(self.reservation_id.as_ref(), buckets)
    }
}

/// Spreads names evenly over `ways` (FNV-1a, 32 bits): the same name always goes the same way.
pub(crate) fn spread(name: &str, ways: u16) -> u16 {
    let hash = name
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    // The low bits of this hash are the better mixed ones, but only together with the high ones.
    let mixed = hash ^ (hash >> 15);
    u16::try_from(mixed % u32::from(ways.max(1))).unwrap_or_default()
}
