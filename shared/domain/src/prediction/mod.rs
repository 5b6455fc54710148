//! What customers will do, by what they did: models of buying, fitted to a shop's own history.
//!
//! BG/NBD tells how often somebody still buys (Fader, Hardie and Lee, "Counting Your Customers the Easy Way", *Marketing
//! Science* 24(2), 2005), Gamma-Gamma how much they spend each time (Fader and Hardie, "The Gamma-Gamma Model of Monetary
//! Value", 2013, brucehardie.com/notes/025). Both are estimates over many customers; of one they say what is usual for their like.
//!
//! Invariant: the same histories give the same model, whatever their order; a model that the histories do not determine
//! is refused, not guessed. Horizons and ages are in weeks, amounts in minor units of one currency.
#![allow(clippy::float_arithmetic, clippy::cast_precision_loss)] // Estimates, never money.
mod backtest;
mod buying;
mod climb;
mod cuts;
mod fit;
mod forecast;
mod history;
mod refusal;
mod rfm;
mod rhythm;
mod spending;

pub use backtest::{Backtest, Misses};
pub use buying::BuyingModel;
pub use cuts::{Cuts, FifthBegins, Fifths, RfmCuts};
pub use forecast::{Forecast, forecast};
pub use history::{History, Sale, histories};
pub use refusal::PredictionRefusal;
pub use rfm::{RfmName, RfmScore, rfm};
pub use rhythm::{NextOrder, Rhythm};
pub use spending::SpendingModel;

/// Histories that one fit takes.
pub const HISTORIES_MAX: usize = 2_000_000;
/// Weeks that a forecast looks ahead: ten years, beyond which nobody believes it.
pub const HORIZON_MAX: f64 = 520.0;

#[cfg(test)]
mod cdnow;
#[cfg(test)]
mod laws;
