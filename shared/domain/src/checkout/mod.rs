//! The way from a cart or a draft to exactly one order: stock put aside page by page, money asked
//! for, the order placed, or everything given back.
//!
//! Invariants: whoever moves a checkout moves it by [`next`], so shopper, webhook, clock and crash
//! may come in any order; it ends placed or closed, never both; it is placed only on a payment that
//! is good; closed, it holds no stock.
mod draft;
mod edit;
mod kit;
mod moves;
mod next;
mod open;
mod place;
mod quote;
mod refusal;
mod state;
mod wishes;

#[cfg(test)]
mod kit_laws;
#[cfg(test)]
mod laws;

pub use draft::{Requested, from_draft};
pub use edit::{from_edit, let_go_of_edit, place_from_edit};
pub use events::checkout::CloseReason;
pub use next::{Facts, Step, next};
pub use open::{Changed, Opened, OrderLines, SaleIds, agree, open};
pub use place::{CartPlaced, DraftPlaced, let_go_of_draft, place_from_cart, place_from_draft};
pub use quote::{Quote, parcel, quote};
pub use refusal::Refusal;
pub use state::*;
pub use wishes::Wishes;
