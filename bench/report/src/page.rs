//! `docs/benchmarks.md`, made of the results.
use crate::{Results, Row};
use serde_json::Value;
use std::collections::BTreeMap;

/// Most processor time a flow may take, in microseconds.
const FLOW_AIM_US: u64 = 4_000;

/// Longest from exec to reply, in milliseconds.
const START_AIM_MS: f64 = 25.0;

/// Most memory at its peak: 30 MB, in MiB.
const MEMORY_AIM_MIB: f64 = 28.6;

/// Largest binary, in millions of bytes.
const BINARY_AIM_MB: f64 = 6.5;

/// Most processor time that pricing a cart of 1,000 lines against 500 promotions may take.
const PRICES_AIM_US: u64 = 5_000;

/// Fewest events of visitors a second and core, from a request's body to Parquet.
const COLLECT_AIM: u64 = 20_000;

/// Milliseconds that a report over a day of a million events takes at the most.
const ANSWERS_AIM: u64 = 2_000;

/// What writes the section of one benchmark.
type Section = fn(&Results) -> String;

/// The whole page.
pub fn page(results: &BTreeMap<String, Results>) -> String {
    let mut text = String::from(
        "# Benchmarks\n\nWritten by `make bench` from `bench/results/*.json`; do not edit. `make bench \
         BENCH=throughput` (or `hot-sku`, `prices`, `collect`, `answers`, `cost`, `coldstart`) measures one anew.\n",
    );
    let sections: [(&str, Section); 7] = [
        ("throughput", throughput),
        ("hot-sku", hot_sku),
        ("prices", prices),
        ("collect", collect),
        ("answers", answers),
        ("cost", cost),
        ("coldstart", coldstart),
    ];
    for (name, section) in sections {
        match results.get(name) {
            Some(found) => text.push_str(&format!("\n{}", section(found))),
            None => text.push_str(&format!("\n## {name}\n\nNot measured yet.\n")),
        }
    }
    text
}

/// Where a section's figures come from.
fn source(results: &Results) -> String {
    let Results { machine, commit, measured_at, n, .. } = results;
    let machine = match machine {
        Value::Object(parts) => {
            let text = |name: &str| parts.get(name).map_or(String::new(), plain);
            format!("{} cores of {}, {}", text("cores"), text("cpu"), text("os"))
        }
        other => plain(other),
    };
    format!("Commit {commit}, {measured_at}, n = {n}, {machine}.\n")
}

fn throughput(results: &Results) -> String {
    let of = |name: &str, figure: &str| number(results, name, figure);
    let cpu = of("CPU per flow", "p50_us");
    let mut text = format!(
        "## Throughput\n\nA shopper's whole way (20 products listed, one viewed, a cart with two lines, e-mail \
         and address, delivery, payment, order) through the real handlers in one process over the embedded \
         table, JSON on both ends, with every event that follows from it carried and consumed. The \
         make-believe payment provider runs in the same process; its share is the row `sandbox`. \
         {}\n| | flows a second, one thread | two threads | CPU a flow |\n|---|--:|--:|--:|\n\
         | Kontor | {} | {} | {} ms (p99 {} ms) |\n\
         | Vendure 3.7.3 with PostgreSQL (brief's figure, a machine like this) | | 4.2 | 389 ms |\n\
         | Medusa 2.21.2 (brief's figure, a machine like this) | | 1.1 | about 1,550 ms |\n\n\
         Aim: at most 4 ms of CPU a flow in all. {}\n\n",
        source(results),
        thousandths(of("flows per second, 1 thread", "milli")),
        thousandths(of("flows per second, 2 threads", "milli")),
        thousandths(cpu),
        thousandths(of("CPU per flow", "p99_us")),
        verdict(cpu > 0 && cpu <= FLOW_AIM_US),
    );
    text.push_str("Where the time goes, by step, by layer and by who is at work (a caller is not at work while somebody works for it):\n\n");
    let wanted = |row: &&Row| {
        let name = name(row);
        ["step: ", "layer: ", "at work: "].iter().any(|kind| name.starts_with(kind))
    };
    let rows: Vec<&Row> = results.rows.iter().filter(wanted).collect();
    text.push_str(&table(
        &rows,
        &[("p50_us", "p50 µs"), ("p99_us", "p99 µs"), ("mean_us", "mean µs")],
    ));
    text
}

