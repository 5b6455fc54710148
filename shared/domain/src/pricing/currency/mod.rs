//! Exchange rates, and how prices and sums of cash are rounded in a market.
//!
//! Rates are by hand or by a bank's table; reading the bank's file is the business of whoever imports
//! it. What matters here: a table is good until a moment, and after it no price is made by it.
mod rates;
mod rounding;

pub use rates::{Exchange, FrozenRate, RateTable};
pub use rounding::{Cash, PriceRounding};
