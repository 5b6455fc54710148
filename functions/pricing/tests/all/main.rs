//! Staff manage prices, and carts beside them show what became of it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // Tests only.
mod codes;
mod editions;
mod files;
mod kit;
mod lists;
mod promotions;
mod rates;
mod terms;
