//! The HTTP surface, declared once: every operation with its caller rule, its types and its answers.
//!
//! Invariant: what is not a row here cannot be called. OpenAPI, the template check and the caller
//! matrix walk these rows. Knows no Lambda and no storage.
mod caller;
mod derivation;
mod page;
mod problem;
mod row;

pub mod carrier;
pub mod cart;
pub mod catalog;
pub mod checkout;
pub mod fulfilment;
pub mod haulier;
pub mod identity;
pub mod integrations;
pub mod inventory;
pub mod notification;
pub mod openapi;
pub mod order;
pub mod patch;
pub mod payment;
pub mod pricing;
pub mod sandbox;

pub use caller::{Caller, Role};
pub use derivation::{DerivationPart, DerivationView};
pub use page::{NoBody, NoPath, NoQuery, Page, PageQuery};
pub use problem::Problem;
pub use row::{Operation, OperationRow, Trait, parameters_of, schema_of};

/// Every operation of every capability.
pub fn all() -> Vec<&'static OperationRow> {
    [
        carrier::OPERATIONS,
        cart::OPERATIONS,
        catalog::OPERATIONS,
        checkout::OPERATIONS,
        fulfilment::OPERATIONS,
        haulier::OPERATIONS,
        identity::OPERATIONS,
        integrations::OPERATIONS,
        inventory::OPERATIONS,
        notification::OPERATIONS,
        order::OPERATIONS,
        payment::OPERATIONS,
        pricing::OPERATIONS,
        sandbox::OPERATIONS,
    ]
    .into_iter()
    .flatten()
    .copied()
    .collect()
}
