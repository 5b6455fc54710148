//! The table's stream: outbox rows out of the records Lambda is called with.
use crate::Fault;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::Value;
use std::collections::HashMap;
use table::Outbox;

/// The outbox row of one stream record.
pub fn outbox_row(record: &Value) -> Result<Outbox, Fault> {
    let image = record
        .pointer("/dynamodb/NewImage")
        .and_then(Value::as_object)
        .ok_or_else(|| Fault::malformed("the stream record has no new image"))?;
    let item = image
        .iter()
        .map(|(name, value)| Ok((name.clone(), attribute(value)?)))
        .collect::<Result<HashMap<_, _>, Fault>>()?;
    Outbox::from_image(item).map_err(Fault::Table)
}

/// The record's place in its shard: what a failure is reported by.
pub fn sequence_number(record: &Value) -> &str {
    record.pointer("/dynamodb/SequenceNumber").and_then(Value::as_str).unwrap_or_default()
}

/// DynamoDB's JSON of a value. Outbox rows hold strings, numbers, lists, maps, booleans and nulls.
fn attribute(value: &Value) -> Result<AttributeValue, Fault> {
    let wrong = || Fault::malformed("the stream record holds an attribute of an unknown type");
    let (kind, inner) = value.as_object().and_then(|map| map.iter().next()).ok_or_else(wrong)?;
    let text = || inner.as_str().map(str::to_owned).ok_or_else(wrong);
    Ok(match kind.as_str() {
        "S" => AttributeValue::S(text()?),
        "N" => AttributeValue::N(text()?),
        "BOOL" => AttributeValue::Bool(inner.as_bool().ok_or_else(wrong)?),
        "NULL" => AttributeValue::Null(true),
        "L" => AttributeValue::L(
            inner.as_array().ok_or_else(wrong)?.iter().map(attribute).collect::<Result<_, _>>()?,
        ),
        "M" => AttributeValue::M(
            inner
                .as_object()
                .ok_or_else(wrong)?
                .iter()
                .map(|(name, value)| Ok((name.clone(), attribute(value)?)))
                .collect::<Result<_, Fault>>()?,
        ),
        _ => return Err(wrong()),
    })
}
