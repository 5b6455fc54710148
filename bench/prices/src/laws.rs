//! The laws of prices, with many cases: the tests of the domain themselves, built as benchmarks are.
use report::{Row, root};
use serde_json::json;
use std::{error::Error, process::Command, time::Instant};

/// Runs the laws; a law that is broken stops the benchmark with the case that breaks it.
pub fn row(cases: usize) -> Result<Row, Box<dyn Error>> {
    let begun = Instant::now();
    let output = Command::new("cargo")
        .args(["test", "--quiet", "--profile", "bench", "-p", "domain", "--lib", "pricing::"])
        .env("PROPTEST_CASES", cases.to_string())
        .current_dir(root())
        .output()?;
    let told = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        return Err(format!("a law is broken:\n{told}").into());
    }
    let passed = told.lines().rev().find_map(passed).ok_or("no law was tried")?;
    let mut row = Row::new();
    row.insert("name".into(), json!(format!("laws, {cases} cases each")));
    row.insert("passed".into(), json!(passed));
    row.insert("seconds".into(), json!(begun.elapsed().as_secs()));
    Ok(row)
}

/// So many tests passed, as the test runner's last line says.
fn passed(line: &str) -> Option<u64> {
    line.strip_prefix("test result: ok. ")?.split(' ').next()?.parse().ok()
}
