//! What was asked of the table, call by call: for whoever wants to know where the units go.
use serde_json::Value;
use std::sync::Mutex;

/// One call of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The function that asked.
    pub by: &'static str,
    /// Such as `TransactWriteItems`.
    pub operation: String,
    /// What was done to which entities, such as `put Order` or `update LEVEL`.
    pub items: Vec<String>,
    /// Thousandths of a request unit that it took.
    pub milli_units: u64,
    /// Bytes of each item that was put, in the order of `items`; nought for others.
    pub bytes: Vec<usize>,
}

impl Call {
    /// Whether it took write units.
    pub fn is_write(&self) -> bool {
        !matches!(self.operation.as_str(), "GetItem" | "BatchGetItem" | "Query")
    }
}

/// Calls since somebody began to watch.
#[derive(Default)]
pub struct Journal(Mutex<Option<Vec<Call>>>);

impl Journal {
    /// Begins anew.
    pub fn watch(&self) {
        if let Ok(mut calls) = self.0.lock() {
            *calls = Some(Vec::new());
        }
    }

    /// What was asked since, and ends.
    pub fn take(&self) -> Vec<Call> {
        self.0.lock().ok().and_then(|mut calls| calls.take()).unwrap_or_default()
    }

    /// Writes a call down, if somebody watches.
    pub(crate) fn note(&self, by: &'static str, operation: &str, body: &[u8], answer: &str) {
        let Ok(mut calls) = self.0.lock() else { return };
        let Some(calls) = calls.as_mut() else { return };
        let request = serde_json::from_slice(body).unwrap_or(Value::Null);
        let answer = serde_json::from_str(answer).unwrap_or(Value::Null);
        let (operation, items) = (operation.to_owned(), items(operation, &request));
        let bytes = puts(&request).map(|put| put.map_or(0, size_of_item)).collect();
        calls.push(Call {
            by,
            operation,
            items,
            milli_units: milli_units(&answer["ConsumedCapacity"]),
            bytes,
        });
    }
}

fn items(operation: &str, request: &Value) -> Vec<String> {
    let verb = operation.trim_end_matches("Item").to_ascii_lowercase();
    match request["TransactItems"].as_array() {
        Some(many) => many
            .iter()
            .filter_map(|one| one.as_object()?.iter().next())
            .map(|(verb, one)| format!("{} {}", verb.to_ascii_lowercase(), entity(one)))
            .collect(),
        None => vec![format!("{verb} {}", entity(request))],
    }
}

/// The entity that is written, or the word its key begins with.
fn entity(one: &Value) -> String {
    let text = |pointer: &str| one.pointer(pointer).and_then(Value::as_str);
    let key = text("/Key/sk/S").filter(|sk| sk.contains('#')).or_else(|| text("/Key/pk/S"));
    let begin = key.and_then(|key| key.split('#').next());
    text("/Item/t/S").or(begin).unwrap_or("?").to_owned()
}

fn milli_units(consumed: &Value) -> u64 {
    let of = |one: &Value| one["CapacityUnits"].as_f64().map_or(0, table::milli);
    consumed.as_array().map_or_else(|| of(consumed), |tables| tables.iter().map(of).sum())
}

/// The items put by a request, in the order of its parts.
fn puts(request: &Value) -> impl Iterator<Item = Option<&Value>> {
    let many = request["TransactItems"].as_array();
    let parts = many.map_or_else(|| vec![request], |many| many.iter().collect());
    parts.into_iter().map(|one| one.pointer("/Put/Item").or_else(|| one.get("Item")))
}

/// Thousandths of a write unit that it takes to put an item outside of a transaction.
pub fn milli_of_item(item: &Value) -> u64 {
    u64::try_from(size_of_item(item).div_ceil(1_024).max(1) * 1_000).unwrap_or(u64::MAX)
}

/// The bytes that DynamoDB bills an item by: names and values, and a little for each container.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>
fn size_of_item(item: &Value) -> usize {
    let entries = item.as_object().into_iter().flatten();
    entries.map(|(name, value)| name.len() + size_of_value(value)).sum()
}

fn size_of_value(value: &Value) -> usize {
    let Some((kind, value)) = value.as_object().and_then(|typed| typed.iter().next()) else {
        return 0;
    };
    match (kind.as_str(), value) {
        ("S", Value::String(text)) => text.len(),
        ("N", Value::String(digits)) => digits.trim_start_matches('-').len().div_ceil(2) + 1,
        ("M", Value::Object(map)) => {
            3 + map.iter().map(|(name, one)| 1 + name.len() + size_of_value(one)).sum::<usize>()
        }
        ("L", Value::Array(list)) => {
            3 + list.iter().map(|one| 1 + size_of_value(one)).sum::<usize>()
        }
        _ => 1,
    }
}
