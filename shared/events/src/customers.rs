//! Events of `customers`.
use crate::row::events;
use primitives::{Code, CustomerId, Timestamp};

events! {
    /// A customer agreed to being addressed in some way for some purpose, or no longer does.
    ConsentStatedV1 = "customers.ConsentStated.v1" {
        customer_id: CustomerId,
        /// `email`, `sms`, `phone`, `post`, `push` or `web`.
        channel: Code,
        purpose: Code,
        granted: bool,
        stated_at: Timestamp,
    }
}
