//! Everything that happened with a customer, in one line of time; and what staff wrote down.
use events::{Actor, Envelope};
use primitives::{CustomerId, EntryId, Example, Money, OrderId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhatHappened {
    /// Their record was made.
    RecordMade,
    /// They agreed to something.
    ConsentGiven,
    /// They no longer agree to something.
    ConsentWithdrawn,
    /// Staff wrote something down.
    NoteWritten,
    /// Another customer, who is the same person, became one with them.
    Merged,
    /// What was personal of them was erased.
    Erased,
    /// They bought something.
    OrderPlaced,
    /// An order was changed.
    OrderEdited,
    /// An order was cancelled.
    OrderCancelled,
    /// Money was taken.
    PaymentCaptured,
    /// Money was given back.
    PaymentRefunded,
    /// Their bank disputes a payment.
    PaymentDisputed,
    /// A parcel left.
    ShipmentDispatched,
    /// A parcel arrived.
    ShipmentDelivered,
    /// Something went wrong with a parcel.
    ShipmentFailed,
    /// Something they bought is to come back.
    ReturnRequested,
    /// The shop does not take it.
    ReturnDeclined,
    /// A return is over.
    ReturnClosed,
    /// Something they bought is to be mended.
    RepairRequested,
    /// They have it again.
    RepairClosed,
    /// Their points became more or fewer.
    PointsBooked,
    /// They got a quote for something used.
    TakebackQuoted,
    /// It was paid.
    TakebackCredited,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HistoryEntry {
    /// With whom.
    pub customer_id: CustomerId,
    /// When.
    pub at: Timestamp,
    /// The entry.
    pub entry_id: EntryId,
    /// What.
    pub what: WhatHappened,
    /// Who did it.
    pub actor: Actor,
    /// With which order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// The payment, parcel or statement it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// How much money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// How many points that can be spent, more; below nothing, fewer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<i64>,
    /// Runs through everything that one request caused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
}

impl HistoryEntry {
    /// An entry about what a caller does now.
    pub fn new(
        customer_id: &CustomerId,
        entry_id: EntryId,
        what: WhatHappened,
        actor: Actor,
        at: Timestamp,
    ) -> Self {
        Self {
            customer_id: customer_id.clone(),
            at,
            entry_id,
            what,
            actor,
            order_id: None,
            subject: None,
            amount: None,
            points: None,
            correlation_id: None,
        }
    }

    /// An entry about what an event tells. The same event always makes the same entry.
    pub fn of<E>(customer_id: &CustomerId, what: WhatHappened, envelope: &Envelope<E>) -> Self {
        let raw = envelope.id.to_string();
        let tail = raw.strip_prefix("evt_").unwrap_or(&raw);
        // An event id is its prefix and safe characters, as an entry's is.
        let entry_id = EntryId::parse(format!("tle_{tail}")).unwrap_or_else(|_| EntryId::example());
        let correlation_id = Some(envelope.correlation_id.clone());
        let actor = envelope.actor.clone();
        Self {
            correlation_id,
            ..Self::new(customer_id, entry_id, what, actor, envelope.occurred_at)
        }
    }

    /// About this payment, parcel or statement.
    #[must_use]
    pub fn about(mut self, subject: impl ToString) -> Self {
        self.subject = Some(subject.to_string());
        self
    }
}

/// What staff wrote down about a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CustomerNote {
    /// About whom.
    pub customer_id: CustomerId,
    /// The note.
    pub entry_id: EntryId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    pub text: primitives::Note,
}
