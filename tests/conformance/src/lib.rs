//! What is declared, mounted, deployed and published is the same thing: this crate writes the
//! published files out of the rows, and its tests hold code, rows and template against one another.
//!
//! Invariant: a generated file is never edited by hand; `cargo run -p conformance -- write` makes it.
pub mod catalogue;
pub mod docs;
pub mod example;
pub mod files;
pub mod gateway;
pub mod html;
pub mod invocations;
pub mod loops;
pub mod paste;
pub mod shapes;
pub mod template;

pub use functions::apps;
use std::path::PathBuf;

/// The repository.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).map_or(here.clone(), PathBuf::from)
}

/// What can go wrong while generating: always a mistake in a row.
pub type Trouble = Box<dyn std::error::Error>;
