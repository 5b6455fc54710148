//! Prints what each use case costs; `--calls` adds what an order asks of the table until it is delivered, `--full 10000`
//! places one in a table that holds so many orders, `--write` renews the budget, the results and
//! `docs/costs.md`.
#![allow(clippy::large_futures)] // A whole shop is in them.
use ::report::Row;
use cost::{
    Messages, Prices, Usage, WORKLOAD, calls_of_an_order, measure_all, place_among, report,
};
use serde_json::json;
use std::{collections::BTreeMap, error::Error, fs, path::Path};

// Pauses pass at once, so that how often one looks again does not depend on the machine.
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), Box<dyn Error>> {
    let prices = Prices::read()?;
    let mut measured = measure_all().await;
    let budget: BTreeMap<_, _> = measured.iter().copied().collect();
    let mut words = std::env::args().skip_while(|word| word != "--full");
    if let Some(orders) = words.nth(1).and_then(|word| word.parse().ok()) {
        let name = format!("an order of 2 lines among {orders} others");
        measured.push((name.leak(), place_among(orders).await));
    }
    let table = report::table(&prices, &measured);
    let visitors = report::visitors(&cost::visitors::of_a_million(&prices));
    let text = format!(
        "# What it costs\n\nCounted over the embedded table by `make bench BENCH=cost`, not timed. Prices: {}, as of {}; \
         see `bench/cost/prices.json` for sources and assumptions. `bench/cost/budget.json` pins the counts; a \
         test fails when one grows. Dollars are for a thousand; *sum* is data, compute and events with each message \
         by itself, *in batches* the same with ten messages to a batch; the API gateway and mails are apart. What the \
         make-believe payment provider and carrier do is left out: they stand for somebody else's business; their \
         webhooks are requests like others. *keys* are those made and read of what is sealed: each function reads that of a buyer once a \
         minute.\n\n{table}\n## Events of visitors\n\nA million of them, twenty a request, from the gateway to a year in \
         files. Requests, messages, files and bytes are what the shop\'s own code makes of a page\'s events; milliseconds, \
         log and merges are assumed (`visitors` in the price file). Nearly all of it is by request: a page that sends each event \
         alone pays the gateway twenty times.\n\n{visitors}",
        prices.region, prices.as_of,
    );
    #[allow(clippy::print_stdout)]
    {
        println!("{text}");
        if std::env::args().any(|word| word == "--calls") {
            println!("{}", report::calls(&calls_of_an_order().await));
        }
    }
    if std::env::args().any(|word| word == "--write") {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        fs::write(here.join("budget.json"), serde_json::to_string_pretty(&budget)? + "\n")?;
        fs::write(here.join("../../docs/costs.md"), text)?;
        ::report::keep("cost", 1, rows(&prices, &measured))?;
    }
    Ok(())
}

fn rows(prices: &Prices, measured: &[(&'static str, Usage)]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (name, usage) in measured {
        let (alone, batched) =
            (prices.bill(usage, Messages::Alone), prices.bill(usage, Messages::Batched));
        let mut row = Row::new();
        row.insert("name".into(), json!(name));
        row.insert("pico_dollars".into(), json!(alone.own()));
        row.insert("pico_dollars_batched".into(), json!(batched.own()));
        row.insert("gateway_pico_dollars".into(), json!(alone.gateway));
        row.insert("mails_pico_dollars".into(), json!(alone.mails));
        row.extend(
            usage.figures().into_iter().map(|(name, value)| (name.to_owned(), json!(value))),
        );
        // The brief's price of the same workload, without the gateway and with it, is 0.064 and 0.084.
        if *name == WORKLOAD {
            row.insert("aim_pico_dollars".into(), json!(50_000_000_u64));
        }
        rows.push(row);
    }
    rows
}
