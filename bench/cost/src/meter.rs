//! Counting what passes while a use case runs.
use serde::{Deserialize, Serialize};
use std::future::Future;
use testkit::{Call, Shop};

/// What one use case used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// HTTP requests.
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
}

impl Usage {
    /// Times a function ran.
    pub fn invocations(&self) -> u64 {
        self.http_requests + self.outbox_batches + self.messages
    }

    /// The figures by name, for tables and budgets.
    pub fn figures(&self) -> [(&'static str, u64); 7] {
        [
            ("http_requests", self.http_requests),
            ("table_calls", self.table_calls),
            ("read_milli_units", self.read_milli_units),
            ("write_milli_units", self.write_milli_units),
            ("outbox_batches", self.outbox_batches),
            ("events", self.events),
            ("messages", self.messages),
        ]
    }
}

/// The calls of the table that a use case makes, and everything it sets in motion.
pub async fn calls<R>(shop: &Shop, usecase: impl Future<Output = R>) -> Vec<Call> {
    shop.settle().await;
    shop.database.journal().watch();
    usecase.await;
    shop.settle().await;
    shop.database.journal().take()
}

/// Runs a use case, then everything it set in motion, and says what it all used.
pub async fn measure<R>(shop: &Shop, usecase: impl Future<Output = R>) -> (Usage, R) {
    shop.settle().await;
    let (counts, consumed) = (shop.counts(), shop.table().meter().read());
    let result = usecase.await;
    shop.settle().await;
    let (after, spent) = (shop.counts(), shop.table().meter().read());
    let usage = Usage {
        http_requests: after.requests - counts.requests,
        table_calls: spent.calls - consumed.calls,
        read_milli_units: spent.read_milli - consumed.read_milli,
        write_milli_units: spent.write_milli - consumed.write_milli,
        outbox_batches: after.batches - counts.batches,
        events: after.events - counts.events,
        messages: after.deliveries - counts.deliveries + after.jobs - counts.jobs,
    };
    (usage, result)
}
