//! What the table keeps for the runtime: answers given, events seen, events to publish.
use crate::{Entity, Indexed, row::keys};
use events::Actor;
use primitives::{EventId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use serde_json::Value;

/// The answer a request got, kept so that a repeat gets the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    /// Digest of caller, operation and `Idempotency-Key`.
    pub request: String,
    /// Digest of path and body: another body under the same key is refused.
    pub fingerprint: String,
    /// The answer.
    pub answer: SealedAnswer,
    /// When it may be forgotten.
    pub until: Timestamp,
}

/// An answer that only who asked can have opened: what it was sealed under follows from their key, which is kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedAnswer {
    /// HTTP status.
    pub status: u16,
    /// `ETag`, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub etag: Option<u64>,
    /// The JSON body, sealed.
    pub body: ByteBuf,
}

/// An answer, ready to be sent again byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `ETag`, where there is one.
    pub etag: Option<u64>,
    /// The JSON body.
    pub body: String,
}

/// An event that a consumer has dealt with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The function that consumed it.
    pub consumer: String,
    /// The event.
    pub event_id: EventId,
    /// When it may be forgotten: after the longest redelivery.
    pub until: Timestamp,
}

/// Why a queue message was not processed: what the dead-letter queue itself cannot say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// The message, by the id that it keeps in the dead-letter queue.
    pub message_id: String,
    /// The function that failed.
    pub consumer: String,
    /// Stable code.
    pub code: String,
    /// For a person.
    pub reason: String,
    /// The last time.
    pub at: Timestamp,
    /// When it may be forgotten: after the message itself is gone.
    pub until: Timestamp,
}

/// Events of one transaction on their way to the bus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outbox {
    /// The first event's id, which names the row.
    pub event_id: EventId,
    /// The events, in the order they were decided.
    pub events: Vec<Published>,
    /// When the row may vanish; long after the stream has carried it away.
    pub until: Timestamp,
}

/// One event as it goes out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// Unique.
    pub id: EventId,
    /// Name on the bus.
    pub detail_type: String,
    /// Who publishes.
    pub source: String,
    /// When it was decided.
    pub occurred_at: Timestamp,
    /// Of the request that began it all.
    pub correlation_id: String,
    /// Who caused it.
    pub actor: Actor,
    /// What it is about.
    pub aggregate: String,
    /// Version of that after the event.
    pub version: u64,
    /// The event.
    pub data: Value,
}

keys! {
    /// The runtime asks whether a request was answered before it runs a handler.
    remembered(request: String) -> Remembered: "IDEM#{request}" / "ANSWER";
    /// Committed with what the consumer did, so that a redelivered event has no second effect.
    seen(consumer: String, event_id: EventId) -> Seen: "SEEN#{consumer}#{event_id}" / "SEEN";
    /// Read beside a message of a dead-letter queue, by whoever redrives it.
    failure(message_id: String) -> Failure: "FAILURE#{message_id}" / "FAILURE";
    /// Read from the stream alone, by the function `outbox`.
    outbox(event_id: EventId) -> Outbox: "OUTBOX#{event_id}" / "EVENTS";
}

impl Indexed for Remembered {
    fn expires(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}
impl Indexed for Seen {
    fn expires(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}
impl Indexed for Failure {
    fn expires(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}
impl Indexed for Outbox {
    fn expires(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}

/// Reads an outbox row from an image of the stream.
impl Outbox {
    /// What the row's item holds.
    pub fn from_image(
        image: std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>,
    ) -> Result<Self, crate::TableError> {
        crate::entity::from_item(image).map(|held| held.value)
    }

    /// The name of the entity, as the key row has it.
    pub const fn entity() -> &'static str {
        <Self as Entity>::ROW.entity
    }
}
