//! Writes `docs/benchmarks.md` from the results of all benchmarks.
use std::{error::Error, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let page = report::page(&report::read_all()?);
    fs::write(report::root().join("docs/benchmarks.md"), page)?;
    Ok(())
}
