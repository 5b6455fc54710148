//! One message: which fact it tells, over which channel, and how far it got.
use super::{Language, Recipient};
use events::fulfilment::ShippedLine;
use primitives::{
    CheckoutId, Code, EventId, Example, Id, MessageId, Money, OrderId, PaymentId, ShipmentId,
    Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Entries a message's log keeps; older ones are forgotten.
pub const LOG_MAX: usize = 40;
/// Days for which a message is kept: longer than anybody asks after a parcel.
const KEEP_DAYS: i64 = 400;

/// What is told. Ids, codes and amounts: names, titles and addresses are read when it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum News {
    /// The order was bought.
    Placed,
    /// A parcel has left.
    Shipped {
        /// The parcel.
        shipment_id: ShipmentId,
        /// Who carries it; absent where nothing had to be sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        carrier: Option<Code>,
        /// By which the buyer follows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tracking_number: Option<Code>,
        /// What is in it.
        lines: Vec<ShippedLine>,
        /// Whether nothing of the order is left to be sent.
        is_last: bool,
    },
    /// A parcel is with the buyer.
    Delivered {
        /// The parcel.
        shipment_id: ShipmentId,
        /// When it got there.
        delivered_at: Timestamp,
    },
    /// Nothing of the order is sent.
    Cancelled {
        /// What the order cost.
        amount: Money,
    },
    /// There was no money.
    PaymentFailed {
        /// The payment.
        payment_id: PaymentId,
        /// The checkout, as the order may never come to be.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        checkout_id: Option<CheckoutId>,
        /// What was asked for.
        amount: Money,
    },
}

impl News {
    /// A short word for it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Shipped { .. } => "shipped",
            Self::Delivered { .. } => "delivered",
            Self::Cancelled { .. } => "cancelled",
            Self::PaymentFailed { .. } => "payment_failed",
        }
    }

    /// Over which channels it is told: a text message tells of a parcel alone, and only where the
    /// merchant and the buyer gave what it takes.
    pub const fn channels(&self) -> &'static [Channel] {
        match self {
            Self::Shipped { .. } => &[Channel::Mail, Channel::Text],
            _ => &[Channel::Mail],
        }
    }

    /// What it is about: of each of these, it is told once.
    fn subject<'a>(&'a self, order_id: &'a OrderId) -> &'a str {
        match self {
            Self::Placed | Self::Cancelled { .. } => order_id.as_ref(),
            Self::Shipped { shipment_id, .. } | Self::Delivered { shipment_id, .. } => {
                shipment_id.as_ref()
            }
            Self::PaymentFailed { payment_id, .. } => payment_id.as_ref(),
        }
    }
}

/// How it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By mail.
    Mail,
    /// By text message.
    Text,
}

impl Channel {
    /// A short word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Text => "text",
        }
    }
}

/// How far a message got.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// The service was too busy to take it: certainly not sent, and tried again.
    Requested,
    /// Being handed to the service at this moment.
    Sending,
    /// The service has taken it.
    Sent,
    /// The recipient's server has taken it.
    Delivered,
    /// It came back. A person corrects the address, or lifts the suppression, and sends it again.
    Bounced,
    /// The recipient called it spam. Nothing more is sent to the address.
    Complained,
    /// The service refused it: certainly not sent. A person mends the cause and sends it again.
    Failed,
    /// Nobody knows whether it was sent, so it is not sent again but by a person.
    Unknown,
    /// Not sent: the address is on the list of those that take no mail.
    Suppressed,
    /// Not sent: there is nobody to send it to, or the shop sends nothing.
    Skipped,
}

impl MessageState {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Requested,
        Self::Sending,
        Self::Sent,
        Self::Delivered,
        Self::Bounced,
        Self::Complained,
        Self::Failed,
        Self::Unknown,
        Self::Suppressed,
        Self::Skipped,
    ];

    /// A short word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Suppressed => "suppressed",
            Self::Skipped => "skipped",
        }
    }

    /// Whether a person may want to do something about it.
    pub const fn needs_a_person(self) -> bool {
        matches!(
            self,
            Self::Requested
                | Self::Bounced
                | Self::Complained
                | Self::Failed
                | Self::Unknown
                | Self::Suppressed
        )
    }
}

