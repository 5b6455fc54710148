//! Keys of `identity`.
use crate::{
    Indexed,
    row::{keys, lists},
};
use domain::identity::Customer;
use primitives::CustomerId;

keys! {
    /// Heads the customer's partition.
    customer(customer_id: CustomerId) -> Customer: "CUSTOMER#{customer_id}" / "CUSTOMER";
}

lists! {}

impl Indexed for Customer {}
