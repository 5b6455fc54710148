//! What visitors send, and what becomes of it: the way of an event from a request's body to a file, by the shop's own code.
#![allow(clippy::expect_used)] // A measurement that cannot go on says why, and stops.
use domain::analytics::{Batch, Behaviour, Circumstances, Message, Partition, merged, messages};
use primitives::Timestamp;
use serde_json::{Value, json};

/// Events of one request: what a page sends at a time.
pub const EVENTS: u32 = 20;
/// 2026-11-22T12:00:00Z.
const NOON: i64 = 1_795_348_800_000;
/// What visitors do in this shop.
const NAMES: [&str; 5] =
    ["Product Viewed", "Product List Viewed", "Product Added", "Search Done", "Checkout Started"];

/// A request: one visitor, some pages, some of the shop's 2,000 articles.
pub fn body(number: u32) -> Value {
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
pub fn judged(body: &str) -> Vec<String> {
    let about = Circumstances {
        received_at: Timestamp::from_millis(NOON + 120),
        sent_at: None,
        address: Some("203.0.113.77".into()),
        user_agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148".into(),
    };
    let batch = Batch::read(body.as_bytes()).expect("the batch is good");
    messages(batch.judge(about)).expect("rows can be written")
}

/// What the writer does with messages: its files.
pub fn written(sent: &[String]) -> Vec<Vec<u8>> {
    let message = |body: &String| serde_json::from_str::<Message>(body).expect("it can be read");
    let rows: Vec<Behaviour> = sent.iter().flat_map(|body| message(body).rows).collect();
    let files = merged(rows, Partition::of_behaviour).into_values();
    files.map(|rows| lake::write(&rows, &[]).expect("rows have a file")).collect()
}
