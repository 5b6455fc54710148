//! Every declared operation is mounted once, where it belongs, and can be reached.
use conformance::apps;
use contract::{Caller, Trait};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn every_operation_is_mounted_once_and_in_the_function_of_its_capability() {
    let mut mounted: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for app in apps() {
        for id in app.manifest().operations {
            mounted.entry(id).or_default().push(app.name());
        }
    }
    for row in contract::all() {
        let at = mounted.remove(row.id).unwrap_or_default();
        assert_eq!(at, [row.capability], "{} is mounted in {at:?}", row.id);
    }
    assert!(mounted.is_empty(), "mounted, but not in contract::all(): {mounted:?}");
}

#[test]
fn ids_and_addresses_are_unique() {
    let mut ids = BTreeSet::new();
    let mut addresses = BTreeSet::new();
    for row in contract::all() {
        assert!(ids.insert(row.id), "two operations are called {}", row.id);
        assert!(addresses.insert((row.method, row.path)), "two at {} {}", row.method, row.path);
    }
}

#[test]
fn no_two_paths_collide() {
    let mut router = matchit::Router::new();
    let paths: BTreeSet<&str> = contract::all().iter().map(|row| row.path).collect();
    for path in paths {
        router.insert(path, path).unwrap_or_else(|e| panic!("{path}: {e}"));
    }
}

#[test]
fn rows_follow_the_conventions() {
    for row in contract::all() {
        let id = row.id;
        assert!(["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&row.method), "{id}");
        assert!(row.path.starts_with('/') && !row.path.ends_with('/'), "{id}: {}", row.path);
        assert!((200..300).contains(&row.status), "{id} succeeds with {}", row.status);
        assert!(row.doc.trim().ends_with(['.', '?']), "{id}: its sentence has no end");
        let creates = row.method == "POST" && row.status == 201;
        let free = matches!(row.caller, Caller::Signed);
        assert!(!creates || free || row.has(Trait::Keyed), "{id} creates, so it must be Keyed");
        assert!(row.method != "GET" || !row.has(Trait::Keyed), "{id} only reads");
    }
}

#[test]
fn the_document_describes_every_path_parameter() {
    let document = contract::openapi::document();
    for row in contract::all() {
        let pointer = format!("/{}/parameters", row.method.to_lowercase());
        let described = document["paths"][row.path].pointer(&pointer).unwrap();
        let described: BTreeSet<&str> = described
            .as_array()
            .unwrap()
            .iter()
            .filter(|parameter| parameter["in"] == "path")
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        let wanted: BTreeSet<&str> =
            conformance::shapes::holes(row.path).into_iter().map(|(name, _)| name).collect();
        assert_eq!(described, wanted, "{}", row.id);
    }
}
