//! What a million events of visitors cost, from their requests to a year in files. Requests, messages, files and bytes are
//! those that the shop's own code makes of what a page sends; the rest stands in the price file.
use crate::Prices;
use collect::{EVENTS, body, judged, written};

/// Events that the price is of.
const MILLION: u64 = 1_000_000;
/// What SQS counts as one request.
const SQS_BYTES: u64 = 64 * 1_024;
/// Messages that SQS receives and deletes at once.
const SQS_BATCH: u64 = 10;

/// One thing that costs something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What.
    pub what: &'static str,
    /// How many of it.
    pub count: u64,
    /// In millionths of a millionth of a dollar.
    pub pico_dollars: u64,
}

/// What a page's request becomes, and what a call of the writer makes of as many as it gets at once.
struct Way {
    messages: u64,
    queue_requests: u64,
    per_call: u64,
    files: u64,
    bytes_per_event: u64,
}

impl Way {
    fn of(prices: &Prices) -> Self {
        let one = judged(&body(0).to_string());
        let messages = count(one.len());
        let sizes = one.iter().map(|message| count(message.len()));
        let (bytes, chunks) = sizes.fold((0, 0), |(bytes, chunks), size| {
            (bytes + size, chunks + size.div_ceil(SQS_BYTES))
        });
        let assumed = &prices.visitors;
        let most = assumed.messages_per_call.min(assumed.bytes_per_call * messages / bytes.max(1));
        let per_call = (most / messages.max(1)).max(1);
        let batch: Vec<String> = (0..u32::try_from(per_call).unwrap_or(u32::MAX))
            .flat_map(|number| judged(&body(number).to_string()))
            .collect();
        let files = written(&batch);
        let stored: u64 = files.iter().map(|file| count(file.len())).sum();
        Self {
            messages,
            queue_requests: chunks,
            per_call,
            files: count(files.len()),
            bytes_per_event: stored.div_ceil(per_call * u64::from(EVENTS)),
        }
    }
}

/// All of it.
pub fn of_a_million(prices: &Prices) -> Vec<Part> {
    let (price, assumed) = (&prices.pico_dollars, &prices.visitors);
    let way = Way::of(prices);
    let requests = MILLION / u64::from(EVENTS);
    let calls = requests.div_ceil(way.per_call);
    let files = calls * way.files;
    let merged = (files * assumed.merges).div_ceil(assumed.files_per_merge);
    let second = |milliseconds: u64| {
        price.invocation + price.gb_millisecond * milliseconds * assumed.memory_mb / 1_024
    };
    let sent = requests * way.queue_requests;
    let queue = sent + 2 * (requests * way.messages).div_ceil(SQS_BATCH);
    let log = (requests + calls) * assumed.log_bytes_per_call;
    let traces = requests * assumed.traced_per_mille / 1_000;
    let stored = MILLION * way.bytes_per_event;
    let part = |what, count, pico_dollars| Part { what, count, pico_dollars };
    vec![
        part("requests at the gateway", requests, requests * price.http_request),
        part("calls of the collector", requests, requests * second(assumed.collector_milliseconds)),
        part("requests of the queue", queue, queue * price.queue_request),
        part("calls of the writer", calls, calls * second(assumed.writer_milliseconds)),
        part("files written and merged", files + merged, (files + merged) * price.file_write),
        part(
            "files read for merging",
            files * assumed.merges,
            files * assumed.merges * price.file_read,
        ),
        part("bytes kept for a year", stored, stored * price.file_byte_month * assumed.months_kept),
        part("bytes of log", log, log * price.log_byte),
        part("traces", traces, traces * price.trace),
    ]
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
