//! Exchange rates, and how prices and sums of cash are rounded in a market.
//!
//! Rates are by a bank's table. What matters: a table is good until a moment, and after it no price
//! is made by it.
pub mod ecb;
mod rates;
mod rounding;
mod settled;

pub use rates::{Exchange, ExchangeTerms, FrozenRate, RATE_HOURS_MAX, RateTable};
pub use rounding::{Cash, PriceRounding};
pub use settled::{Settled, SettledRate};
