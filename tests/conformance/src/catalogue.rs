//! `docs/events.html`: every event on one page, for a partner's engineer. It needs no script, no
//! network and nothing beside it.
use crate::{Trouble, files, html::escaped, html::page};
use domain::integrations::{Subscription, payload};
use events::{EventRow, Unread};
use runtime::App;
use serde_json::Value;
use std::collections::BTreeMap;

/// How deep fields of fields are written out.
const DEPTH_MAX: usize = 4;

/// The page.
pub fn html(apps: &[App]) -> Result<String, Trouble> {
    let mut by_source: BTreeMap<&str, Vec<&EventRow>> = BTreeMap::new();
    for row in events::all() {
        by_source.entry(row.source()).or_default().push(row);
    }
    let mut contents = String::new();
    let mut body = String::new();
    for (source, rows) in by_source {
        contents.push_str(&format!("<li><a href=\"#{source}\">{source}</a><ul>"));
        body.push_str(&format!(
            "<section aria-labelledby=\"{source}\">\n<h2 id=\"{source}\">{source}</h2>\n"
        ));
        for row in rows {
            let (name, version) = parts(row);
            contents.push_str(&format!(
                "<li><a href=\"#{}\">{name} <small>{version}</small></a></li>",
                row.detail_type
            ));
            body.push_str(&article(row, apps)?);
        }
        contents.push_str("</ul></li>\n");
        body.push_str("</section>\n");
    }
    Ok(page(&contents, &body))
}

/// `order.OrderPlaced.v1` → `OrderPlaced` and `v1`.
fn parts(row: &EventRow) -> (&'static str, &'static str) {
    let rest = row.detail_type.split_once('.').map_or(row.detail_type, |(_, rest)| rest);
    rest.split_once('.').unwrap_or((rest, ""))
}

fn article(row: &EventRow, apps: &[App]) -> Result<String, Trouble> {
    let (name, version) = parts(row);
    let wire = row.detail_type;
    let listeners: Vec<&str> = apps
        .iter()
        .filter(|app| app.manifest().subscriptions.contains(&wire))
        .map(App::name)
        .collect();
    let listeners = if listeners.is_empty() {
        "only partners who subscribe to it".to_owned()
    } else {
        format!("{}, and partners who subscribe to it", listeners.join(", "))
    };
    let folder = files::folder(wire);
    let schema = format!("../{}/schema.json", folder.display());
    let (data, definitions) = row.data_schema();
    let mut rows = String::new();
    fields(&data, &definitions, "", 0, &mut rows);
    let table = if rows.is_empty() {
        "<p>It carries no fields of its own.</p>".to_owned()
    } else {
        format!(
            "<table><caption>Fields of <code>data</code></caption><thead><tr><th scope=\"col\">Field\
             </th><th scope=\"col\">Type</th><th scope=\"col\">Meaning</th></tr></thead><tbody>\n\
             {rows}</tbody></table>"
        )
    };
    let sample = escaped(&sample(row)?);
    Ok(format!(
        "<article aria-labelledby=\"{wire}\">\n<h3 id=\"{wire}\">{name} <small>{version}</small> \
         <a class=\"self\" href=\"#{wire}\" aria-label=\"Link to {wire}\">#</a></h3>\n\
         <p class=\"says\">{}</p>\n<dl><dt>Subscribe to</dt><dd><code>{wire}</code></dd>\
         <dt>Published by</dt><dd>{}</dd><dt>Heard by</dt><dd>{listeners}</dd>\
         <dt>Schema</dt><dd><a href=\"{schema}\">JSON Schema of the event on the bus</a></dd></dl>\n\
         {table}\n<details><summary>Sample of the webhook</summary><pre tabindex=\"0\"><code>{sample}\
         </code></pre></details>\n</article>\n",
        escaped(row.doc.trim()),
        row.source(),
    ))
}

/// What a receiver gets of the event's sample.
fn sample(row: &EventRow) -> Result<String, Trouble> {
    let event: Unread = serde_json::from_str(&(row.sample)().to_string())?;
    let whole = Subscription { event: row.detail_type.to_owned(), fields: None };
    let body: Value = serde_json::from_str(&payload::body(row.detail_type, &event, &whole)?)?;
    Ok(serde_json::to_string_pretty(&body)?)
}

/// A row for every field, and for the fields inside it.
fn fields(schema: &Value, definitions: &Value, before: &str, depth: usize, rows: &mut String) {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let target = resolved(field, definitions);
        let text = field.get("description").or_else(|| target.get("description"));
        let optional = if required.contains(&name.as_str()) { "" } else { " <em>optional</em>" };
        rows.push_str(&format!(
            "<tr><th scope=\"row\"><code>{before}{name}</code>{optional}</th><td>{}</td><td>{}</td>\
             </tr>\n",
            escaped(&kind(field, definitions)),
            escaped(text.and_then(Value::as_str).unwrap_or_default()),
        ));
        if depth >= DEPTH_MAX {
            continue;
        }
        let items = target.get("items").map(|items| resolved(items, definitions));
        let (inner, mark) = items.map_or((target, "."), |items| (items, "[]."));
        fields(inner, definitions, &format!("{before}{name}{mark}"), depth + 1, rows);
    }
}

/// What a schema refers to, or is one of besides nothing.
fn resolved<'a>(schema: &'a Value, definitions: &'a Value) -> &'a Value {
    if let Some(at) = schema.get("$ref").and_then(Value::as_str) {
        let name = at.rsplit('/').next().unwrap_or_default();
        return definitions.get(name).unwrap_or(schema);
    }
    let choices = schema.get("anyOf").and_then(Value::as_array);
    let something = |one: &&Value| one.get("type").and_then(Value::as_str) != Some("null");
    choices
        .and_then(|choices| choices.iter().find(something))
        .map_or(schema, |one| resolved(one, definitions))
}

/// A type in a few words: `list of ShippedLine, at most 36`, `string, such as GBP`.
fn kind(schema: &Value, definitions: &Value) -> String {
    let target = resolved(schema, definitions);
    if let Some(values) = target.get("enum").and_then(Value::as_array) {
        let values: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        return format!("one of {}", values.join(", "));
    }
    if let Some(choices) = target.get("oneOf").and_then(Value::as_array) {
        let values: Vec<&str> =
            choices.iter().filter_map(|one| one.get("const").and_then(Value::as_str)).collect();
        return format!("one of {}", values.join(", "));
    }
    let plain = match target.get("type") {
        Some(Value::Array(kinds)) => kinds.first().and_then(Value::as_str),
        kind => kind.and_then(Value::as_str),
    };
    match plain {
        Some("array") => {
            let item = target.get("items").map_or("anything".into(), |one| kind(one, definitions));
            match target.get("maxItems").and_then(Value::as_u64) {
                Some(most) => format!("list of at most {most}: {item}"),
                None => format!("list: {item}"),
            }
        }
        Some("string") => {
            let example = target.pointer("/examples/0").and_then(Value::as_str);
            example.map_or("text".into(), |example| format!("text, such as {example}"))
        }
        Some("integer") => "whole number".into(),
        Some("boolean") => "true or false".into(),
        Some(other) => other.into(),
        None => "anything".into(),
    }
}
