//! Partners' systems: what they are told of the shop's events, and as whom they may call it.
//!
//! Webhooks follow the Standard Webhooks scheme (<https://www.standardwebhooks.com>). A delivery is
//! sent at least once, always under the same id, until the receiver says 2xx or three days are over.
pub mod breaker;
pub mod client;
pub mod delivery;
pub mod endpoint;
pub mod payload;
mod refusal;
pub mod secret;
pub mod subscription;
pub mod target;

pub use breaker::{Gate, Health};
pub use client::{ApiClient, ApiKey, Opened};
pub use delivery::{Attempt, Delivery, DeliveryState, Next, Outcome, Payload, Tally};
pub use endpoint::{Disabled, DisabledCause, Endpoint, EndpointDraft};
pub use refusal::Refusal;
pub use secret::SigningSecret;
pub use subscription::Subscription;
pub use target::Target;
