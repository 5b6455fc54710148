//! Reports over what real functions wrote into the lake, answered by DuckDB.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // Tests only.
mod audits;
mod behaviour;
mod duck;
mod experiment;
mod live;
mod outlook;
mod replays;
mod sales;
mod shop;
