//! What the mail service is heard to say later: delivered, bounced, called spam. It may say so twice,
//! late, in any order, or before its own answer to the sending has arrived.
use super::{Changed, Message, MessageState, Suppression, SuppressionCause, Told};
use primitives::Timestamp;

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// The recipient's server has it.
    Delivered,
    /// It came back.
    Bounced {
        /// Whether the address will never take any.
        permanent: bool,
        /// The service's word for it.
        detail: String,
    },
    /// The recipient called it spam.
    Complained,
    /// The service took it, and then would not send it.
    Rejected,
}

/// What it says of which sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// Which sending, from 1.
    pub attempt: u32,
    /// The service's own name for the message.
    pub reference: String,
    /// What.
    pub report: Report,
}

/// What follows.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// The message.
    pub message: Message,
    /// The news of it.
    pub told: Option<Told>,
    /// The address takes no mail from now on.
    pub suppression: Option<Suppression>,
}

/// Hears what the service says; `None` if it is nothing new, or about an earlier sending.
pub fn hear(message: &Message, feedback: &Feedback, now: Timestamp) -> Option<Heard> {
    use MessageState::{Bounced, Complained, Delivered, Failed, Sending, Sent, Unknown};
    if feedback.attempt != message.attempt {
        return None;
    }
    let before = message.state;
    let (state, reason, cause) = match (&feedback.report, before) {
        (Report::Delivered, Sending | Sent | Unknown) => (Delivered, None, None),
        (Report::Bounced { permanent, detail }, Sending | Sent | Unknown | Delivered) => {
            let reason = if detail.is_empty() { "bounced" } else { detail.as_str() };
            (Bounced, Some(reason), permanent.then_some(SuppressionCause::Bounced))
        }
        (Report::Complained, Sending | Sent | Unknown | Delivered | Bounced) => {
            (Complained, Some("complained"), Some(SuppressionCause::Complained))
        }
        (Report::Rejected, Sending | Sent | Unknown) => (Failed, Some("rejected"), None),
        _ => return None,
    };
    let mut next = message.clone();
    next.reference = Some(feedback.reference.clone());
    let suppression = cause.zip(message.recipient.as_ref()).map(|(cause, recipient)| Suppression {
        digest: recipient.digest.clone(),
        cause,
        message_id: Some(message.message_id.clone()),
        since: now,
    });
    let Changed { message, told } = Changed::to(next, state, reason, now);
    Some(Heard { message, told, suppression })
}
