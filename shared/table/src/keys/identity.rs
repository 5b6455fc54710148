//! Keys of `identity`.
use crate::{
    Index, Indexed, Personal, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::identity::{Customer, CustomerKey};
use primitives::{CustomerId, ExternalKey, Timestamp};
use serde::{Deserialize, Serialize};

keys! {
    /// Heads the customer's partition.
    customer(customer_id: CustomerId) -> Customer: "CUSTOMER#{customer_id}" / "CUSTOMER";
    /// Makes a key of another system unique, and leads from it to the customer.
    customer_key(external_key: ExternalKey) -> CustomerKey: "CUSTOMERKEY#{external_key}" / "CUSTOMER";
}

lists! {
    /// Staff: who is new. One partition of an index takes 1,000 new customers a second.
    newest_customers() -> CustomerSummary: gsi1 "CUSTOMERS#ALL" / "" newest;
}

/// What a list says of a customer: nothing personal, since an index is a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerSummary {
    /// The customer.
    pub customer_id: CustomerId,
    /// What another system calls them.
    #[serde(default)]
    pub external_key: Option<ExternalKey>,
    /// When the record was made.
    pub created_at: Timestamp,
}

impl Indexed for Customer {
    fn entries(&self) -> Vec<(Index, Place)> {
        let sort = format!("{}#{}", self.created_at, self.customer_id);
        vec![(Index::gsi1, entry("CUSTOMERS#ALL", sort))]
    }
    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        let Self { customer_id, external_key, created_at, .. } = self.clone();
        Some(summary::<Self, _>(&CustomerSummary { customer_id, external_key, created_at }))
    }

    fn personal(&self) -> Vec<Personal> {
        vec![Personal::of(&self.customer_id, &["email", "display_name"])]
    }
}

impl Indexed for CustomerKey {}
