//! Events of `identity`.
use crate::row::events;
use primitives::{CustomerId, Timestamp};

events! {
    /// A customer's record was made, by sign-up or by staff.
    CustomerCreatedV1 = "identity.CustomerCreated.v1" {
        customer_id: CustomerId,
        created_at: Timestamp,
    }
}
