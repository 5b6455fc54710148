//! What decides on prices, read: for every function that sells or shows what it sells.
//!
//! A cart costs the same number of round trips however many rules are at work: the head of the book
//! comes with everything else that a cart needs, and its pages are read once per edition and process.
//! What has been used of limited promotions is read only where such a promotion applies.
mod book;
mod claims;
mod draft;
mod facts;
mod filing;
mod groups;
mod listing;
mod outside;
mod press;
mod usage;

pub use book::{in_force, of_head};
pub use claims::{give_back, take};
pub use draft::{facts_of_draft, price_draft};
pub use facts::{Asked, Look, facts, facts_of, get};
pub use filing::{file_credit, file_tax};
pub use groups::save_terms;
pub use listing::{Before, Listing, end_list};
pub use outside::{ask_tax, count_tax, tax_changed};
pub use press::{Press, printed};
pub use usage::{Draws, settle, settle_by};
