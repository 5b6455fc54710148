//! What each use case costs: request units, round trips, events and messages, counted over the
//! embedded table, and dollars from a price file. Nothing here is timed, so the figures repeat.
#![allow(clippy::large_futures)] // A whole shop is in them.
mod flat;
mod limits;
mod meter;
mod prices;
pub mod report;
mod usecases;
pub mod visitors;

pub use flat::place_among;
pub use limits::{every_limit, limited};
pub use meter::Usage;
pub use prices::{Messages, Prices};
pub use usecases::{WORKLOAD, calls_of_an_order, measure_all};
