//! Who may know whom.
use conformance::{apps, root};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path, process::Command};

/// Crates of ours that a shared crate may depend on, besides those of the row before.
const LAYERS: &[(&str, &[&str])] = &[
    ("primitives", &[]),
    ("events", &["primitives"]),
    ("domain", &["events", "primitives"]),
    ("contract", &["domain", "events", "primitives"]),
    ("vault", &[]),
    ("table", &["domain", "events", "primitives", "vault"]),
];

/// Direct dependencies of every crate of the workspace, tests' own apart.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let of = |package: &Value| {
        let all = package["dependencies"].as_array().unwrap().iter();
        all.filter(|dependency| dependency["kind"].is_null())
            .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
            .collect()
    };
    packages
        .iter()
        .map(|package| (package["name"].as_str().unwrap().to_owned(), of(package)))
        .collect()
}

#[test]
fn a_function_knows_no_sdk_and_no_other_function() {
    let all = dependencies();
    let functions: Vec<&str> = apps().iter().map(runtime::App::name).collect();
    for name in &functions {
        for dependency in &all[*name] {
            let forbidden = dependency.starts_with("aws-")
                || dependency.starts_with("lambda_")
                || functions.contains(&dependency.as_str())
                || ["tokio", "testkit", "getrandom", "reqwest"].contains(&dependency.as_str());
            assert!(!forbidden, "{name} depends on {dependency}");
        }
    }
}

#[test]
fn a_shared_crate_knows_only_the_layers_below_it() {
    let all = dependencies();
    for (name, below) in LAYERS {
        for dependency in &all[*name] {
            let ours = all.contains_key(dependency);
            assert!(!ours || below.contains(&dependency.as_str()), "{name} knows {dependency}");
        }
    }
    for pure in ["primitives", "events", "domain", "contract"] {
        for dependency in &all[pure] {
            let outside = dependency.starts_with("aws-") || dependency == "tokio";
            assert!(!outside, "{pure} depends on {dependency}");
        }
    }
    for (name, dependencies) in all.iter().filter(|(name, _)| *name != "conformance") {
        let deployed = ![
            "testkit",
            "journeys",
            "simulation",
            "live",
            "stripe",
            "cost",
            "hot-sku",
            "throughput",
        ]
        .contains(&&**name);
        let testing = dependencies.iter().any(|dependency| dependency == "testkit");
        assert!(!(deployed && testing), "{name} is deployed, and depends on testkit");
    }
}

#[test]
fn every_function_says_in_one_sentence_what_it_is() {
    for app in
        apps().iter().filter(|app| app.manifest() != runtime::App::new(app.name()).manifest())
    {
        let lib = root().join("functions").join(app.name()).join("src/lib.rs");
        let text = fs::read_to_string(lib).unwrap();
        let about: Vec<&str> =
            text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
        let about = about.join(" ");
        let begins = about.starts_with(&format!("`{}`: ", app.name()));
        assert!(begins && about.ends_with('.'), "{}: {about}", app.name());
    }
}

#[test]
fn a_function_has_no_clock_no_chance_no_environment_and_no_untyped_json() {
    for app in apps() {
        for (path, text) in sources(&root().join("functions").join(app.name()).join("src")) {
            for word in
                ["SystemTime", "std::env", "serde_json::Value", "thread_rng", "Instant::now"]
            {
                assert!(!text.contains(word), "{path} uses {word}");
            }
        }
    }
}

#[test]
fn no_source_file_is_longer_than_a_sitting() {
    for folder in ["functions", "shared", "tests"] {
        for (path, text) in sources(&root().join(folder)) {
            let lines = text.lines().count();
            assert!(lines <= 500, "{path} has {lines} lines");
        }
    }
}

fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}
