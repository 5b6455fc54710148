//! Where files lie, and what they are called.
//!
//! A file is called by the digest of its bytes. So a name means one content for ever: writing it a
//! second time changes nothing, and what a merged file says it replaces cannot come to be anything else.
use super::{Behaviour, Business, Kind, Sale};
use crate::{digest, reports::Spend};
use primitives::{Day, Timestamp};

/// A table of the lake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// What visitors do, by kind.
    Behaviour(Kind),
    /// What the shop does.
    Business,
    /// What orders and refunds come to.
    Sales,
    /// What advertising cost.
    Spend,
}

/// A table's events of one day, by when they happened (UTC).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Partition {
    /// The table.
    pub table: Table,
    /// The day, such as `2026-11-22`.
    pub day: String,
}

impl Table {
    /// Every table.
    pub fn all() -> impl Iterator<Item = Self> {
        Kind::ALL.into_iter().map(Self::Behaviour).chain([Self::Business, Self::Sales, Self::Spend])
    }

    /// What the keys of its files begin with, up to the day. Hive's way of naming, which Athena and
    /// DuckDB read.
    fn until_day(self) -> String {
        match self {
            Self::Behaviour(kind) => format!("lake/behaviour/type={}/date=", kind.as_str()),
            Self::Business => "lake/business/date=".into(),
            Self::Sales => "lake/sales/date=".into(),
            Self::Spend => "lake/spend/date=".into(),
        }
    }

    /// What the keys of one month's files begin with; the month such as `2026-11`.
    pub fn month(self, month: &str) -> String {
        format!("{}{month}-", self.until_day())
    }

    /// The partition that a file lies in.
    pub fn partition_of(self, key: &str) -> Option<Partition> {
        let (day, _) = key.strip_prefix(&self.until_day())?.split_once('/')?;
        Some(Partition { table: self, day: day.to_owned() })
    }
}

impl Partition {
    /// Where a row of behaviour lies.
    pub fn of_behaviour(row: &Behaviour) -> Self {
        Self { table: Table::Behaviour(row.kind), day: day(row.occurred_at) }
    }

    /// Where an event of the shop lies.
    pub fn of_business(row: &Business) -> Self {
        Self { table: Table::Business, day: day(row.occurred_at) }
    }

    /// Where a row of an order or refund lies.
    pub fn of_sale(row: &Sale) -> Self {
        Self { table: Table::Sales, day: day(row.happened_at) }
    }

    /// Where a row of what advertising cost lies.
    pub fn of_spend(row: &Spend) -> Self {
        Self { table: Table::Spend, day: day(row.spent_at) }
    }

    /// What the keys of its files begin with.
    pub fn prefix(&self) -> String {
        format!("{}{}/", self.table.until_day(), self.day)
    }

    /// The key of a file that was written as events came.
    pub fn part(&self, bytes: &[u8]) -> String {
        format!("{}part-{}.parquet", self.prefix(), named(bytes))
    }

    /// The key of a file that was merged of others.
    pub fn merged(&self, bytes: &[u8]) -> String {
        format!("{}merged-{}.parquet", self.prefix(), named(bytes))
    }
}

/// Whether a key is one of a merged file.
pub fn filed(key: &str) -> bool {
    key.rsplit('/').next().is_some_and(|name| name.starts_with("merged-"))
}

/// The key of some events that are set apart, by the day they came.
pub fn quarantine_key(received_at: Timestamp, bytes: &[u8]) -> String {
    format!("quarantine/date={}/{}.jsonl", day(received_at), named(bytes))
}

fn day(at: Timestamp) -> String {
    let day: Day = at.day();
    day.to_string()
}

/// 128 bits are enough that no two contents ever have one name.
fn named(bytes: &[u8]) -> String {
    digest::hex(bytes).chars().take(32).collect()
}
