//! The adapter `stripe`: against a stand-in that obeys Stripe's documentation, and against a running
//! localstripe.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod adapter;
mod kit;
mod localstripe;
mod permutations;
mod webhooks;
