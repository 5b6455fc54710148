//! DynamoDB's limits, which the embedded table does not have.
use std::collections::{BTreeMap, BTreeSet};
use tokio::time::{Duration, Instant};

/// What the model holds a call to.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Write units a second of one partition key.
    pub write_units: u64,
    /// Read units a second of one partition key.
    pub read_units: u64,
    /// How long a call takes.
    pub service_time: Duration,
    /// How much of a second's units may be saved up, in milliseconds.
    pub burst_millis: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            write_units: 1_000,
            read_units: 3_000,
            service_time: Duration::from_millis(10),
            burst_millis: 100,
        }
    }
}

/// How often the model said no.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusals {
    /// Calls over the rate of a partition key.
    pub throttles: u64,
    /// The same by key, and by what it had too little of: the first that a call met.
    pub throttled: BTreeMap<(String, Lack), u64>,
    /// Transactions that met another one.
    pub conflicts: u64,
}

/// What a partition key had too little of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// Read units.
    Reads,
    /// Write units.
    Writes,
}

/// What a call uses of one partition key, in thousandths of a unit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Use {
    /// Read units.
    pub reads: u64,
    /// Write units.
    pub writes: u64,
}

/// What is left of each partition key's units, and which items a transaction holds.
pub struct State {
    limits: Limits,
    left: BTreeMap<String, Left>,
    held: BTreeSet<(String, String)>,
    /// So far.
    pub refusals: Refusals,
}

struct Left {
    reads: u64,
    writes: u64,
    at: Instant,
}

impl State {
    pub fn of(limits: Limits) -> Self {
        let refusals = Refusals::default();
        Self { limits, left: BTreeMap::new(), held: BTreeSet::new(), refusals }
    }

    /// Takes a call's units of all its partition keys, or of none.
    pub fn take(&mut self, used: &BTreeMap<String, Use>) -> bool {
        let now = Instant::now();
        let lacking = used.iter().find_map(|(key, used)| {
            let left = self.refilled(key, now);
            let lack =
                [(left.reads < used.reads, Lack::Reads), (left.writes < used.writes, Lack::Writes)];
            lack.iter().find(|(lacks, _)| *lacks).map(|(_, lack)| (key.clone(), *lack))
        });
        if let Some(lacking) = lacking {
            self.refusals.throttles += 1;
            *self.refusals.throttled.entry(lacking).or_default() += 1;
            return false;
        }
        for (key, used) in used {
            let left = self.refilled(key, now);
            left.reads -= used.reads;
            left.writes -= used.writes;
        }
        true
    }

    /// Units of a partition key, with what time has brought. A thousandth of a unit a millisecond
    /// for every unit a second.
    fn refilled(&mut self, key: &str, now: Instant) -> &mut Left {
        let Limits { write_units, read_units, burst_millis, .. } = self.limits;
        let (reads, writes) = (read_units * burst_millis, write_units * burst_millis);
        let left = self.left.entry(key.to_owned()).or_insert(Left { reads, writes, at: now });
        let millis = u64::try_from((now - left.at).as_millis()).unwrap_or(u64::MAX);
        left.reads = left.reads.saturating_add(read_units.saturating_mul(millis)).min(reads);
        left.writes = left.writes.saturating_add(write_units.saturating_mul(millis)).min(writes);
        left.at = now;
        left
    }

    /// Holds items for a transaction, or says which of them another one holds.
    pub fn hold(&mut self, places: &[(String, String)]) -> Result<(), usize> {
        if let Some(at) = places.iter().position(|place| self.held.contains(place)) {
            self.refusals.conflicts += 1;
            return Err(at);
        }
        self.held.extend(places.iter().cloned());
        Ok(())
    }

    /// Whether a write of its own would meet a transaction.
    pub fn meets(&mut self, places: &[(String, String)]) -> bool {
        let meets = places.iter().any(|place| self.held.contains(place));
        self.refusals.conflicts += u64::from(meets);
        meets
    }

    /// Lets go of what a transaction held.
    pub fn let_go(&mut self, places: &[(String, String)]) {
        for place in places {
            self.held.remove(place);
        }
    }
}
