//! Operations of `notification`. An address stands in bodies only: never in a path, where logs find it.
use crate::{Caller, NoBody, NoPath, NoQuery, Page, Role, row::operations};
use domain::notification::{Channel, Language, MessageState, SuppressionCause};
use primitives::{Code, Email, MessageId, OrderId, Timestamp, limits::PAGE_MAX};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

operations! { "notification":
    /// What the buyer of an order was told, oldest first, and how far each message got.
    ListOrderMessages: GET "/orders/{order_id}/messages" (OrderMessagesPath, NoQuery, NoBody)
        -> 200 MessageList, by Caller::Staff(&[Role::Service]), with [];
    /// Messages in a state that somebody has to look after, newest first. Messages that went well are in no such list.
    ListMessages: GET "/messages" (NoPath, MessagesQuery, NoBody)
        -> 200 Page<MessageSummaryView>, by Caller::Staff(&[Role::Service]), with [];
    /// One message: what happened to it, and what it would say if it were sent now.
    ViewMessage: GET "/messages/{message_id}" (MessagePath, NoQuery, NoBody)
        -> 200 MessageDetailView, by Caller::Staff(&[Role::Service]), with [];
    /// Sends a message again, to the address the order has by now; whatever became of it before.
    ResendMessage: POST "/messages/{message_id}/resend" (MessagePath, NoQuery, NoBody)
        -> 200 MessageView, by Caller::Staff(&[Role::Service]), with [Keyed];
    /// Whether an address takes no mail, and why.
    FindSuppression: POST "/suppressions/find" (NoPath, NoQuery, AddressBody)
        -> 200 SuppressionView, by Caller::Staff(&[Role::Service]), with [];
    /// Sends nothing more to an address. Doing it again changes nothing.
    SuppressAddress: PUT "/suppressions" (NoPath, NoQuery, AddressBody)
        -> 200 SuppressionView, by Caller::Staff(&[Role::Service]), with [];
    /// Lets an address take mail again, whether it bounced or its owner complained. Doing it again changes nothing.
    LiftSuppression: POST "/suppressions/lift" (NoPath, NoQuery, AddressBody)
        -> 200 SuppressionView, by Caller::Staff(&[Role::Service]), with [];
}

/// Whose messages.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OrderMessagesPath {
    /// The order.
    pub order_id: OrderId,
}

/// Which message.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MessagePath {
    /// The message.
    pub message_id: MessageId,
}

/// Which messages.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MessagesQuery {
    /// In which state.
    pub state: MessageState,
    /// Where the page before ended: its `next`, passed back as it is.
    #[serde(default)]
    #[schemars(length(max = 1024))]
    pub cursor: Option<String>,
    /// How many items at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = PAGE_MAX))]
    pub limit: Option<u32>,
}

/// An address.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressBody {
    /// The address.
    pub email: Email,
}

/// Whether an address takes mail.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SuppressionView {
    /// Whether it takes none.
    pub suppressed: bool,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<SuppressionCause>,
    /// The message that showed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
}

/// The messages of an order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MessageList {
    /// Oldest first.
    pub items: Vec<MessageView>,
}

/// A message, as lists show it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MessageSummaryView {
    /// The message.
    pub message_id: MessageId,
    /// The order it is about.
    pub order_id: OrderId,
    /// What it tells: `placed`, `shipped`, `delivered`, `cancelled` or `payment_failed`.
    pub kind: Code,
    /// How.
    pub channel: Channel,
    /// How far it got.
    pub state: MessageState,
    /// Why it got no further, stable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Code>,
    /// When it was asked for.
    pub created_at: Timestamp,
}

/// A message, and what happened to it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MessageView {
    /// The message.
    pub message_id: MessageId,
    /// The order it is about; of a failed payment, the order that may never come to be.
    pub order_id: OrderId,
    /// What it tells: `placed`, `shipped`, `delivered`, `cancelled` or `payment_failed`.
    pub kind: Code,
    /// How.
    pub channel: Channel,
    /// How far it got. One that has been `sending` for minutes was interrupted: it may be sent again.
    pub state: MessageState,
    /// Why it got no further, stable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Code>,
    /// In which language it went out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Who it went to, masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// The service's own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Sendings begun.
    pub attempts: u32,
    /// What happened to it, oldest first.
    pub log: Vec<MessageLogView>,
    /// When it was asked for.
    pub created_at: Timestamp,
}

/// Something that happened to a message.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MessageLogView {
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

/// A message with its words.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MessageDetailView {
    /// The message.
    pub message: MessageView,
    /// What it would say if it were sent now; absent where it cannot be. No copy of what was sent is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<MessageWords>,
}

/// What a message says.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MessageWords {
    /// The subject of a mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The whole, as plain text.
    pub text: String,
}
