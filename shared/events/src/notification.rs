//! Events of `notification`: ids and codes of what was told to a buyer, never to whom or in which words.
use crate::row::events;
use primitives::{Code, MessageId, OrderId, Timestamp};

events! {
    /// The mail or text service has taken a message, or has been heard to have delivered it.
    MessageSentV1 = "notification.MessageSent.v1" {
        message_id: MessageId,
        order_id: OrderId,
        /// What it tells: `placed`, `shipped`, `delivered`, `cancelled` or `payment_failed`.
        kind: Code,
        /// `mail` or `text`.
        channel: Code,
        /// Which sending of the message, from 1.
        attempt: u32,
        sent_at: Timestamp,
    }
    /// A message did not reach its buyer, or nobody knows whether it did; a person may send it again.
    MessageFailedV1 = "notification.MessageFailed.v1" {
        message_id: MessageId,
        order_id: OrderId,
        /// What it tells: `placed`, `shipped`, `delivered`, `cancelled` or `payment_failed`.
        kind: Code,
        /// `mail` or `text`.
        channel: Code,
        /// Which sending of the message, from 1; 0 where none was begun.
        attempt: u32,
        /// `bounced`, `complained`, `failed`, `suppressed` or `unknown`.
        state: Code,
        /// Why, stable: `hard_bounce`, `rejected`, `no_answer` …
        reason: Code,
        failed_at: Timestamp,
    }
}
