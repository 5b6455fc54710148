//! Events of `customers`.
use crate::row::events;
use primitives::{Code, CustomerId, Timestamp};

events! {
    /// Two customers are one person: who was merged is the survivor from now on.
    CustomersMergedV1 = "customers.CustomersMerged.v1" {
        survivor: CustomerId,
        merged: CustomerId,
        merged_at: Timestamp,
    }
    /// A customer was erased: whoever keeps something personal of them drops it.
    CustomerErasedV1 = "customers.CustomerErased.v1" {
        customer_id: CustomerId,
        erased_at: Timestamp,
    }
    /// What is known of a customer changed: what their orders come to, their tags, or their country.
    CustomerFactsChangedV1 = "customers.CustomerFactsChanged.v1" {
        customer_id: CustomerId,
        changed_at: Timestamp,
    }
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
