//! Moving the money of gift cards and store credit, and finding a card by its code: what every function
//! that lets them pay shares.
//!
//! Invariant: what is left on a card never changes without its entry in the ledger and the news of it, in
//! the same transaction. Callers add the result to their own `Done`, so that a card and what it pays for
//! become true together.
mod book;
mod guess;
mod owned;

pub use book::{booked, issued};
pub use guess::{Tried, Tries, by_code};
pub use owned::{owned, owners};
