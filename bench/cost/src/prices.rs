//! The price file.
use crate::Usage;
use serde::Deserialize;

/// Prices, with their date, source and the assumptions that go with them.
#[derive(Debug, Deserialize)]
pub struct Prices {
    /// When they were looked up.
    pub as_of: String,
    /// Which list.
    pub region: String,
    pub(crate) pico_dollars: Units,
    assumptions: Assumptions,
    pub(crate) visitors: Visitors,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Units {
    pub write_unit: u64,
    pub read_unit: u64,
    pub http_request: u64,
    pub event: u64,
    pub queue_request: u64,
    pub invocation: u64,
    pub gb_millisecond: u64,
    pub mail: u64,
    pub file_read: u64,
    pub file_write: u64,
    pub log_byte: u64,
    pub trace: u64,
    pub file_byte_month: u64,
}

#[derive(Debug, Deserialize)]
struct Assumptions {
    memory_mb: u64,
    milliseconds_per_invocation: u64,
    queue_requests_per_message: u64,
    messages_per_batch: u64,
}

/// What is assumed of what visitors do.
#[derive(Debug, Deserialize)]
pub(crate) struct Visitors {
    pub memory_mb: u64,
    pub collector_milliseconds: u64,
    pub writer_milliseconds: u64,
    pub messages_per_call: u64,
    pub bytes_per_call: u64,
    pub log_bytes_per_call: u64,
    pub traced_per_mille: u64,
    pub files_per_merge: u64,
    pub merges: u64,
    pub months_kept: u64,
}

/// What a usage costs, in millionths of a millionth of a dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bill {
    /// The table, and the keys of what is sealed in it.
    pub data: u64,
    /// Functions.
    pub compute: u64,
    /// The bus and the queues.
    pub events: u64,
    /// The API gateway.
    pub gateway: u64,
    /// Mails, by SES.
    pub mails: u64,
}

impl Bill {
    /// Compute, data and events: what the aim is about.
    pub const fn own(&self) -> u64 {
        self.data + self.compute + self.events
    }
}

/// How messages reach their functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Messages {
    /// One by one: a quiet shop.
    Alone,
    /// In full batches: a busy one.
    Batched,
}

impl Prices {
    /// The prices that ship with this benchmark.
    pub fn read() -> Result<Self, serde_json::Error> {
        serde_json::from_str(include_str!("../prices.json"))
    }

    /// What a usage costs.
    pub fn bill(&self, usage: &Usage, messages: Messages) -> Bill {
        let (price, assumed) = (&self.pico_dollars, &self.assumptions);
        let invocation = price.invocation
            + price.gb_millisecond * assumed.milliseconds_per_invocation * assumed.memory_mb
                / 1_024;
        // Each message is sent by itself; it is received and deleted with the others of its batch.
        let batch = if messages == Messages::Alone { 1 } else { assumed.messages_per_batch.max(1) };
        let polling = assumed.queue_requests_per_message - 1;
        let queue = price.queue_request * usage.messages * (batch + polling) / batch;
        let invocations = (usage.http_requests + usage.outbox_batches) * batch + usage.messages;
        Bill {
            data: usage.write_milli_units * price.write_unit / 1_000
                + usage.read_milli_units * price.read_unit / 1_000
                + usage.key_reads * price.file_read
                + usage.keys_made * price.file_write,
            compute: invocation * invocations / batch,
            events: usage.events * price.event + queue,
            gateway: usage.http_requests * price.http_request,
            mails: usage.mails * price.mail,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bill_adds_up_and_batches_make_it_smaller() {
        let prices = Prices::read().unwrap();
        let usage = Usage {
            http_requests: 20,
            table_calls: 0,
            read_milli_units: 20_000,
            write_milli_units: 10_000,
            outbox_batches: 1,
            events: 7,
            messages: 10,
            mails: 3,
            ..Usage::default()
        };
        let alone = prices.bill(&usage, Messages::Alone);
        assert_eq!(alone.data, 10 * 625_000 + 20 * 125_000);
        assert_eq!(alone.gateway, 20 * 1_000_000);
        assert_eq!(alone.mails, 3 * 100_000_000);
        assert_eq!(alone.events, 7 * 1_000_000 + 10 * 3 * 400_000);
        assert_eq!(alone.compute, 31 * (200_000 + 13_333 * 15 * 256 / 1_024));
        let batched = prices.bill(&usage, Messages::Batched);
        assert_eq!(batched.events, 7 * 1_000_000 + 12 * 400_000);
        assert_eq!(batched.data, alone.data);
        assert!(batched.compute < alone.compute);
    }
}
