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
    pico_dollars: Units,
    assumptions: Assumptions,
}

#[derive(Debug, Deserialize)]
struct Units {
    write_unit: u64,
    read_unit: u64,
    http_request: u64,
    event: u64,
    queue_request: u64,
    invocation: u64,
    gb_millisecond: u64,
}

#[derive(Debug, Deserialize)]
struct Assumptions {
    memory_mb: u64,
    milliseconds_per_invocation: u64,
    queue_requests_per_message: u64,
}

impl Prices {
    /// The prices that ship with this benchmark.
    pub fn read() -> Result<Self, serde_json::Error> {
        serde_json::from_str(include_str!("../prices.json"))
    }

    /// What a usage costs, in millionths of a millionth of a dollar.
    pub fn pico_dollars(&self, usage: &Usage) -> u64 {
        let (price, assumed) = (&self.pico_dollars, &self.assumptions);
        let invocation = price.invocation
            + price.gb_millisecond * assumed.milliseconds_per_invocation * assumed.memory_mb
                / 1_024;
        usage.write_milli_units * price.write_unit / 1_000
            + usage.read_milli_units * price.read_unit / 1_000
            + usage.http_requests * price.http_request
            + usage.events * price.event
            + usage.messages * assumed.queue_requests_per_message * price.queue_request
            + usage.invocations() * invocation
    }
}
