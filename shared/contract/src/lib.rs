//! The HTTP surface, declared once: every operation with its caller rule, its types and its answers.
//!
//! Invariant: what is not a row here cannot be called. OpenAPI, the template check and the caller
//! matrix walk these rows. Knows no Lambda and no storage.
mod caller;
mod derivation;
mod page;
mod problem;
mod row;

pub mod analytics;
pub mod carrier;
pub mod cart;
pub mod catalog;
pub mod checkout;
pub mod customers;
pub mod experiments;
pub mod fulfilment;
pub mod giftcards;
pub mod haulier;
pub mod identity;
pub mod integrations;
pub mod inventory;
pub mod loyalty;
pub mod notification;
pub mod openapi;
pub mod order;
pub mod patch;
pub mod payment;
pub mod pricing;
pub mod recycle;
pub mod refunds;
pub mod repair;
pub mod reports;
pub mod repricing;
pub mod returns;
pub mod sandbox;
pub mod segments;
pub mod tax;

pub use caller::{Caller, Role};
pub use derivation::{DerivationPart, DerivationView};
pub use page::{NoBody, NoPath, NoQuery, Page, PageQuery};
pub use problem::Problem;
pub use row::{Documented, Operation, OperationRow, Trait};

/// Every operation of every capability.
pub fn all() -> Vec<&'static OperationRow> {
    documented().map(|operation| operation.row).collect()
}

/// Every operation, with the schemas of what goes in and out.
pub fn documented() -> impl Iterator<Item = &'static Documented> {
    [
        analytics::OPERATIONS,
        carrier::OPERATIONS,
        cart::OPERATIONS,
        catalog::OPERATIONS,
        checkout::OPERATIONS,
        customers::OPERATIONS,
        experiments::OPERATIONS,
        fulfilment::OPERATIONS,
        giftcards::OPERATIONS,
        haulier::OPERATIONS,
        identity::OPERATIONS,
        integrations::OPERATIONS,
        inventory::OPERATIONS,
        loyalty::OPERATIONS,
        notification::OPERATIONS,
        order::OPERATIONS,
        payment::OPERATIONS,
        pricing::OPERATIONS,
        recycle::OPERATIONS,
        refunds::OPERATIONS,
        repair::OPERATIONS,
        reports::OPERATIONS,
        repricing::OPERATIONS,
        returns::OPERATIONS,
        sandbox::OPERATIONS,
        segments::OPERATIONS,
    ]
    .into_iter()
    .flatten()
}
