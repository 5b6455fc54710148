//! Takes the white space out of `openapi.json`, which is laid out for people: what is served is half as long.
use std::{env, error::Error, fs, path::Path};

const DOCUMENT: &str = "../../openapi.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={DOCUMENT}");
    let document: serde_json::Value = serde_json::from_str(&fs::read_to_string(DOCUMENT)?)?;
    #[allow(clippy::disallowed_methods)] // Cargo tells build scripts so.
    let folder = env::var("OUT_DIR")?;
    fs::write(Path::new(&folder).join("openapi.json"), serde_json::to_string(&document)?)?;
    Ok(())
}
