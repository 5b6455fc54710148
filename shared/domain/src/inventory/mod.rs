//! Stock: what there is, what of it is put aside, and why it is as it is.
//!
//! Invariants: no counter of a [`Level`] is ever negative; `free` is on hand less reserved; the sum
//! of a level's [`Movement`]s is the level; the sum of what open reservations took from a level is
//! its reserved and backordered units.
mod available;
mod dispatch;
mod item;
#[cfg(test)]
mod laws;
mod level;
mod location;
mod receipt;
mod refusal;
mod release;
mod reservation;
mod reserve;
mod shelf;
mod transfer;
mod warehouse;

pub use available::Availability;
pub use dispatch::{Leaving, leave};
pub use item::{Component, Oversell, Policy, StockItem, StockedAt};
pub use level::{Counter, Delta, Guard, Level, Move, Movement, Reason, Spot};
pub use location::Location;
pub use receipt::{Receipt, fingerprint, incoming};
pub use refusal::StockRefusal;
pub use release::GivenBack;
pub use reservation::{
    Ask, Closing, PartRelease, Reservation, ReservationDue, ReservationState, ReservedLine, Take,
};
pub use reserve::{MOVES_MAX, Planned, first_look, parts, plan, second_look};
pub use shelf::{Shelf, merged, share};
pub use transfer::{
    Arrival, TRANSFER_LINES_MAX, Transfer, TransferLine, TransferSummary, distinct,
};
pub use warehouse::{Damage, Place};
