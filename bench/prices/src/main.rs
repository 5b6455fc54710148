//! How long the price engine takes over a large cart with many promotions, and whether its laws hold
//! for many more cases than a test has time for.
//!
//! `cargo run --profile bench -p prices [-- --rounds 300] [--cases 100000]`; no cases, no laws. Measured is the thread's own
//! processor time, so that other work on the machine does not count.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // A measurement that cannot go on says why, and stops.
mod laws;
mod world;

use cpu_time::ThreadTime;
use domain::pricing::{
    Basket, Bill, Priced, price,
    promotion::{Promotion, Promotions},
    verify,
};
use report::{Row, percentile};
use serde_json::json;
use std::{error::Error, time::Duration};

fn main() -> Result<(), Box<dyn Error>> {
    let rounds = asked("--rounds").unwrap_or(300);
    let basket = world::basket(1_000);
    let mut rows = vec![
        cart("1,000 lines, 500 promotions of a shop", &basket, world::shop(500), rounds),
        cart(
            "1,000 lines, 500 percentages off everything",
            &basket,
            world::percentages(500),
            rounds,
        ),
        cart("1,000 lines, no promotion", &basket, Vec::new(), rounds),
        cart("10 lines, 500 promotions of a shop", &world::basket(10), world::shop(500), rounds),
        index(rounds),
    ];
    match asked("--cases").unwrap_or(100_000) {
        0 => {}
        cases => rows.push(laws::row(cases)?),
    }
    report::keep("prices", u64::try_from(rounds)?, rows.clone())?;
    #[allow(clippy::print_stdout)]
    for row in rows {
        println!("{}", serde_json::to_string(&row)?);
    }
    Ok(())
}

fn asked(name: &str) -> Option<usize> {
    let mut words = std::env::args().skip_while(|word| word != name);
    words.nth(1)?.parse().ok()
}

/// One cart, priced and verified again and again.
fn cart(name: &str, basket: &Basket, promotions: Vec<Promotion>, rounds: usize) -> Row {
    let rules = world::rules(promotions);
    let mut priced = None;
    let pricing = measure(rounds, || priced = Some(price(basket, &rules).expect("it has a price")));
    let priced = priced.expect("at least one round");
    let verifying = measure(rounds / 10 + 1, || check(&priced));
    let stored = serde_json::to_vec(&priced.derivation).expect("it can be written");
    let applied = u64::try_from(priced.discounts.len()).unwrap_or_default();
    let mut row = times(name, pricing);
    row.insert("verify_us".into(), json!(times(name, verifying)["p50_us"]));
    row.insert("applied".into(), json!(applied));
    row.insert("derivation_bytes".into(), json!(stored.len()));
    row
}

fn check(priced: &Priced) {
    let lines: Vec<_> = priced.lines.iter().map(|line| line.amounts).collect();
    let bill = Bill { lines: &lines, totals: &priced.totals, taxes: &priced.taxes };
    verify(&priced.derivation, bill).expect("the verifier agrees");
}

/// What it takes to lay promotions out: once for many carts.
fn index(rounds: usize) -> Row {
    let promotions = world::shop(500);
    let taken = measure(rounds, || {
        Promotions::of(promotions.clone()).expect("they are good");
    });
    times("laying out 500 promotions", taken)
}

fn measure(rounds: usize, mut work: impl FnMut()) -> Vec<Duration> {
    for _ in 0..rounds / 10 {
        work();
    }
    let one = |_| {
        let begun = ThreadTime::now();
        work();
        begun.elapsed()
    };
    (0..rounds).map(one).collect()
}

/// Microseconds: the middle, the slowest of a hundred, and the mean.
fn times(name: &str, times: Vec<Duration>) -> Row {
    let mut micros: Vec<u64> =
        times.iter().map(|time| u64::try_from(time.as_micros()).unwrap_or(u64::MAX)).collect();
    micros.sort_unstable();
    let count = u64::try_from(micros.len()).unwrap_or(1).max(1);
    let mut row = Row::new();
    row.insert("name".into(), json!(name));
    row.insert("p50_us".into(), json!(percentile(&micros, 500)));
    row.insert("p99_us".into(), json!(percentile(&micros, 990)));
    row.insert("mean_us".into(), json!(micros.iter().sum::<u64>() / count));
    row
}