fn hot_sku(results: &Results) -> String {
    let oversold: u64 = results.rows.iter().filter_map(|row| row.get("oversold")?.as_u64()).sum();
    let mut text = format!(
        "## Hot SKU\n\n5,000 reservations a second of one SKU, whether or not those before were served, by the \
         shop's own code over a model of DynamoDB's limits: 1,000 write and 3,000 read units a second per \
         partition key (at most a tenth of a second's saved up), transactions that meet are refused, 10 ms a \
         call. Time is virtual and chance seeded, so the figures repeat. `busy` is a 409 or 503 that says \
         \"come again\". {}\nOversold: {oversold}; the ledger's sum is the level in each. {}\n\n",
        source(results),
        verdict(oversold == 0 && !results.rows.is_empty()),
    );
    let columns = [
        ("accepted", "accepted"),
        ("refused", "sold out"),
        ("busy", "busy"),
        ("oversold", "oversold"),
        ("p50_ms", "p50 ms"),
        ("p99_ms", "p99 ms"),
        ("accepted_p99_ms", "p99 ms of accepted"),
        ("throttles", "throttles"),
        ("conflicts", "conflicts"),
        ("most_throttled", "throttled most often: key, of what, calls"),
    ];
    text.push_str(&table(&results.rows.iter().collect::<Vec<_>>(), &columns));
    text
}

fn prices(results: &Results) -> String {
    let large = number(results, "1,000 lines, 500 promotions of a shop", "p50_us");
    let mut text = format!(
        "## Prices\n\nProcessor time of the price engine, with the derivation; `verify` is the verifier, which \
         shares no arithmetic with it. A row of laws, if they were run, says on how many random carts each was tried. \
         {}\nAim: 1,000 lines against 500 active promotions in at most 5 ms on one core. {}\n\n",
        source(results),
        verdict(large > 0 && large <= PRICES_AIM_US),
    );
    let columns = [
        ("p50_us", "p50 µs"),
        ("p99_us", "p99 µs"),
        ("mean_us", "mean µs"),
        ("verify_us", "verify µs"),
        ("applied", "rules applied"),
        ("derivation_bytes", "bytes of derivation"),
        ("passed", "laws and tests passed"),
        ("seconds", "seconds"),
    ];
    text.push_str(&table(&results.rows.iter().collect::<Vec<_>>(), &columns));
    text
}

fn collect(results: &Results) -> String {
    let slowest =
        results.rows.iter().filter_map(|row| row.get("events_per_second")?.as_u64()).min();
    let mut text = format!(
        "## Collect\n\nEvents of visitors, from a request's body to the bytes of Parquet files: judged, written into \
         messages, read again, sorted, written in columns. Processor time of one core. {}\nAim: {COLLECT_AIM} a second. {}\n\n",
        source(results),
        verdict(slowest.is_some_and(|rate| rate >= COLLECT_AIM)),
    );
    let columns = [
        ("events_per_second", "events/s"),
        ("judged_per_second", "judged and in messages, events/s"),
        ("bytes_in_queue_per_event", "bytes an event in the queue"),
        ("bytes_in_parquet_per_event", "bytes an event in Parquet"),
    ];
    text.push_str(&table(&results.rows.iter().collect::<Vec<_>>(), &columns));
    text
}

fn answers(results: &Results) -> String {
    let slowest = results.rows.iter().filter_map(|row| row.get("p50_ms")?.as_u64()).max();
    let mut text = format!(
        "## Answers\n\nReports over a day of events of visitors, and an order for every fifty of them, through DuckDB: the \
         statements that Athena gets, files read anew each time. n is events. {}\nAim: {ANSWERS_AIM} ms. {}\n\n",
        source(results),
        verdict(slowest.is_some_and(|millis| millis < ANSWERS_AIM)),
    );
    let columns = [
        ("p50_ms", "p50 ms"),
        ("most_ms", "most ms"),
        ("rows", "rows"),
        ("bytes_per_event", "bytes an event in Parquet"),
    ];
    text.push_str(&table(&results.rows.iter().collect::<Vec<_>>(), &columns));
    text
}

