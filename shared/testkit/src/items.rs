//! Everything that is in the table, by kind.
use crate::Shop;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Items, as plain JSON.
pub struct Items(Vec<Value>);

impl Items {
    /// All there is now.
    pub fn of(shop: &Shop) -> Self {
        Self(shop.database.everything().iter().map(plain_map).collect())
    }

    /// The kinds of items in which a word stands in clear.
    pub fn telling(&self, word: &str) -> BTreeSet<String> {
        let kind = |item: &Value| item["t"].as_str().unwrap_or_default().to_owned();
        let tells = |item: &&Value| item.to_string().to_lowercase().contains(word);
        self.0.iter().filter(tells).map(kind).collect()
    }

    /// The entities of a kind.
    pub fn all<E: DeserializeOwned>(&self) -> Vec<E> {
        let name = std::any::type_name::<E>();
        let kind = name.rsplit("::").next().unwrap_or(name);
        self.0
            .iter()
            .filter(|item| item["t"] == kind)
            .map(|item| {
                serde_json::from_value(item.clone())
                    .unwrap_or_else(|error| panic!("{kind}: {error}: {item}"))
            })
            .collect()
    }
}

fn plain_map(map: &Value) -> Value {
    let fields = map.as_object().cloned().unwrap_or_default();
    let plain: Map<_, _> =
        fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
    Value::Object(plain)
}

/// A value without DynamoDB's type letters.
fn plain(value: &Value) -> Value {
    let Some((kind, inner)) = value.as_object().and_then(|map| map.iter().next()) else {
        return Value::Null;
    };
    match kind.as_str() {
        "N" => {
            let digits = inner.as_str().unwrap_or_default();
            digits.parse::<i64>().map_or_else(|_| inner.clone(), Value::from)
        }
        "M" => plain_map(inner),
        "L" => inner.as_array().into_iter().flatten().map(plain).collect(),
        "NULL" => Value::Null,
        _ => inner.clone(),
    }
}
