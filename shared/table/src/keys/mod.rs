//! Every key shape of the shop, one module per capability, spelled here and nowhere else.
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
pub mod order;
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

pub use crate::ledger::{failure, outbox, remembered, seen};
use crate::{EntityRow, ListRow};

/// Every entity row: what the uniqueness test and `docs/table.md` walk.
pub fn entities() -> Vec<&'static EntityRow> {
    [
        analytics::ENTITIES,
        carrier::ENTITIES,
        cart::ENTITIES,
        catalog::ENTITIES,
        checkout::ENTITIES,
        customers::ENTITIES,
        experiments::ENTITIES,
        fulfilment::ENTITIES,
        giftcards::ENTITIES,
        haulier::ENTITIES,
        identity::ENTITIES,
        integrations::ENTITIES,
        inventory::ENTITIES,
        loyalty::ENTITIES,
        notification::ENTITIES,
        order::ENTITIES,
        payment::ENTITIES,
        pricing::ENTITIES,
        recycle::ENTITIES,
        refunds::ENTITIES,
        repair::ENTITIES,
        reports::ENTITIES,
        repricing::ENTITIES,
        returns::ENTITIES,
        sandbox::ENTITIES,
        segments::ENTITIES,
        crate::ledger::ENTITIES,
    ]
    .into_iter()
    .flatten()
    .copied()
    .collect()
}

/// Every way of listing.
pub fn lists() -> Vec<&'static ListRow> {
    [
        analytics::LISTS,
        carrier::LISTS,
        cart::LISTS,
        catalog::LISTS,
        checkout::LISTS,
        customers::LISTS,
        experiments::LISTS,
        fulfilment::LISTS,
        giftcards::LISTS,
        haulier::LISTS,
        identity::LISTS,
        integrations::LISTS,
        inventory::LISTS,
        loyalty::LISTS,
        notification::LISTS,
        order::LISTS,
        payment::LISTS,
        pricing::LISTS,
        recycle::LISTS,
        refunds::LISTS,
        repair::LISTS,
        reports::LISTS,
        repricing::LISTS,
        returns::LISTS,
        sandbox::LISTS,
        segments::LISTS,
    ]
    .into_iter()
    .flatten()
    .collect()
}
