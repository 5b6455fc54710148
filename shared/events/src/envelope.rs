//! What every event travels in.
use crate::{Event, row::source_of};
use primitives::{EventId, Example, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};

/// Who caused something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// What kind of caller.
    pub kind: ActorKind,
    /// The caller's id, where it has one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<String>,
}

/// Kinds of callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// Whoever holds the cart's secret.
    Shopper,
    /// A customer who signed in.
    Customer,
    /// A person of the shop.
    Staff,
    /// Another system, with credentials of its own.
    Machine,
    /// The shop itself: a schedule, a consumer of events.
    System,
}

impl Actor {
    /// The shop itself.
    pub const fn system() -> Self {
        Self { kind: ActorKind::System, id: None }
    }
}

impl Example for Actor {
    fn example() -> Self {
        Self { kind: ActorKind::Staff, id: Some("0195-staff".into()) }
    }
}

/// An event with its circumstances: the `detail` on the bus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Envelope<E> {
    /// Unique: the same event, delivered again, has the same id.
    pub id: EventId,
    /// When the transaction that published it was decided.
    pub occurred_at: Timestamp,
    /// Runs from the first request through everything it caused.
    pub correlation_id: String,
    /// Who caused it.
    pub actor: Actor,
    /// The aggregate's id.
    pub aggregate: String,
    /// The aggregate's version after this event: a consumer ignores what is older than it has seen.
    pub version: u64,
    /// The event itself.
    pub data: E,
}

/// An event that a decision wants published; the runtime adds the circumstances.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// Name on the bus.
    pub detail_type: &'static str,
    /// Id of what it is about.
    pub aggregate: String,
    /// Version of that after the event.
    pub version: u64,
    /// The event.
    pub data: Value,
}

/// An event of whatever kind, its data unread: for whoever only passes events on.
pub type Unread = Envelope<Box<RawValue>>;

impl Unread {
    /// The same event, read. Circumstances are read by one piece of code for all events, so that each event's own
    /// reader is small.
    pub fn read<E: Event>(self) -> serde_json::Result<Envelope<E>> {
        let Self { id, occurred_at, correlation_id, actor, aggregate, version, data } = self;
        let data = serde_json::from_str(data.get())?;
        Ok(Envelope { id, occurred_at, correlation_id, actor, aggregate, version, data })
    }
}

impl Outgoing {
    /// Wraps an event about `aggregate` at `version`.
    pub fn new<E: Event>(aggregate: impl ToString, version: u64, event: &E) -> Self {
        Self {
            detail_type: E::DETAIL_TYPE,
            aggregate: aggregate.to_string(),
            version,
            // Plain structs of strings and numbers serialise; the golden test walks every one.
            data: serde_json::to_value(event).unwrap_or_default(),
        }
    }

    /// Who publishes it.
    pub fn source(&self) -> &'static str {
        source_of(self.detail_type)
    }
}

/// An envelope around the sample of an event. Its aggregate is the id that the event begins with.
pub(crate) fn sample<E: Event>() -> Value {
    let data = serde_json::to_value(E::example()).unwrap_or_default();
    let first = data.as_object().and_then(|map| map.values().find_map(Value::as_str));
    let aggregate = first.unwrap_or("example").to_owned();
    let envelope = Envelope {
        id: EventId::example(),
        occurred_at: Timestamp::example(),
        correlation_id: "01935a4e8c007cc3a2b1d0e4f5a6b7c8".into(),
        actor: Actor::example(),
        aggregate,
        version: 1,
        data,
    };
    serde_json::to_value(envelope).unwrap_or_default()
}

/// Reads an envelope as a consumer does, and writes it again.
pub(crate) fn round_trip<E: Event>(raw: Value) -> Result<Value, String> {
    let read: Envelope<E> = serde_json::from_value(raw).map_err(|e| e.to_string())?;
    serde_json::to_value(read).map_err(|e| e.to_string())
}
