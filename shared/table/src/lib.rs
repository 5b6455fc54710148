//! The one table: typed keys, reads by key or index, and one transaction per command.
//!
//! Invariant: nothing is written but by [`Table::commit`], which makes state, outbox and memory of
//! the request true together or not at all; and nothing is ever scanned.
mod adjust;
mod commit;
mod done;
mod entity;
mod error;
mod gather;
mod ledger;
mod list;
mod read;
mod row;
mod sealing;
mod single;

pub mod keys;

pub use adjust::Adjust;
pub use commit::{Commit, Memory};
pub use done::{Done, Write};
pub use entity::{Entity, Held, Indexed, Key, Place};
pub use error::TableError;
pub use gather::{Found, Wanted};
pub use ledger::{Answer, Failure, Outbox, Published, Remembered, SealedAnswer, Seen};
pub use list::{Cursor, Index, List, Listing, entry, summary};
pub use row::{EntityRow, ListRow};
pub use sealing::{KeyLater, Keys, Personal};

use aws_sdk_dynamodb::Client;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The table, and a count of what talking to it has cost.
#[derive(Clone)]
pub struct Table {
    client: Client,
    name: Arc<str>,
    meter: Arc<Meter>,
    keys: Option<Arc<dyn Keys>>,
}

/// What was consumed: DynamoDB bills request units, the clock bills round trips.
#[derive(Debug, Default)]
pub struct Meter {
    calls: AtomicU64,
    read_milli: AtomicU64,
    write_milli: AtomicU64,
}

/// A reading of the [`Meter`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consumed {
    /// Round trips.
    pub calls: u64,
    /// Thousandths of a read request unit.
    pub read_milli: u64,
    /// Thousandths of a write request unit.
    pub write_milli: u64,
}

impl Meter {
    fn count(&self, reads: f64, writes: f64) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.read_milli.fetch_add(milli(reads), Ordering::Relaxed);
        self.write_milli.fetch_add(milli(writes), Ordering::Relaxed);
    }

    /// What has been consumed so far.
    pub fn read(&self) -> Consumed {
        Consumed {
            calls: self.calls.load(Ordering::Relaxed),
            read_milli: self.read_milli.load(Ordering::Relaxed),
            write_milli: self.write_milli.load(Ordering::Relaxed),
        }
    }
}

/// DynamoDB reports capacity as a double in steps of a half; counted in thousandths it adds exactly.
#[allow(clippy::float_arithmetic, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn milli(units: f64) -> u64 {
    (units * 1_000.0).round() as u64
}

impl Table {
    /// A table by name, through a client.
    pub fn new(client: Client, name: impl Into<Arc<str>>) -> Self {
        Self { client, name: name.into(), meter: Arc::default(), keys: None }
    }

    /// What talking to the table has cost.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }
}
