//! Customers as the shop knows them.
use events::identity::CustomerCreatedV1;
use primitives::{CustomerId, Timestamp};
use serde::{Deserialize, Serialize};

/// A customer's record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// The customer.
    pub customer_id: CustomerId,
    /// When the record was made.
    pub created_at: Timestamp,
}

/// A new record and the news of it.
pub struct Created {
    /// The record.
    pub customer: Customer,
    /// The news.
    pub event: CustomerCreatedV1,
}

/// Makes the record of a customer who signed in for the first time.
pub fn create(customer_id: CustomerId, now: Timestamp) -> Created {
    let event = CustomerCreatedV1 { customer_id: customer_id.clone(), created_at: now };
    Created { customer: Customer { customer_id, created_at: now }, event }
}
