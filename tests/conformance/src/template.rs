//! `template.yaml`, read: CloudFormation's short tags and loops written out, and what the checks
//! ask of it.
use crate::{Trouble, root};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, fs};

/// The template.
pub struct Template(Value);

impl Template {
    /// Reads the repository's template.
    pub fn read() -> Result<Self, Trouble> {
        let text = fs::read_to_string(root().join("template.yaml"))?;
        let mut template = plain(serde_yaml_ng::from_str(&text)?);
        if let Some(Value::Object(resources)) = template.get_mut("Resources") {
            *resources = crate::loops::written_out(std::mem::take(resources));
        }
        Ok(Self(template))
    }

    /// Something by JSON pointer.
    pub fn get(&self, pointer: &str) -> Option<&Value> {
        self.0.pointer(pointer)
    }

    /// The resources of a type: name and properties.
    pub fn of_type(&self, kind: &str) -> BTreeMap<String, Value> {
        let all = self.get("/Resources").and_then(Value::as_object).cloned().unwrap_or_default();
        all.into_iter()
            .filter(|(_, resource)| resource.get("Type").and_then(Value::as_str) == Some(kind))
            .map(|(name, resource)| (name, resource.get("Properties").cloned().unwrap_or_default()))
            .collect()
    }

    /// The properties of a capability's function.
    pub fn function(&self, name: &str) -> Option<Value> {
        self.get(&format!("/Resources/{}/Properties", resource(name))).cloned()
    }

    /// The events of a capability's function, of one type: id and properties.
    pub fn events(&self, name: &str, kinds: &[&str]) -> BTreeMap<String, Value> {
        let function = self.function(name).unwrap_or_default();
        let all = function.get("Events").and_then(Value::as_object).cloned().unwrap_or_default();
        all.into_iter()
            .filter(|(_, event)| {
                event.get("Type").and_then(Value::as_str).is_some_and(|kind| kinds.contains(&kind))
            })
            .map(|(id, event)| (id, event.get("Properties").cloned().unwrap_or_default()))
            .collect()
    }

    /// The queues that a function consumes, by name.
    pub fn queues(&self, name: &str) -> Vec<String> {
        self.events(name, &["SQS"])
            .values()
            .filter_map(|properties| target(properties.get("Queue")?))
            .collect()
    }

    /// The detail types that the shop's bus puts into a queue.
    pub fn delivered(&self, queue: &str) -> Vec<String> {
        self.put_into(queue, |rule| rule.get("EventBusName").is_some())
    }

    /// The detail types that the account's own bus puts into a queue: what AWS services tell.
    pub fn told(&self, queue: &str) -> Vec<String> {
        self.put_into(queue, |rule| rule.get("EventBusName").is_none())
    }

    fn put_into(&self, queue: &str, by: impl Fn(&Value) -> bool) -> Vec<String> {
        let mut list: Vec<String> = self
            .of_type("AWS::Events::Rule")
            .values()
            .filter(|rule| {
                let targets = rule.get("Targets").and_then(Value::as_array);
                let arns = targets.into_iter().flatten().filter_map(|one| target(one.get("Arn")?));
                by(rule) && arns.into_iter().any(|arn| arn == queue)
            })
            .flat_map(|rule| strings(rule.pointer("/EventPattern/detail-type")))
            .collect();
        list.sort();
        list
    }

    /// The leading keys that a function's role names, over all of its statements.
    pub fn leading_keys(&self, name: &str) -> Vec<String> {
        let mut found = Vec::new();
        let policies = self.function(name).and_then(|function| function.get("Policies").cloned());
        collect(&policies.unwrap_or_default(), "dynamodb:LeadingKeys", &mut found);
        found
    }
}

/// The name of a capability's function in the template: `IdentityFunction`.
pub fn resource(name: &str) -> String {
    format!("{}Function", capitalised(name))
}

/// `identity` → `Identity`.
pub fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// The resource that a `!GetAtt X.Arn` or `!Ref X` points to.
pub fn target(value: &Value) -> Option<String> {
    let name = value.pointer("/Fn::GetAtt/0").or_else(|| value.get("Ref"))?;
    name.as_str().map(str::to_owned)
}

/// One string, or a list of them.
pub fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => {
            many.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

fn collect(value: &Value, name: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                if key == name {
                    found.extend(strings(Some(inner)));
                } else {
                    collect(inner, name, found);
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(inner, name, found)),
        _ => {}
    }
}

/// YAML with CloudFormation's tags as JSON with its functions: `!Ref X` → `{"Ref": "X"}`.
fn plain(yaml: serde_yaml_ng::Value) -> Value {
    use serde_yaml_ng::Value as Yaml;
    match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(is) => json!(is),
        Yaml::Number(number) => serde_json::to_value(number).unwrap_or_default(),
        Yaml::String(text) => json!(text),
        Yaml::Sequence(list) => Value::Array(list.into_iter().map(plain).collect()),
        Yaml::Mapping(map) => Value::Object(
            map.into_iter()
                .map(|(key, value)| {
                    let key = match plain(key) {
                        Value::String(text) => text,
                        other => other.to_string(),
                    };
                    (key, plain(value))
                })
                .collect(),
        ),
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let tag = tag.trim_start_matches('!');
            let value = plain(tagged.value);
            let (name, value) = match (tag, value) {
                ("Ref" | "Condition", value) => (tag.to_owned(), value),
                ("GetAtt", Value::String(text)) => {
                    ("Fn::GetAtt".into(), json!(text.split('.').collect::<Vec<_>>()))
                }
                (tag, value) => (format!("Fn::{tag}"), value),
            };
            Value::Object(Map::from_iter([(name, value)]))
        }
    }
}
