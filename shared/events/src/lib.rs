//! Every event of the shop, declared once: its struct, its name on the bus, its schema, its sample.
//!
//! Invariant: a released version is never edited. A change is a new `…V2` row beside the old one.
//! Events carry ids, codes and amounts, never personal data. Knows no I/O.
mod amounts;
mod envelope;
mod row;

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
pub mod returns;
pub mod sandbox;
pub mod segments;

pub use amounts::{Counts, amount};
pub use envelope::{Actor, ActorKind, Envelope, Outgoing, Unread};
pub use row::{Event, EventRow};

/// Mark of an event on the bus that an outgoing webhook waits for: without it no rule wakes the
/// function that sends them.
pub const WANTED_OUTSIDE: &str = "kontor:wanted-outside";

/// Every event of every capability: what golden files, the template check and the docs walk.
pub fn all() -> Vec<&'static EventRow> {
    [
        carrier::EVENTS,
        cart::EVENTS,
        catalog::EVENTS,
        checkout::EVENTS,
        customers::EVENTS,
        experiments::EVENTS,
        fulfilment::EVENTS,
        giftcards::EVENTS,
        haulier::EVENTS,
        identity::EVENTS,
        integrations::EVENTS,
        inventory::EVENTS,
        loyalty::EVENTS,
        notification::EVENTS,
        order::EVENTS,
        payment::EVENTS,
        pricing::EVENTS,
        recycle::EVENTS,
        refunds::EVENTS,
        repair::EVENTS,
        returns::EVENTS,
        sandbox::EVENTS,
        segments::EVENTS,
    ]
    .into_iter()
    .flatten()
    .copied()
    .collect()
}
