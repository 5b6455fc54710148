//! Counting what passes while a use case runs.
use serde::{Deserialize, Serialize};
use std::future::Future;
use testkit::{Call, Shop, is_others};

/// What one use case used. What the make-believe payment provider and carrier used is left out:
/// they stand for somebody else's business.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// HTTP requests, webhooks from outside among them.
    pub http_requests: u64,
    /// Round trips to the table.
    pub table_calls: u64,
    /// Thousandths of a read request unit.
    pub read_milli_units: u64,
    /// Thousandths of a write request unit.
    pub write_milli_units: u64,
    /// Batches of the stream that woke the outbox.
    pub outbox_batches: u64,
    /// Events on the bus.
    pub events: u64,
    /// Messages in queues: an event counts once per consumer.
    pub messages: u64,
    /// Mails.
    pub mails: u64,
    /// Reads of the bucket of keys, one for each function that meets a buyer for the first time in a minute.
    #[serde(default)]
    pub key_reads: u64,
    /// Keys made.
    #[serde(default)]
    pub keys_made: u64,
}

impl Usage {
    /// The figures by name, for tables and budgets.
    pub fn figures(&self) -> [(&'static str, u64); 10] {
        [
            ("http_requests", self.http_requests),
            ("table_calls", self.table_calls),
            ("read_milli_units", self.read_milli_units),
            ("write_milli_units", self.write_milli_units),
            ("outbox_batches", self.outbox_batches),
            ("events", self.events),
            ("messages", self.messages),
            ("mails", self.mails),
            ("key_reads", self.key_reads),
            ("keys_made", self.keys_made),
        ]
    }
}

/// The calls of the table that a use case makes, and everything it sets in motion.
pub async fn calls<R>(shop: &Shop, usecase: impl Future<Output = R>) -> (Vec<Call>, R) {
    shop.settle().await;
    shop.database.journal().watch();
    let result = usecase.await;
    shop.settle().await;
    (shop.database.journal().take(), result)
}

/// Runs a use case, then everything it set in motion, and says what it all used.
pub async fn measure<R>(shop: &Shop, usecase: impl Future<Output = R>) -> (Usage, R) {
    shop.settle().await;
    let counts = shop.counts();
    let (calls, result) = calls(shop, usecase).await;
    let after = shop.counts();
    let mut usage = Usage {
        http_requests: after.requests - counts.requests,
        outbox_batches: after.batches - counts.batches,
        events: after.events - counts.events,
        messages: after.deliveries - counts.deliveries + after.jobs - counts.jobs,
        mails: after.letters - counts.letters,
        key_reads: after.key_reads - counts.key_reads,
        keys_made: after.keys_made - counts.keys_made,
        ..Usage::default()
    };
    for call in calls.iter().filter(|call| !is_others(call.by)) {
        usage.table_calls += 1;
        if call.is_write() {
            usage.write_milli_units += call.milli_units;
        } else {
            usage.read_milli_units += call.milli_units;
        }
    }
    (usage, result)
}
