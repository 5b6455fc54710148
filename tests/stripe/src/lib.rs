//! A stand-in for Stripe, in process: as much of it as its documentation promises and the shop uses.
//!
//! Written from the API reference (<https://docs.stripe.com/api/payment_intents>, `/refunds`,
//! `/disputes`, `/idempotent_requests`) and the page on multicapture. It keeps books of its own, which
//! tests compare with the shop's; and it can lose answers, fail and talk nonsense when it is told to.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // Tests only.
mod answer;
mod books;
mod shim;

pub use answer::{Double, Fault};
pub use books::{Books, Intent, Refund};
pub use shim::LocalStripe;

/// The key that opens the stand-in.
pub const KEY: &str = "sk_test_kontor";
/// What it signs webhooks with.
pub const WEBHOOK_SECRET: &str = "whsec_kontor";
