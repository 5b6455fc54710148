//! Results as files.
use crate::{Machine, root};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, error::Error, fs, process::Command};

/// One line of results: figures by name.
pub type Row = Map<String, Value>;

/// What one benchmark found.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Results {
    /// Which.
    pub bench: String,
    /// Of which state of the code.
    pub commit: String,
    /// Where.
    pub machine: Value,
    /// When.
    pub measured_at: String,
    /// How many were measured, of what the benchmark counts.
    pub n: u64,
    /// The figures.
    pub rows: Vec<Row>,
}

/// Writes down what a benchmark found, in place of what it found before.
pub fn keep(bench: &str, n: u64, rows: Vec<Row>) -> Result<Results, Box<dyn Error>> {
    let results = Results {
        bench: bench.into(),
        commit: commit(),
        machine: serde_json::to_value(Machine::here())?,
        measured_at: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        n,
        rows,
    };
    let folder = root().join("bench/results");
    fs::create_dir_all(&folder)?;
    let text = serde_json::to_string_pretty(&results)? + "\n";
    fs::write(folder.join(format!("{bench}.json")), text)?;
    Ok(results)
}

/// The results of every benchmark that has run, by name.
pub fn read_all() -> Result<BTreeMap<String, Results>, Box<dyn Error>> {
    let mut all = BTreeMap::new();
    for file in fs::read_dir(root().join("bench/results"))? {
        let path = file?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            all.insert(name, serde_json::from_str(&fs::read_to_string(&path)?)?);
        }
    }
    Ok(all)
}

/// The value below which so many of a thousand lie. The values must be in order.
pub fn percentile(sorted: &[u64], per_mille: usize) -> u64 {
    let at = (sorted.len() * per_mille / 1_000).min(sorted.len().saturating_sub(1));
    sorted.get(at).copied().unwrap_or_default()
}

/// The commit, with a plus where the code differs from it.
fn commit() -> String {
    let git = |words: &[&str]| {
        let output = Command::new("git").args(words).current_dir(root()).output();
        output.map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned()).unwrap_or_default()
    };
    let changed =
        !git(&["status", "--porcelain", "--", "shared", "functions", "bench/*/src"]).is_empty();
    format!("{}{}", git(&["rev-parse", "--short", "HEAD"]), if changed { "+" } else { "" })
}
