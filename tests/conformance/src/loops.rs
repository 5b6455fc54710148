//! The loops of `template.yaml` (`Fn::ForEach`), written out as the transform `AWS::LanguageExtensions`
//! does: the identifier stands in names, in `Fn::Sub` and in `Ref`.
use serde_json::{Map, Value, json};

/// The resources with every loop written out.
pub fn written_out(resources: Map<String, Value>) -> Map<String, Value> {
    let mut all = Map::new();
    for (name, resource) in resources {
        match resource.as_array().map(Vec::as_slice) {
            Some([Value::String(identifier), Value::Array(items), Value::Object(body)])
                if name.starts_with("Fn::ForEach::") =>
            {
                for item in items.iter().filter_map(Value::as_str) {
                    let turn = |(name, resource): (&String, &Value)| {
                        let name = name.replace(&format!("${{{identifier}}}"), item);
                        (name, plain(turned(resource, identifier, item)))
                    };
                    all.extend(body.iter().map(turn));
                }
            }
            _ => drop(all.insert(name, resource)),
        }
    }
    all
}

fn turned(value: &Value, identifier: &str, item: &str) -> Value {
    match value {
        Value::Object(map) if map.get("Ref") == Some(&json!(identifier)) => json!(item),
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(key, inner)| {
                    let inner = match inner {
                        Value::String(text) if key == "Fn::Sub" => {
                            json!(text.replace(&format!("${{{identifier}}}"), item))
                        }
                        inner => turned(inner, identifier, item),
                    };
                    (key.clone(), inner)
                })
                .collect(),
        ),
        Value::Array(list) => list.iter().map(|inner| turned(inner, identifier, item)).collect(),
        other => other.clone(),
    }
}

/// A `Fn::Sub` with nothing left to put in is its text: so `Ref` and `Fn::GetAtt` get names.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(map) => match map.get("Fn::Sub").and_then(Value::as_str) {
            Some(text) if map.len() == 1 && !text.contains("${") => json!(text),
            _ => map.into_iter().map(|(key, inner)| (key, plain(inner))).collect(),
        },
        Value::Array(list) => list.into_iter().map(plain).collect(),
        other => other,
    }
}
