//! Operations of `identity`.
use crate::{Caller, NoBody, NoPath, NoQuery, row::operations};
use primitives::{CustomerId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

operations! { "identity":
    /// Who am I? Makes the customer's record on the first call.
    ViewMe: GET "/me" (NoPath, NoQuery, NoBody) -> 200 CustomerView,
        by Caller::Customer, with [Versioned];
}

/// A customer's record.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CustomerView {
    /// The customer.
    pub customer_id: CustomerId,
    /// When the record was made.
    pub created_at: Timestamp,
}
