//! A value that a JSON schema accepts: the smallest one, out of the examples that the types give.
use serde_json::{Map, Value, json};

/// An example of `schema`, whose references lead into `definitions`.
pub fn of(schema: &Value, definitions: &Value) -> Value {
    if let Some(example) = schema.pointer("/examples/0").or(schema.get("const")) {
        return example.clone();
    }
    if let Some(first) = schema.pointer("/enum/0") {
        return first.clone();
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return definitions.get(name).map_or(Value::Null, |found| of(found, definitions));
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(choices) = schema.get(choice).and_then(Value::as_array) {
            let first = choices.iter().find(|one| one.get("type") != Some(&json!("null")));
            // What stands beside the choice belongs to the value too.
            let beside = of_type(schema, definitions);
            let chosen = first.map_or(Value::Null, |one| of(one, definitions));
            return merged(beside, chosen);
        }
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        let beside = of_type(schema, definitions);
        return parts.iter().fold(beside, |whole, part| merged(whole, of(part, definitions)));
    }
    of_type(schema, definitions)
}

fn merged(one: Value, two: Value) -> Value {
    match (one, two) {
        (Value::Object(mut one), Value::Object(two)) => {
            one.extend(two);
            Value::Object(one)
        }
        (_, two) => two,
    }
}

fn of_type(schema: &Value, definitions: &Value) -> Value {
    let kind = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.first().and_then(Value::as_str),
        Some(kind) => kind.as_str(),
        None => schema.get("properties").map(|_| "object"),
    };
    match kind {
        Some("object") => object(schema, definitions),
        Some("array") => {
            let count = schema.get("minItems").and_then(Value::as_u64).unwrap_or(1);
            let item = schema.get("items").map_or(Value::Null, |items| of(items, definitions));
            Value::Array((0..count).map(|_| item.clone()).collect())
        }
        Some("integer" | "number") => {
            schema.get("minimum").cloned().filter(Value::is_i64).unwrap_or(json!(1))
        }
        Some("boolean") => json!(true),
        Some("string") => string(schema),
        _ => Value::Null,
    }
}

fn object(schema: &Value, definitions: &Value) -> Value {
    let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let properties = schema.get("properties").and_then(Value::as_object);
    let fields = required.iter().filter_map(Value::as_str).map(|name| {
        let found = properties.and_then(|all| all.get(name));
        (name.to_owned(), found.map_or(Value::Null, |schema| of(schema, definitions)))
    });
    Value::Object(fields.collect::<Map<_, _>>())
}

fn string(schema: &Value) -> Value {
    let least = schema.get("minLength").and_then(Value::as_u64).unwrap_or(0);
    let least = usize::try_from(least).unwrap_or_default();
    let most = schema.get("maxLength").and_then(Value::as_u64).unwrap_or(64);
    let mut text = String::from("example");
    text.truncate(usize::try_from(most).unwrap_or(64).min(7));
    while text.len() < least {
        text.push('e');
    }
    json!(text)
}
