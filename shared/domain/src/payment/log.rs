//! The transaction log: what was asked of the provider and what became of it. Only ever appended to.
use primitives::{Line, Money, Timestamp, TransactionId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Entries of one payment: at some 300 bytes each, a third of an item.
pub const LOG_MAX: usize = 400;

/// What a transaction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Puts money aside.
    Authorise,
    /// Takes of what was put aside.
    Capture,
    /// Lets go of what was put aside.
    Cancel,
    /// Gives back of what was taken.
    Refund,
    /// Gives store credit for what was taken: no money moves, and that part is no longer there to be given
    /// back.
    Convert,
}

impl Kind {
    /// As in events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Authorise => "authorise",
            Self::Capture => "capture",
            Self::Cancel => "cancel",
            Self::Refund => "refund",
            Self::Convert => "convert",
        }
    }
}

/// How far a transaction got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// It is to be sent, or was: until there is an answer nobody knows.
    Asked,
    /// The provider has it, and will tell later.
    Accepted,
    /// The provider has it, and the shopper must act.
    Challenged,
    /// Done.
    Succeeded,
    /// Not done, and never will be.
    Failed,
}

impl Phase {
    /// Whether nothing follows.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed)
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Which transaction; the provider gets it as idempotency key.
    pub transaction_id: TransactionId,
    /// What the transaction does.
    pub kind: Kind,
    /// How far it got.
    pub phase: Phase,
    /// The transaction's amount.
    pub amount: Money,
    /// When.
    pub at: Timestamp,
    /// What asked for it: an event's id, a request's digest. One cause has its effect once.
    pub cause: String,
    /// Why, in words, where a person asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Line>,
    /// Why it failed, by the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// Amounts in one stage, in minor units of the payment's currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// Under way.
    pub pending: i64,
    /// Done.
    pub settled: i64,
}

impl Bucket {
    /// Whether nothing is in it.
    pub const fn is_empty(&self) -> bool {
        self.pending == 0 && self.settled == 0
    }

    /// Both.
    pub const fn all(self) -> i64 {
        self.pending + self.settled
    }
}

/// Where the money is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buckets {
    /// Put aside.
    #[serde(default, skip_serializing_if = "Bucket::is_empty")]
    pub authorised: Bucket,
    /// Taken of that.
    #[serde(default, skip_serializing_if = "Bucket::is_empty")]
    pub captured: Bucket,
    /// Let go of that.
    #[serde(default, skip_serializing_if = "Bucket::is_empty")]
    pub cancelled: Bucket,
    /// Given back of what was taken.
    #[serde(default, skip_serializing_if = "Bucket::is_empty")]
    pub refunded: Bucket,
    /// Of what was taken, what store credit was given for.
    #[serde(default, skip_serializing_if = "Bucket::is_empty")]
    pub converted: Bucket,
}

impl Buckets {
    /// What may still be captured or cancelled.
    pub const fn uncaptured(&self) -> i64 {
        self.authorised.settled - self.captured.all() - self.cancelled.all()
    }

    /// What may still be refunded.
    pub const fn unrefunded(&self) -> i64 {
        self.captured.settled - self.refunded.all() - self.converted.all()
    }

    fn of(&mut self, kind: Kind) -> &mut Bucket {
        match kind {
            Kind::Authorise => &mut self.authorised,
            Kind::Capture => &mut self.captured,
            Kind::Cancel => &mut self.cancelled,
            Kind::Refund => &mut self.refunded,
            Kind::Convert => &mut self.converted,
        }
    }
}

/// The buckets that a log amounts to. The last entry of a transaction says where its amount is.
pub fn fold(log: &[Entry]) -> Buckets {
    let last: BTreeMap<&TransactionId, &Entry> =
        log.iter().map(|entry| (&entry.transaction_id, entry)).collect();
    let mut buckets = Buckets::default();
    for entry in last.into_values() {
        let bucket = buckets.of(entry.kind);
        match entry.phase {
            Phase::Asked | Phase::Accepted | Phase::Challenged => {
                bucket.pending += entry.amount.minor;
            }
            Phase::Succeeded => bucket.settled += entry.amount.minor,
            Phase::Failed => {}
        }
    }
    buckets
}