impl std::fmt::Display for MessageState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name().to_uppercase())
    }
}

impl Example for MessageState {
    fn example() -> Self {
        Self::Bounced
    }
}

/// Who hands a message to the service. Nobody else does while the claim holds; when it has run out,
/// nobody knows what became of the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The run that does; no other run has its name.
    pub run: String,
    /// When it is certainly over.
    pub until: Timestamp,
}

/// What happened to a message, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// When.
    pub at: Timestamp,
    /// How far it was then.
    pub state: MessageState,
    /// Which sending.
    pub attempt: u32,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Code>,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The message: follows from what it tells and how.
    pub message_id: MessageId,
    /// The order it is about; of a failed payment, the order that may never come to be.
    pub order_id: OrderId,
    /// The event that asked for it.
    pub event_id: EventId,
    /// How it is told.
    pub channel: Channel,
    /// What is told.
    pub news: News,
    /// How far it got.
    pub state: MessageState,
    /// Why it got no further.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Code>,
    /// In which language it went out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Who it went to, as far as that is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<Recipient>,
    /// Sendings begun.
    pub attempt: u32,
    /// Who is sending it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claim>,
    /// The service's own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The command of a person that last had it sent again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// Times a person had it sent again.
    #[serde(default)]
    pub resends: u32,
    /// What happened to it, oldest first.
    pub log: Vec<LogEntry>,
    /// When it was asked for.
    pub created_at: Timestamp,
}

impl Message {
    /// Without whom it went to; what was told stays. `None` where it says nothing of them.
    pub fn buyer_erased(&self) -> Option<Self> {
        self.recipient.as_ref().map(|_| Self { recipient: None, ..self.clone() })
    }

    /// When it may be forgotten.
    pub fn kept_until(&self) -> Timestamp {
        self.created_at.plus_seconds(KEEP_DAYS * 86_400)
    }

    /// Whether it is being sent, or may be, as far as anybody can tell.
    pub fn is_claimed(&self, now: Timestamp) -> bool {
        self.state == MessageState::Sending
            && self.claim.as_ref().is_some_and(|claim| claim.until > now)
    }

    /// Whether this run is the one that sends it.
    pub fn is_claimed_by(&self, run: &str) -> bool {
        self.state == MessageState::Sending
            && self.claim.as_ref().is_some_and(|claim| claim.run == run)
    }
}

/// What is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// About which order.
    pub order_id: OrderId,
    /// By which event.
    pub event_id: EventId,
    /// How.
    pub channel: Channel,
    /// What.
    pub news: News,
}

/// The one message that tells a fact over a channel. It follows from the fact, so that no second
/// event, and no second delivery of the first, makes another. A changed address makes none either.
pub fn message_id(order_id: &OrderId, news: &News, channel: Channel) -> MessageId {
    let text = format!("{}|{}|{}", news.name(), news.subject(order_id), channel.name());
    let digest = Sha256::digest(text);
    MessageId::from_bytes(std::array::from_fn(|at| digest.get(at).copied().unwrap_or_default()))
}

/// Why an address takes no mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SuppressionCause {
    /// A mail to it came back for good.
    Bounced,
    /// Its owner called a mail spam.
    Complained,
    /// A person of the shop said so.
    Staff,
}

impl SuppressionCause {
    /// A short word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bounced => "bounced",
            Self::Complained => "complained",
            Self::Staff => "staff",
        }
    }
}

/// An address that takes no mail; which one, only its digest says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// Of the address.
    pub digest: String,
    /// Why.
    pub cause: SuppressionCause,
    /// The message that showed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// Since when.
    pub since: Timestamp,
}
