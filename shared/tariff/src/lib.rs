//! What decides on prices, read: for every function that sells or shows what it sells.
//!
//! A cart costs the same number of round trips however many rules are at work: the head of the book
//! comes with everything else that a cart needs, and its pages are read once per edition and process.
//! What has been used of limited promotions is read only where such a promotion applies.
mod book;
mod claims;
mod facts;
mod usage;

pub use book::{in_force, of_head};
pub use claims::{give_back, take};
pub use facts::{Look, facts};
pub use usage::settle;
