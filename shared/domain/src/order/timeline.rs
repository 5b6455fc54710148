//! Everything that happened to an order, as people of the shop read it.
use events::{Actor, Envelope};
use primitives::{EntryId, EventId, Money, Note, OrderId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// The staff began a draft.
    DraftBegun,
    /// The staff threw a draft away.
    DraftDeleted,
    /// The staff changed a draft.
    DraftEdited,
    /// Placing a draft began.
    PlacingBegun,
    /// Placing a draft came to nothing.
    PlacingFailed,
    /// The order was bought.
    Placed,
    /// It was put off.
    Held,
    /// It may go on.
    Released,
    /// The staff asked for an edit.
    EditBegun,
    /// The order was edited.
    Edited,
    /// An edit came to nothing.
    EditFailed,
    /// Units were cancelled.
    LinesCancelled,
    /// Every unit was cancelled.
    Cancelled,
    /// A payment was promised.
    PaymentAuthorised,
    /// The buyer has to confirm a payment.
    PaymentActionRequired,
    /// A payment was declined.
    PaymentDeclined,
    /// Money was taken.
    PaymentCaptured,
    /// A promise was let go.
    PaymentCancelled,
    /// Money was given back.
    PaymentRefunded,
    /// The provider would not take, let go or give back money; somebody has to look.
    PaymentRefused,
    /// The buyer's bank disputes a payment.
    PaymentDisputed,
    /// A parcel left.
    ShipmentDispatched,
    /// A parcel that had come back left once more.
    ShipmentResent,
    /// A parcel arrived.
    ShipmentDelivered,
    /// Something went wrong with a parcel; somebody has to decide.
    ShipmentFailed,
    /// A parcel was given up, and its price given back.
    ShipmentWrittenOff,
    /// A dispute ended.
    PaymentDisputeClosed,
    /// Stock was given back.
    StockReleased,
    /// The checkout ended without an order.
    CheckoutClosed,
    /// Somebody wants to return units, or claims that units came wrong.
    ReturnRequested,
    /// The buyer may send them.
    ReturnApproved,
    /// The shop does not take them.
    ReturnDeclined,
    /// The return was called off before anything came.
    ReturnCancelled,
    /// Units of a return came.
    ReturnReceived,
    /// Somebody looked at what came.
    ReturnInspected,
    /// A return is over.
    ReturnClosed,
    /// What comes instead of what goes back is ordered.
    InsteadPlaced,
    /// Nothing comes instead of what goes back.
    InsteadFailed,
    /// Somebody else than who asked for a refund has to agree.
    RefundAwaitsApproval,
    /// A refund was not agreed to.
    RefundDeclined,
    /// A refund was granted, or what failed of it is tried anew.
    RefundGranted,
    /// Payments were told what to give back.
    RefundBegun,
    /// All of a refund is with the buyer.
    RefundCompleted,
    /// Some of a refund could not be paid out; somebody has to look.
    RefundFailed,
    /// Some of what was paid out came back; somebody has to look.
    RefundReversed,
    /// What an inspection asked for cannot be given back; somebody has to look.
    RefundRefused,
}

/// One entry of an order's timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// The order.
    pub order_id: OrderId,
    /// When it happened.
    pub at: Timestamp,
    /// Tells entries of the same moment apart; of an event, made of the event's id, so that the same
    /// event never makes two entries.
    pub entry_id: EntryId,
    /// What happened.
    pub what: Happened,
    /// Who did it.
    pub actor: Actor,
    /// The event that told of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<EventId>,
    /// Runs through everything that one request caused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// The payment, cancellation, edit, reservation, checkout, return or refund it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// How much money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// How many units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<u64>,
    /// In somebody's own words, or a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl TimelineEntry {
    /// An entry about what a caller does now.
    pub fn new(
        order_id: &OrderId,
        entry_id: EntryId,
        what: Happened,
        actor: Actor,
        at: Timestamp,
    ) -> Self {
        Self {
            order_id: order_id.clone(),
            at,
            entry_id,
            what,
            actor,
            event_id: None,
            correlation_id: None,
            subject: None,
            amount: None,
            units: None,
            note: None,
        }
    }

    /// An entry about what an event tells. The same event always makes the same entry.
    pub fn of<E>(order_id: &OrderId, what: Happened, envelope: &Envelope<E>) -> Self {
        let raw = envelope.id.to_string();
        let tail = raw.strip_prefix("evt_").unwrap_or(&raw);
        let entry_id = EntryId::parse(format!("tle_{tail}")).unwrap_or_else(|_| {
            // An event id is its prefix and safe characters, as an entry's is.
            <EntryId as primitives::Example>::example()
        });
        let actor = envelope.actor.clone();
        Self {
            event_id: Some(envelope.id.clone()),
            correlation_id: Some(envelope.correlation_id.clone()),
            ..Self::new(order_id, entry_id, what, actor, envelope.occurred_at)
        }
    }

    /// About this payment, cancellation, edit, reservation, checkout, return or refund.
    #[must_use]
    pub fn about(mut self, subject: impl ToString) -> Self {
        self.subject = Some(subject.to_string());
        self
    }

    /// With an amount.
    #[must_use]
    pub fn amount(mut self, amount: Money) -> Self {
        self.amount = Some(amount);
        self
    }

    /// With a count of units.
    #[must_use]
    pub fn units(mut self, units: u64) -> Self {
        self.units = Some(units);
        self
    }

    /// With words.
    #[must_use]
    pub fn note(mut self, note: impl AsRef<str>) -> Self {
        self.note = Note::parse(note.as_ref()).ok();
        self
    }
}
