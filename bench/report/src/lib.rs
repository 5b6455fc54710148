//! What the benchmarks found: kept as JSON in `bench/results`, told in `docs/benchmarks.md`.
mod machine;
mod page;
mod results;

pub use machine::Machine;
pub use page::page;
pub use results::{Results, Row, keep, percentile, read_all};

use std::path::PathBuf;

/// The repository.
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
