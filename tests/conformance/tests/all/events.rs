//! Events are named, described and small enough, and say nothing about people.
use conformance::example;
use primitives::limits::EVENT_BYTES_MAX;
use serde_json::Value;
use std::collections::BTreeSet;

/// Parts of field names that hold personal data.
const PERSONAL: &[&str] = &[
    "address",
    "birthday",
    "city",
    "email",
    "firstname",
    "iban",
    "ip",
    "lastname",
    "mail",
    "mobile",
    "pan",
    "phone",
    "postcode",
    "street",
    "surname",
    "telephone",
    "zip",
];
/// Types that hold personal data, or whatever a person types.
const PERSONAL_TYPES: &[&str] = &["Address", "Email", "Note", "PostalAddress"];
/// Secrets never travel either.
const SECRET: &[&str] = &["password", "secret", "token"];

#[test]
fn names_are_well_formed_and_unique() {
    let mut names = BTreeSet::new();
    let functions: Vec<&str> = conformance::apps().iter().map(runtime::App::name).collect();
    for row in events::all() {
        let name = row.detail_type;
        let parts: Vec<&str> = name.split('.').collect();
        let [source, event, version] = parts[..] else { panic!("{name}: source.Name.vN") };
        assert!(functions.contains(&source), "{name}: no function is called {source}");
        let letters = event.chars().all(|c| c.is_ascii_alphanumeric());
        assert!(letters && event.starts_with(|c: char| c.is_ascii_uppercase()), "{name}");
        assert!(version.strip_prefix('v').unwrap().parse::<u32>().unwrap() >= 1, "{name}");
        assert!(names.insert(name), "two events are called {name}");
        assert!(row.doc.trim().ends_with('.'), "{name}: say what happened, in a sentence");
    }
}

#[test]
fn every_sample_fits_its_schema_and_survives_its_consumer() {
    for row in events::all() {
        let sample = (row.sample)();
        let schema = serde_json::to_value((row.schema)()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&sample).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", row.detail_type);
        assert_eq!((row.round_trip)(sample.clone()), Ok(sample), "{}", row.detail_type);
    }
}

#[test]
fn a_consumer_refuses_what_is_not_its_event() {
    for row in events::all() {
        let mut sample = (row.sample)();
        sample.as_object_mut().unwrap().remove("data");
        assert!((row.round_trip)(sample).is_err(), "{} is read without data", row.detail_type);
    }
}

#[test]
fn the_largest_event_fits_the_bus() {
    let mut wrong = Vec::new();
    for row in events::all() {
        let schema = serde_json::to_value((row.schema)()).unwrap();
        match largest(&schema, &schema["$defs"], row.detail_type) {
            Ok(bytes) if bytes < EVENT_BYTES_MAX => {}
            Ok(bytes) => wrong.push(format!("{} may have {bytes} bytes", row.detail_type)),
            Err(problem) => wrong.push(problem),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Bytes of the longest JSON that the schema accepts. Text without a limit counts as an id.
fn largest(schema: &Value, definitions: &Value, at: &str) -> Result<usize, String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap();
        return largest(&definitions[name], definitions, &format!("{at}/{name}"));
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[choice].as_array() {
            let mut most = 0;
            for one in choices {
                most = most.max(largest(one, definitions, at)?);
            }
            return Ok(most + properties(schema, definitions, at)?);
        }
    }
    let kind = schema["type"].as_array().map_or(&schema["type"], |kinds| &kinds[0]);
    Ok(match kind.as_str() {
        Some("object") if schema["additionalProperties"].is_object() => {
            return Err(format!("{at}: a map has no bound; use a list with `length(max = …)`"));
        }
        Some("object") => 2 + properties(schema, definitions, at)?,
        Some("array") => {
            let unbounded = || format!("{at}: a list without `#[schemars(length(max = …))]`");
            let count = schema["maxItems"].as_u64().ok_or_else(unbounded)?;
            let item = largest(&schema["items"], definitions, at)? + 1;
            2 + usize::try_from(count).unwrap() * item
        }
        Some("string") => 2 + usize::try_from(schema["maxLength"].as_u64().unwrap_or(64)).unwrap(),
        _ => 20,
    })
}

fn properties(schema: &Value, definitions: &Value, at: &str) -> Result<usize, String> {
    let mut bytes = 0;
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        bytes += name.len() + 4 + largest(field, definitions, &format!("{at}/{name}"))?;
    }
    Ok(bytes)
}

#[test]
fn no_event_says_anything_about_a_person() {
    for row in events::all() {
        let schema = serde_json::to_value((row.schema)()).unwrap();
        let mut names = Vec::new();
        field_names(&schema, &mut names);
        for name in names {
            let telling = |part: &str| PERSONAL.contains(&part) || SECRET.contains(&part);
            let personal = name == "name" || name.split('_').any(telling);
            assert!(!personal, "{} has the field {name}", row.detail_type);
        }
        for kind in PERSONAL_TYPES {
            let has = schema["$defs"].get(kind).is_some();
            assert!(!has, "{} carries a {kind}", row.detail_type);
        }
    }
}

fn field_names(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(properties) = map.get("properties").and_then(Value::as_object) {
                names.extend(properties.keys().cloned());
            }
            map.values().for_each(|inner| field_names(inner, names));
        }
        Value::Array(list) => list.iter().for_each(|inner| field_names(inner, names)),
        _ => {}
    }
}

#[test]
fn every_event_that_is_listened_to_is_declared() {
    let declared: BTreeSet<&str> = events::all().iter().map(|row| row.detail_type).collect();
    for app in conformance::apps() {
        for name in app.manifest().subscriptions {
            assert!(declared.contains(name), "{} listens to {name}", app.name());
        }
    }
}

#[test]
fn examples_of_every_body_fit_the_documented_schema() {
    let document = contract::openapi::document();
    let definitions = document["components"]["schemas"].clone();
    for row in contract::all().iter().filter(|row| row.takes_body()) {
        let path = &document["paths"][row.path][row.method.to_lowercase()];
        let schema = &path["requestBody"]["content"]["application/json"]["schema"];
        let whole = serde_json::json!({
            "components": { "schemas": definitions }, "allOf": [schema],
        });
        let validator = jsonschema::validator_for(&whole).unwrap();
        let sample = example::of(schema, &definitions);
        let wrong: Vec<String> = validator.iter_errors(&sample).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{}: {sample} {wrong:?}", row.id);
    }
}
