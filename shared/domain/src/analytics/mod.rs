//! Analytics: what pages and apps tell of their visitors, and what the shop's own events tell, on
//! their way into files of columns.
//!
//! Invariant: every event of a batch ends in exactly one of kept, quarantined or dropped, each with
//! its reason; and what a partition says is the **set** of its rows by event id, so that neither a
//! second delivery, nor another grouping, nor a merge of files that stopped half-way changes it.
mod allowance;
mod batch;
mod bots;
mod business;
mod clock;
mod compact;
mod consent;
mod device;
mod event;
mod flaw;
mod forget;
mod ip;
mod message;
mod partition;
mod privacy;
mod quarantine;
mod replay;
mod row;
mod rows;
mod sale;
mod shape;
mod web;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod sale_laws;
#[cfg(test)]
mod verdicts;

pub use allowance::{Allowances, COLLECT_LUMP, COLLECT_MAX, Collected};
pub use batch::{Batch, BatchRefusal, Circumstances, Judged, Verdict};
pub use bots::is_bot;
pub use business::Business;
pub use clock::{Clock, corrected};
pub use compact::{
    FULL_BYTES, Holdings, MERGE_BYTES_MAX, Merge, Stored, merges, replaced, superseded,
};
pub use consent::Consent;
pub use device::Device;
pub use flaw::Flaw;
pub use forget::{Aim, FORGOTTEN_MAX, Forgetting, Walk};
pub use ip::truncated;
pub use message::{MESSAGE_BYTES_MAX, Message, messages};
pub use partition::{Partition, Table, filed, quarantine_key};
pub use quarantine::Quarantined;
pub use replay::{Projection, REPLAY_DAYS_MAX, REPLAYS_MAX, Replay, ReplayRefusal};
pub use row::{Behaviour, Kind};
pub use rows::{Identified, distinct, merged};
pub use sale::{Categories, Sale, SaleKind, latest, refunded, sales};

/// Events of one batch.
pub const EVENTS_MAX: usize = 500;
/// Bytes of one event; a larger one is quarantined.
pub const EVENT_BYTES_MAX: usize = 32 * 1_024;
/// Days that an event may come late. Older ones are quarantined: their partitions are at rest.
pub const LATE_DAYS: i64 = 30;
