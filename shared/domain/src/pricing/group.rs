//! Who is in a group of customers. Carts read the groups of their buyer in the buyer's terms; this is the same, the other way
//! round.
use primitives::{Code, CustomerId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// That a customer is in a group. Written with their terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GroupMember {
    /// The group.
    pub group: Code,
    /// The customer.
    pub customer_id: CustomerId,
    /// Since when.
    pub since: Timestamp,
}
