//! How fast events of visitors become files: from a request's body to Parquet, on one core.
//!
//! `cargo run --profile bench -p collect [-- --rounds 20]`. Measured is the thread's own processor
//! time, so that other work on the machine does not count.
#![allow(clippy::expect_used)] // A measurement that cannot go on says why, and stops.
use cpu_time::ThreadTime;
use domain::analytics::{Batch, Behaviour, Circumstances, Message, Partition, merged, messages};
use primitives::Timestamp;
use report::Row;
use serde_json::{Value, json};
use std::{error::Error, time::Duration};

/// Events of one request: what a page sends at a time.
const EVENTS: u32 = 20;
/// Requests whose messages one invocation of the writer takes.
const REQUESTS: u32 = 500;
/// 2026-11-22T12:00:00Z.
const NOON: i64 = 1_795_348_800_000;
/// What visitors do in this shop.
const NAMES: [&str; 5] =
    ["Product Viewed", "Product List Viewed", "Product Added", "Search Done", "Checkout Started"];

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
        stored = written(&sent);
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

/// A request: one visitor, some pages, some of the shop's 2,000 articles.
fn body(number: u32) -> Value {
    let event = |at: u32| {
        let chosen = number.wrapping_mul(7_919).wrapping_add(at.wrapping_mul(104_729));
        let name = NAMES.get((chosen % 5) as usize).copied().unwrap_or_default();
        let sku = format!("SKU-{:05}", chosen % 2_000);
        json!({
            "event_id": format!("0195f3c2-{number:04x}-7000-8000-{:012x}", u64::from(chosen) << 12 | u64::from(at)),
            "type": if at.is_multiple_of(3) { "page" } else { "track" },
            "name": name,
            "timestamp": Timestamp::from_millis(NOON - i64::from(number * 60 + at) * 997),
            "anonymous_id": format!("0195f3c2-aaaa-7000-8000-{number:012x}"),
            "session_id": format!("s-{number:08x}"),
            "url": format!("https://shop.example/c/{}/{sku}?utm_source=newsletter", chosen % 40),
            "referrer": "https://www.example.org/",
            "sku": sku,
            "value_minor": chosen % 20_000, "currency": "EUR",
            "properties": {"position": chosen % 24, "list": format!("category-{}", chosen % 40)},
        })
    };
    let events: Vec<Value> = (0..EVENTS).map(event).collect();
    json!({"sent_at": Timestamp::from_millis(NOON), "consent": {"analytics": true}, "events": events})
}

/// What the collector does with a body.
fn judged(body: &str) -> Vec<String> {
    let about = Circumstances {
        received_at: Timestamp::from_millis(NOON + 120),
        sent_at: None,
        address: Some("203.0.113.77".into()),
        user_agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148".into(),
    };
    let batch = Batch::read(body.as_bytes()).expect("the batch is good");
    messages(batch.judge(about)).expect("rows can be written")
}

/// What the writer does with messages; the bytes of its files.
fn written(sent: &[String]) -> usize {
    let message = |body: &String| serde_json::from_str::<Message>(body).expect("it can be read");
    let rows: Vec<Behaviour> = sent.iter().flat_map(|body| message(body).rows).collect();
    assert_eq!(rows.len(), (EVENTS * REQUESTS) as usize, "every event counts");
    let files = merged(rows, Partition::of_behaviour).into_values();
    files.map(|rows| lake::write(&rows, &[]).expect("rows have a file").len()).sum()
}
