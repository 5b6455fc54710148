//! Refunds through the real handlers, over the embedded table.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // Tests only.
mod approval;
mod disputed;
mod races;
mod refunds;
mod sold;
