//! Experiments through the real handlers, over the embedded table, with shoppers who buy.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // Tests only.
#![allow(clippy::float_arithmetic)] // Parts of subjects, never money.
mod outcomes;
mod staff;
mod trial;
mod watch;