fn cost(results: &Results) -> String {
    let mut text = format!(
        "## Cost\n\nCounted, not timed; [costs.md](costs.md) has the use cases, the prices and what is counted. {}\n",
        source(results)
    );
    text.push_str(
        "| a thousand of | data, compute, events | with messages in batches | gateway | aim |\n\
         |---|--:|--:|--:|---|\n",
    );
    for row in &results.rows {
        let pico = |name: &str| row.get(name).and_then(Value::as_u64);
        let dollars = |name: &str| pico(name).map_or(String::new(), per_thousand);
        let met = |aim| verdict(pico("pico_dollars").is_some_and(|cost| cost <= aim));
        let aim = pico("aim_pico_dollars");
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} |\n",
            name(row),
            dollars("pico_dollars"),
            dollars("pico_dollars_batched"),
            dollars("gateway_pico_dollars"),
            aim.map_or(String::new(), |aim| format!("{}: {}", per_thousand(aim), met(aim))),
        ));
    }
    text.push_str(
        "\nThe aim is for the workload of 20 requests that a design of this kind was reckoned to serve for $0.084 \
         a thousand, $0.064 of it without the gateway. An order \
         costs the same however many there are: every key of it begins with an id of its own, no read is a scan, no \
         list is longer than its page, and what clocks look for is found by when it is due. That is argued from the \
         keys for a million orders, and counted for as many as a row above says.\n",
    );
    text
}

fn coldstart(results: &Results) -> String {
    let mut text = format!(
        "## Cold start\n\nFrom exec to the first reply under the Runtime Interface Emulator: start, \
         initialisation with a first call of the local table, and one whole request; release build. n is \
         starts of each function. {}\n",
        source(results)
    );
    let columns = [
        ("p50_ms", "p50 ms"),
        ("p95_ms", "p95 ms"),
        ("max_ms", "most ms"),
        ("peak_mib", "peak MiB"),
        ("binary_mb", "binary MB"),
    ];
    text.push_str(&table(&results.rows.iter().collect::<Vec<_>>(), &columns));
    let met = |figure: &str, most: f64| {
        let fits = |row: &&Row| row.get(figure).and_then(Value::as_f64).is_some_and(|f| f <= most);
        results.rows.iter().filter(fits).count()
    };
    let of = results.rows.len();
    for (aim, met) in [
        ("at most 25 ms (p50)", met("p50_ms", START_AIM_MS)),
        ("at most 30 MB of memory", met("peak_mib", MEMORY_AIM_MIB)),
        ("a binary of at most 6.5 MB", met("binary_mb", BINARY_AIM_MB)),
    ] {
        let verdict = verdict(met == of && of > 0);
        text.push_str(&format!("\nAim: {aim}. {met} of {of} functions. {verdict}\n"));
    }
    text
}

fn table(rows: &[&Row], columns: &[(&str, &str)]) -> String {
    let heads: Vec<&str> = columns.iter().map(|(_, head)| *head).collect();
    let mut text = format!("| | {} |\n|---|{}\n", heads.join(" | "), "--:|".repeat(columns.len()));
    for row in rows {
        let cells: Vec<String> =
            columns.iter().map(|(name, _)| row.get(*name).map_or(String::new(), plain)).collect();
        text.push_str(&format!("| {} | {} |\n", name(row), cells.join(" | ")));
    }
    text
}

fn name(row: &Row) -> String {
    row.get("name").or_else(|| row.get("function")).map_or(String::new(), plain)
}

fn number(results: &Results, wanted: &str, figure: &str) -> u64 {
    let row = results.rows.iter().find(|row| name(row) == wanted);
    row.and_then(|row| row.get(figure)?.as_u64()).unwrap_or_default()
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Thousandths, to one decimal.
fn thousandths(value: u64) -> String {
    format!("{}.{}", value / 1_000, value % 1_000 / 100)
}

/// Dollars of a thousand.
fn per_thousand(pico: u64) -> String {
    let hundredths_of_cents = pico / 100_000;
    format!("${}.{:04}", hundredths_of_cents / 10_000, hundredths_of_cents % 10_000)
}

fn verdict(met: bool) -> &'static str {
    if met { "**Met.**" } else { "**Not met.**" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(micros: u64) -> BTreeMap<String, Results> {
        let row = serde_json::json!({ "name": "CPU per flow", "p50_us": micros, "p99_us": 9_100 });
        let rows = vec![row.as_object().cloned().unwrap()];
        let results = Results { bench: "throughput".into(), rows, ..Results::default() };
        BTreeMap::from([("throughput".to_owned(), results)])
    }

    #[test]
    fn an_aim_is_met_or_said_not_to_be() {
        assert!(page(&found(3_900)).contains("3.9 ms (p99 9.1 ms)"));
        assert!(page(&found(3_900)).contains("in all. **Met.**"));
        assert!(page(&found(4_001)).contains("in all. **Not met.**"));
        assert!(
            page(&found(0)).contains("in all. **Not met.**"),
            "what was not measured is not met"
        );
    }

    #[test]
    fn what_has_not_run_is_said_so() {
        assert!(page(&BTreeMap::new()).contains("## hot-sku\n\nNot measured yet."));
    }
}
