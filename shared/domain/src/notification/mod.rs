//! Messages to buyers: what is told, in which language, to which address, and how far each one got.
//!
//! Invariant: one fact about an order is sent at most once over one channel, whatever is delivered
//! twice and whoever crashes; only a person sends it again. A message holds no address: who it goes
//! to is read from the order when it is sent, and what stays is a mask and a digest.
mod address;
mod feedback;
mod language;
mod message;
mod moves;
mod refusal;
mod sender;

#[cfg(test)]
mod laws;

pub use address::{Recipient, address_digest, dialled, masked_mail};
pub use feedback::{Feedback, Heard, Report, hear};
pub use language::Language;
pub use message::{
    Channel, Claim, LOG_MAX, LogEntry, Message, MessageState, New, News, Suppression,
    SuppressionCause, message_id,
};
pub use moves::{Changed, Outcome, RESENDS_MAX, Ready, Told, claim, lose, open, record, resend};
pub use refusal::Refusal;
pub use sender::{MailSettings, TextSender};
