//! The whole shop under seeded faults: duplicates, disorder, crashes between steps, lost answers,
//! throttling and conflicts. After every step, what must always be true is looked up in the table
//! itself; at the end, when everything has come to rest, what must be true then.
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation
)] // Tests only.
mod acts;
mod after_sale;
mod world;

pub use acts::{Act, Step, history};
pub use after_sale::AfterSale;
pub use world::World;
