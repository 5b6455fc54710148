//! The figures of all rounds, as rows.
use crate::{
    flow::{AFTERWARDS, STEPS},
    run::{Flow, Round},
};
use report::{Row, percentile};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};
use testkit::Account;

/// A name, and the part of a flow's time that goes by it.
type Layer = (&'static str, fn(&Flow) -> Duration);

/// Whose code takes the time.
const LAYERS: [Layer; 4] = [
    ("the shop's functions and its runtime", |flow| {
        let others = [Account::SDK, Account::TABLE].map(|name| by(flow, name));
        flow.by.values().sum::<Duration>().saturating_sub(others.into_iter().sum())
    }),
    ("the AWS SDK", |flow| by(flow, Account::SDK)),
    ("the embedded table", |flow| by(flow, Account::TABLE)),
    ("the bench's bus, queues and web", rest),
];

/// Everything that was found: flows a second, processor time a flow, by step and by who was at work.
pub fn rows(alone: &[Round], both: &[Round], rounds: usize) -> Vec<Row> {
    let flows: Vec<&Flow> = alone.iter().flat_map(|round| &round.flows).collect();
    let mut rows = vec![
        row("flows per second, 1 thread", &[("milli", rate(alone, 1))]),
        row("flows per second, 2 threads", &[("milli", rate(both, 2))]),
        times("CPU per flow", flows.iter().map(|flow| flow.total())),
    ];
    rows.push(row("table calls per flow", &[("mean_milli", calls(&flows))]));
    for name in STEPS.into_iter().chain([AFTERWARDS]) {
        let of = |flow: &&Flow| flow.steps.get(name).copied().unwrap_or_default();
        rows.push(times(&format!("step: {name}"), flows.iter().map(of)));
    }
    for (layer, of) in LAYERS {
        rows.push(times(&format!("layer: {layer}"), flows.iter().map(|flow| of(flow))));
    }
    let known: BTreeSet<&str> = flows.iter().flat_map(|flow| flow.by.keys().copied()).collect();
    for name in &known {
        let of = |flow: &&Flow| by(flow, name);
        rows.push(times(&format!("at work: {name}"), flows.iter().map(of)));
    }
    let rest = flows.iter().map(|flow| rest(flow));
    rows.push(times(&format!("at work: {}", Account::NOBODY), rest));
    rows.push(row("rounds", &[("rounds", u64::try_from(rounds).unwrap_or_default())]));
    rows
}

fn by(flow: &Flow, name: &str) -> Duration {
    flow.by.get(name).copied().unwrap_or_default()
}

/// What no function was at work for is the test's own: requests, replies, queues.
fn rest(flow: &Flow) -> Duration {
    flow.total().saturating_sub(flow.by.values().sum())
}

fn row(name: &str, figures: &[(&str, u64)]) -> Row {
    let mut row = Row::new();
    row.insert("name".into(), json!(name));
    row.extend(figures.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))));
    row
}

/// Microseconds: the middle, the slowest of a hundred, and the mean.
fn times(name: &str, times: impl Iterator<Item = Duration>) -> Row {
    let mut micros: Vec<u64> =
        times.map(|time| u64::try_from(time.as_micros()).unwrap_or(u64::MAX)).collect();
    micros.sort_unstable();
    let count = u64::try_from(micros.len()).unwrap_or(1).max(1);
    let mean = micros.iter().sum::<u64>() / count;
    let (p50, p99) = (percentile(&micros, 500), percentile(&micros, 990));
    row(name, &[("p50_us", p50), ("p99_us", p99), ("mean_us", mean)])
}

/// Thousandths of a flow a second: the middle round of each thread, times the threads.
fn rate(rounds: &[Round], threads: u64) -> u64 {
    let mut rates: Vec<u64> = rounds
        .iter()
        .map(|round| {
            let micros = u64::try_from(round.wall.as_micros()).unwrap_or(u64::MAX).max(1);
            u64::try_from(round.flows.len()).unwrap_or_default() * 1_000_000_000 / micros
        })
        .collect();
    rates.sort_unstable();
    percentile(&rates, 500) * threads
}

fn calls(flows: &[&Flow]) -> u64 {
    let all: u64 = flows.iter().map(|flow| flow.table_calls).sum();
    all * 1_000 / u64::try_from(flows.len()).unwrap_or(1).max(1)
}
