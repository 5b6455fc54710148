//! Writes the generated files: `cargo run -p conformance -- write`.
#![allow(clippy::print_stdout)] // It talks to the person at the keyboard.
use conformance::{Trouble, files};

const USAGE: &str = "usage: cargo run -p conformance -- write [--unreleased]
  write          writes openapi.json, docs/ and events/ out of the rows; schemas that exist are kept
  --unreleased   also writes over the schemas of events that were never released";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Trouble> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let unreleased = match arguments.as_slice() {
        ["write"] => false,
        ["write", "--unreleased"] => true,
        _ => return Err(USAGE.into()),
    };
    let written = files::write(&files::generated().await?, unreleased)?;
    for line in &written {
        println!("{line}");
    }
    println!("{} files changed", written.len());
    Ok(())
}
