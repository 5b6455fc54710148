//! Sells one SKU to five thousand shoppers a second, over 1, 4, 16 and 32 shards.
use hot_sku::{Limits, Load, Outcome, Refusals, sell};
use report::{Row, percentile};
use serde_json::{Value, json};
use std::error::Error;

const SHARDS: [u16; 4] = [1, 4, 16, 32];

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), Box<dyn Error>> {
    let seconds = asked("--seconds").unwrap_or(2);
    let mut rows = Vec::new();
    // With more on the shelf than is asked for, limits alone decide; with less, the shelf does too.
    for (name, units) in [("plenty", 20_000 * u32::try_from(seconds)?), ("scarce", 1_000)] {
        for shards in SHARDS {
            let load = Load { rate: 5_000, seconds, units, seed: 1 };
            let outcome = sell(load, Limits::default(), shards).await;
            assert_eq!(outcome.oversold, 0, "sold what is not there");
            let row = row(name, units, &outcome);
            #[allow(clippy::print_stdout)]
            {
                println!("{}", serde_json::to_string(&row)?);
            }
            rows.push(row);
        }
    }
    report::keep("hot-sku", 5_000 * seconds, rows)?;
    Ok(())
}

fn row(name: &str, units: u32, outcome: &Outcome) -> Row {
    let figures = json!({
        "name": format!("{} shards, {name} on the shelf", outcome.shards),
        "shards": outcome.shards, "units": units, "asked": outcome.asked,
        "accepted": outcome.accepted, "refused": outcome.refused, "busy": outcome.busy,
        "oversold": outcome.oversold,
        "p50_ms": percentile(&outcome.millis, 500), "p99_ms": percentile(&outcome.millis, 990),
        "accepted_p50_ms": percentile(&outcome.accepted_millis, 500),
        "accepted_p99_ms": percentile(&outcome.accepted_millis, 990),
        "lasted_ms": outcome.lasted_millis,
        "throttles": outcome.refusals.throttles, "conflicts": outcome.refusals.conflicts,
        "most_throttled": most_throttled(&outcome.refusals),
    });
    match figures {
        Value::Object(row) => row,
        _ => Row::new(),
    }
}

/// The key that was over its rate most often, of what, and in how many of the calls.
fn most_throttled(refusals: &Refusals) -> Value {
    let most = refusals.throttled.iter().max_by_key(|(_, calls)| **calls);
    most.map_or(Value::Null, |((key, lack), calls)| {
        json!(format!("{key}: {lack:?}, {calls}").to_lowercase())
    })
}

fn asked(name: &str) -> Option<u64> {
    let mut words = std::env::args().skip_while(|word| word != name);
    words.nth(1)?.parse().ok()
}
