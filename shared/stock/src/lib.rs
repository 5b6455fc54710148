//! Putting units aside, giving them back and promising them to an order: what every function that
//! sells shares.
//!
//! Invariant: a level never moves without its entry in the ledger, in the same transaction. Callers
//! add the result to their own `Done`, so that stock and sale become true together.
mod available;
mod book;
mod dispatch;
mod known;
mod release;
mod reserve;
mod shelf;

pub use available::{Availability, availability, availability_of};
pub use book::{book, keep};
pub use dispatch::{Entry, dispatch};
pub use domain::inventory::{Ask, Closing, Reservation, ReservationState, StockRefusal};
pub use known::Guess;
pub use release::{commit_page, release_lines, release_page};
pub use reserve::reserve_page;
pub use shelf::Read;

use runtime::Done;

/// What one call came to. A page of kits with many components can be too large for one transaction.
#[must_use]
pub enum Paged<R> {
    /// Only a part of the page. Commit it as `Step::Continue` and call again with the same page.
    Part(Done<R>),
    /// The rest of the page, or nothing where nothing was left to do. The caller may now add what
    /// is true only of a whole page.
    Whole(Done<R>),
}
