//! Decisions: state and a command go in, the next state or a refusal comes out.
//!
//! Invariant: everything here is pure. Time and ids are arguments; knows no I/O, no HTTP, no AWS.
pub mod analytics;
pub mod carrier;
pub mod cart;
pub mod catalog;
pub mod checkout;
pub mod customers;
mod digest;
pub mod experiments;
pub mod fulfilment;
pub mod haulier;
pub mod identity;
pub mod integrations;
pub mod inventory;
pub mod loyalty;
pub mod notification;
pub mod order;
pub mod payment;
pub mod prediction;
pub mod pricing;
pub mod recycle;
pub mod refunds;
mod refuse;
pub mod repair;
pub mod reports;
pub mod returns;
pub mod sandbox;
pub mod segments;
pub mod shop;
pub mod statistics;
pub mod totals;

pub use refuse::{Kind, Refuse};
