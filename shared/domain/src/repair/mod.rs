//! Repairs: a sold unit that its owner sends in, from the ticket to what was done about it.
//!
//! Invariant: nothing is mended that was not approved, an approval is of exactly one version of a quote, and no more
//! parts are used than were quoted in the version that was approved. Of a line, no more units are in open repairs than
//! are with the buyer.
mod account;
mod invoice;
mod loaner;
mod parts;
mod quote;
mod record;
mod refusal;
mod request;
mod steps;
mod warranty;

#[cfg(test)]
mod laws;

pub use account::{OpenRepair, RepairAccount};
pub use invoice::{RepairInvoice, due, invoice};
pub use loaner::{Loaner, LoanerState, charge_loaner, lend, take_loaner_back};
pub use parts::{give_back, use_part};
pub use quote::{Offer, QUOTE_DAYS_MAX, Quote, QuotedPart, approve, decline, lapse, quote};
pub use record::{PartAt, Repair, RepairState, RepairStep, RepairSummary};
pub use refusal::RepairRefusal;
pub use request::{Ticket, request};
pub use steps::{Diagnosis, cancel, close, diagnose, finish, leaves, receive};
pub use warranty::{Cause, Coverage, Sale, coverage};
