//! The generated files, and how they get into the repository.
use crate::{Trouble, apps, catalogue, docs, gateway, invocations, root};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The command that writes them.
pub const COMMAND: &str = "cargo run -p conformance -- write";

/// Every generated file: its path in the repository, and its text. Of the template, parts are.
pub async fn generated() -> Result<BTreeMap<PathBuf, String>, Trouble> {
    let template = fs::read_to_string(root().join("template.yaml"))?;
    let mut files = BTreeMap::from([
        (PathBuf::from("openapi.json"), pretty(&contract::openapi::document())?),
        (PathBuf::from("template.yaml"), gateway::renewed(&template, &apps())?),
        (PathBuf::from("docs/table.md"), docs::table()),
        (PathBuf::from("docs/events.md"), docs::events(&apps())),
        (PathBuf::from("docs/events.html"), catalogue::html(&apps())?),
        (PathBuf::from("docs/operations.md"), docs::operations()),
        (PathBuf::from("docs/order-states.md"), docs::order_states()),
        (PathBuf::from("docs/shipment-states.md"), docs::shipment_states()),
    ]);
    for row in events::all() {
        let folder = folder(row.detail_type);
        let schema = serde_json::to_value((row.schema)())?;
        files.insert(folder.join("schema.json"), pretty(&schema)?);
        files.insert(folder.join("sample.json"), pretty(&invocations::on_the_bus(row))?);
    }
    for app in apps() {
        for (name, payload) in invocations::of(&app).await? {
            let path = PathBuf::from(format!("events/invoke/{}/{name}.json", app.name()));
            files.insert(path, pretty(&payload)?);
        }
    }
    Ok(files)
}

/// `order.OrderPlaced.v1` is published in `events/order.OrderPlaced/v1`.
pub fn folder(detail_type: &str) -> PathBuf {
    let (name, version) = detail_type.rsplit_once('.').unwrap_or((detail_type, "v0"));
    PathBuf::from("events").join(name).join(version)
}

/// Whether a path is that of an event's schema, which is never edited once it is released.
pub fn is_schema(path: &Path) -> bool {
    path.ends_with("schema.json")
}

/// The committed text of a path, if there is one.
pub fn committed(path: &Path) -> Option<String> {
    fs::read_to_string(root().join(path)).ok()
}

/// Files in the folders that hold nothing but generated files, which nobody generates any more.
pub fn left_over(files: &BTreeMap<PathBuf, String>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("events")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).into_iter().flatten().flatten() {
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else if !files.contains_key(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Writes what differs, removes what is left over, and says what it did.
pub fn write(files: &BTreeMap<PathBuf, String>, unreleased: bool) -> Result<Vec<String>, Trouble> {
    let mut written = Vec::new();
    for (path, text) in files {
        let held = committed(path);
        if held.as_ref() == Some(text) {
            continue;
        }
        if is_schema(path) && held.is_some() && !unreleased {
            return Err(format!(
                "{} would change. A released event is never edited: add a row of the next version, \
                 and From the old one. If it was never released: {COMMAND} --unreleased",
                path.display()
            )
            .into());
        }
        let place = root().join(path);
        fs::create_dir_all(place.parent().unwrap_or(&place))?;
        fs::write(&place, text)?;
        written.push(format!("wrote {}", path.display()));
    }
    for path in left_over(files) {
        if is_schema(&path) && !unreleased {
            return Err(format!(
                "{} has no row any more. A released event stays; if it was never released: \
                 {COMMAND} --unreleased",
                path.display()
            )
            .into());
        }
        fs::remove_file(root().join(&path))?;
        written.push(format!("removed {}", path.display()));
    }
    Ok(written)
}

/// Names sorted, so that the text does not depend on how serde_json was built.
fn pretty(value: &Value) -> Result<String, Trouble> {
    Ok(format!("{}\n", serde_json::to_string_pretty(&sorted(value))?))
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut fields: Vec<_> =
                map.iter().map(|(name, inner)| (name, sorted(inner))).collect();
            fields.sort_by(|one, two| one.0.cmp(two.0));
            Value::Object(fields.into_iter().map(|(name, inner)| (name.clone(), inner)).collect())
        }
        Value::Array(list) => Value::Array(list.iter().map(sorted).collect()),
        other => other.clone(),
    }
}
