//! What a receiver gets to read.
use super::Subscription;
use events::Unread;
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// The body of a webhook. Who caused the event is the shop's own business, and left out.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    id: &'a str,
    timestamp: String,
    correlation_id: &'a str,
    aggregate: &'a str,
    version: u64,
    data: Data<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Data<'a> {
    Whole(&'a RawValue),
    Part(BTreeMap<&'a str, &'a RawValue>),
}

/// The body for one event and one choice. Values are passed on as they were written, byte for byte.
pub fn body(kind: &str, event: &Unread, choice: &Subscription) -> Result<String, String> {
    let data = match &choice.fields {
        None => Data::Whole(&event.data),
        Some(fields) => {
            let all: BTreeMap<&str, &RawValue> =
                serde_json::from_str(event.data.get()).map_err(|e| e.to_string())?;
            Data::Part(
                all.into_iter().filter(|(name, _)| fields.iter().any(|f| f == name)).collect(),
            )
        }
    };
    let body = Body {
        kind,
        id: event.id.as_ref(),
        timestamp: event.occurred_at.to_string(),
        correlation_id: &event.correlation_id,
        aggregate: &event.aggregate,
        version: event.version,
        data,
    };
    serde_json::to_string(&body).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(fields: Option<&[&str]>) -> Subscription {
        let fields = fields.map(|all| all.iter().map(|one| (*one).to_owned()).collect());
        Subscription { event: "*".into(), fields }
    }

    #[test]
    fn every_event_can_be_sent_whole_thin_and_in_parts() {
        for row in events::all() {
            let sample = (row.sample)();
            let event: Unread = serde_json::from_str(&sample.to_string()).unwrap();
            let read = |fields: Option<&[&str]>| -> serde_json::Value {
                serde_json::from_str(&body(row.detail_type, &event, &choice(fields)).unwrap())
                    .unwrap()
            };
            let whole = read(None);
            assert_eq!(whole["data"], sample["data"]);
            assert_eq!(whole["type"], row.detail_type);
            assert_eq!(whole["timestamp"], sample["occurred_at"]);
            assert!(whole.get("actor").is_none());
            assert_eq!(read(Some(&[]))["data"], serde_json::json!({}));
            let fields = row.fields();
            let first = fields.first().map(String::as_str).unwrap_or_default();
            let part = read(Some(&[first, "no-such-field"]));
            assert_eq!(part["data"].as_object().unwrap().len(), usize::from(!first.is_empty()));
            assert_eq!(part["data"][first], sample["data"][first]);
        }
    }
}
