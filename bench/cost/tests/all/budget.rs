//! No use case may come to cost more without somebody deciding so.
#![allow(clippy::large_futures)] // A whole shop is in them.
use cost::{Usage, measure_all};
use std::collections::BTreeMap;

#[tokio::test(start_paused = true)]
async fn no_use_case_exceeds_its_budget() {
    let budget: BTreeMap<String, Usage> =
        serde_json::from_str(include_str!("../../budget.json")).unwrap();
    let mut grown = Vec::new();
    for (name, usage) in measure_all().await {
        let allowed = budget.get(name).unwrap_or_else(|| {
            panic!("`{name}` has no budget; decide one with `cargo run -p cost -- --write`")
        });
        for ((figure, used), (_, most)) in usage.figures().into_iter().zip(allowed.figures()) {
            if used > most {
                grown.push(format!("{name}: {figure} was {most}, is {used}"));
            }
        }
    }
    assert!(
        grown.is_empty(),
        "{}\nIf it has to be: `cargo run -p cost -- --write`, and say why in the commit.",
        grown.join("\n")
    );
}
