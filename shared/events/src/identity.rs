//! Events of `identity`.
use crate::row::events;
use primitives::{CustomerId, Timestamp};

events! {
    /// A customer's record was made, by sign-up or by staff.
    CustomerCreatedV1 = "identity.CustomerCreated.v1" {
        customer_id: CustomerId,
        created_at: Timestamp,
    }
    /// A customer's record was changed, by them or by staff; it says how.
    CustomerChangedV1 = "identity.CustomerChanged.v1" {
        customer_id: CustomerId,
        changed_at: Timestamp,
    }
}
