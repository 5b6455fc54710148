//! What it was measured on.
use serde::{Deserialize, Serialize};
use std::fs;

/// A machine, as far as it explains a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// Model of the processor.
    pub cpu: String,
    /// Processors that this process may use.
    pub cores: usize,
    /// Name of the operating system.
    pub os: String,
}

impl Machine {
    /// This one.
    pub fn here() -> Self {
        let field = |file: &str, name: &str, mark: char| {
            let text = fs::read_to_string(file).unwrap_or_default();
            let line = text.lines().find(|line| line.starts_with(name));
            let value = line.and_then(|line| line.split_once(mark)).map(|(_, value)| value.trim());
            value.unwrap_or("unknown").trim_matches('"').to_owned()
        };
        Self {
            cpu: field("/proc/cpuinfo", "model name", ':'),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            os: field("/etc/os-release", "PRETTY_NAME", '='),
        }
    }
}
