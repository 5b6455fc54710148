//! Prints what each use case costs; `--calls` adds what an order asks of the table, `--write` renews the budget and `docs/costs.md`.
use cost::{Prices, calls_of_an_order, measure_all, report};
use std::{collections::BTreeMap, error::Error, fs, path::Path};

// Pauses pass at once, so that how often one looks again does not depend on the machine.
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), Box<dyn Error>> {
    let prices = Prices::read()?;
    let measured = measure_all().await;
    let table = report::table(&prices, &measured);
    let text = format!(
        "# What it costs\n\nCounted over the embedded table by `make bench`, not timed. Prices: {}, as of {}; \
         see `bench/cost/prices.json` for sources and assumptions. `bench/cost/budget.json` pins the counts; a \
         test fails when one grows.\n\n{table}",
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
        let budget: BTreeMap<_, _> = measured.into_iter().collect();
        fs::write(here.join("budget.json"), serde_json::to_string_pretty(&budget)? + "\n")?;
        fs::write(here.join("../../docs/costs.md"), text)?;
    }
    Ok(())
}
