//! What each use case costs: request units, round trips, events and messages, counted over the
//! embedded table, and dollars from a price file. Nothing here is timed, so the figures repeat.
mod meter;
mod prices;
pub mod report;
mod usecases;

pub use meter::Usage;
pub use prices::Prices;
pub use usecases::{calls_of_an_order, measure_all};
