//! How much of a processor a shopper takes: complete flows through the real handlers, in one
//! process, over the embedded table.
//!
//! `cargo run --profile bench -p throughput [-- --flows 200] [--rounds 5]`. Measured is the
//! thread's own processor time, so that other work on the machine does not count. Pauses in which a
//! request waits for an event pass at once; the events themselves are carried and consumed, and count.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // A measurement that cannot go on says why, and stops.
mod flow;
mod run;
mod tell;

use run::{Plan, Round};
use std::{error::Error, thread};

fn main() -> Result<(), Box<dyn Error>> {
    let plan = Plan {
        flows: asked("--flows").unwrap_or(200),
        rounds: asked("--rounds").unwrap_or(5),
        warm_up: 30,
    };
    let alone = run::rounds(plan)?;
    // A shop each, as two Lambda environments would be.
    let side = thread::spawn(move || run::rounds(plan).map_err(|error| error.to_string()));
    let mut both = run::rounds(plan)?;
    both.extend(side.join().map_err(|_| "the second thread stopped")??);
    let rows = tell::rows(&alone, &both, plan.rounds);
    let n = u64::try_from(alone.iter().map(|round: &Round| round.flows.len()).sum::<usize>())?;
    report::keep("throughput", n, rows.clone())?;
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
