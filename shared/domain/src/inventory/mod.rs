//! Stock: what there is, what of it is put aside, and why it is as it is.
//!
//! Invariants: no counter of a [`Level`] is ever negative; `free` is on hand less reserved; the sum
//! of a level's [`Movement`]s is the level; the sum of what open reservations took from a level is
//! its reserved and backordered units.
mod item;
mod level;
mod location;
mod refusal;
mod reservation;

pub use item::{Component, Oversell, StockItem, StockedAt};
pub use level::{Counter, Delta, Guard, Level, Move, Movement, Reason, Spot};
pub use location::Location;
pub use refusal::StockRefusal;
pub use reservation::{
    Ask, Closing, PartRelease, Reservation, ReservationDue, ReservationState, ReservedLine, Take,
};
