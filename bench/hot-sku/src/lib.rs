//! One SKU that everybody wants at once: the shop's own reservations, through the runtime that runs
//! them on AWS, against a table that keeps DynamoDB's limits.
//!
//! Time is virtual and chance has a seed, so a run gives the same figures on any machine.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // A measurement that cannot go on says why, and stops.
mod chance;
mod limits;
mod load;
mod reserve;
mod sale;
mod table_front;

pub use limits::{Lack, Limits, Refusals};
pub use load::Load;
pub use sale::{Outcome, sell};
