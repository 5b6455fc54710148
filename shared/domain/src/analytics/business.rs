//! One row of the shop's own events.
use events::Unread;
use primitives::Timestamp;

/// An event of the shop, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Business {
    /// The envelope's id: the same event, delivered again, has the same.
    pub event_id: String,
    /// When the transaction that published it was decided.
    pub occurred_at: Timestamp,
    /// Its name, such as `order.OrderPlaced.v1`.
    pub name: String,
    /// What it is about.
    pub aggregate: String,
    /// The aggregate's version after it.
    pub version: i64,
    /// Runs through everything that one request caused.
    pub correlation_id: String,
    /// What kind of caller caused it.
    pub actor: String,
    /// The event, as JSON. Events hold no personal data.
    pub data: String,
}

impl Business {
    /// The row of an event.
    pub fn of(name: &str, event: &Unread) -> Self {
        let actor = serde_json::to_value(event.actor.kind).unwrap_or_default();
        Self {
            event_id: event.id.to_string(),
            occurred_at: event.occurred_at,
            name: name.to_owned(),
            aggregate: event.aggregate.clone(),
            version: i64::try_from(event.version).unwrap_or(i64::MAX),
            correlation_id: event.correlation_id.clone(),
            actor: actor.as_str().unwrap_or_default().to_owned(),
            data: event.data.get().to_owned(),
        }
    }
}
