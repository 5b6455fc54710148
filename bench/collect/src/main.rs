//! How fast events of visitors become files: from a request's body to Parquet, on one core.
//!
//! `cargo run --profile bench -p collect [-- --rounds 20]`. Measured is the thread's own processor
//! time, so that other work on the machine does not count.
use collect::{EVENTS, body, judged, written};
use cpu_time::ThreadTime;
use report::Row;
use serde_json::json;
use std::{error::Error, time::Duration};

/// Requests whose messages one invocation of the writer takes.
const REQUESTS: u32 = 500;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip_while(|word| word != "--rounds").skip(1);
    let rounds: u32 = words.next().map_or(Ok(20), |word| word.parse())?;
    let bodies: Vec<String> = (0..REQUESTS).map(|number| body(number).to_string()).collect();
    let (mut took, mut judging) = (Duration::ZERO, Duration::ZERO);
    let (mut queued, mut stored) = (0, 0);
    for _ in 0..rounds {
        let began = ThreadTime::now();
        let sent: Vec<String> = bodies.iter().flat_map(|body| judged(body)).collect();
        judging += began.elapsed();
        queued = sent.iter().map(String::len).sum();
        stored = written(&sent).iter().map(Vec::len).sum();
        took += began.elapsed();
    }
    let events = u64::from(EVENTS * REQUESTS);
    let rate = |took: Duration| {
        u64::try_from(
            u128::from(events * u64::from(rounds)) * 1_000_000_000 / took.as_nanos().max(1),
        )
    };
    let bytes = |all: usize| u64::try_from(all).unwrap_or(u64::MAX) / events;
    let mut row = Row::new();
    row.insert("name".into(), json!("20 events a request, 10,000 a file's batch"));
    row.insert("events_per_second".into(), json!(rate(took)?));
    row.insert("judged_per_second".into(), json!(rate(judging)?));
    row.insert("bytes_in_queue_per_event".into(), json!(bytes(queued)));
    row.insert("bytes_in_parquet_per_event".into(), json!(bytes(stored)));
    #[allow(clippy::print_stdout)]
    {
        println!("{}", serde_json::to_string(&row)?);
    }
    report::keep("collect", u64::from(rounds) * events, vec![row])?;
    Ok(())
}
