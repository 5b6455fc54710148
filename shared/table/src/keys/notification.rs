//! Keys of `notification`.
use crate::{
    Index, Indexed, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::notification::{Channel, Message, MessageState, Suppression};
use primitives::{Code, MessageId, OrderId, Timestamp};
use serde::{Deserialize, Serialize};

keys! {
    /// One message; its id follows from what it tells, so that whoever is told twice finds it.
    message(message_id: MessageId) -> Message: "MESSAGE#{message_id}" / "MESSAGE";
    /// An address that takes no mail, by its digest: looked up before every sending.
    suppression(digest: String) -> Suppression: "SUPPRESSION#{digest}" / "SUPPRESSION";
}

lists! {
    /// Staff: what a buyer was told about an order, oldest first.
    messages_of_order(order_id: OrderId) -> MessageSummary: gsi1 "MESSAGES#{order_id}" / "" oldest;
    /// Staff: messages that somebody has to look after, newest first. What went well is in no such list.
    messages_in_state(state: MessageState) -> MessageSummary: gsi2 "MESSAGES-STATE#{state}" / "" newest;
}

/// What lists show of a message: nothing of whom it went to, since an index is a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageSummary {
    /// The message.
    pub message_id: MessageId,
    /// The order it is about.
    pub order_id: OrderId,
    /// What it tells.
    pub kind: Code,
    /// How.
    pub channel: Channel,
    /// How far it got.
    pub state: MessageState,
    /// Why it got no further.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Code>,
    /// When it was asked for.
    pub created_at: Timestamp,
}

impl Indexed for Suppression {}

impl Indexed for Message {
    fn entries(&self) -> Vec<(Index, Place)> {
        let Self { message_id, order_id, state, created_at, .. } = self;
        let sort = format!("{created_at}#{message_id}");
        let of_order = (Index::gsi1, entry(format!("MESSAGES#{order_id}"), sort.clone()));
        let open = state
            .needs_a_person()
            .then(|| (Index::gsi2, entry(format!("MESSAGES-STATE#{state}"), sort)));
        [of_order].into_iter().chain(open).collect()
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(
            Code::parse(self.news.name())
                .map_err(|e| TableError::Corrupt { entity: "Message", why: e.to_string() })
                .and_then(|kind| {
                    summary::<Self, _>(&MessageSummary {
                        message_id: self.message_id.clone(),
                        order_id: self.order_id.clone(),
                        kind,
                        channel: self.channel,
                        state: self.state,
                        reason: self.reason.clone(),
                        created_at: self.created_at,
                    })
                }),
        )
    }

    fn expires(&self) -> Option<Timestamp> {
        Some(self.kept_until())
    }
}
