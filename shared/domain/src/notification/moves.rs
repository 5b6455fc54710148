//! How a message moves: claimed by one run before it is sent, recorded after, and lost in between
//! when the run is.
use super::{
    Claim, LOG_MAX, Language, LogEntry, Message, MessageState, New, Recipient, Refusal, message_id,
};
use events::notification::{MessageFailedV1, MessageSentV1};
use primitives::{Code, Timestamp};

/// Seconds after which a run that claimed a message is certainly over: longer than a function runs.
const CLAIM_SECONDS: i64 = 90;
/// Times a person may have one message sent again.
pub const RESENDS_MAX: u32 = 10;

/// What there is to send, or why there is nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ready {
    /// It can be sent, by this run.
    Send {
        /// Who to.
        recipient: Recipient,
        /// In which language.
        language: Language,
        /// The run that claims it.
        run: String,
    },
    /// The address takes no mail.
    Suppressed {
        /// Who it would have gone to.
        recipient: Recipient,
        /// Why it takes none.
        reason: &'static str,
    },
    /// There is nobody to send it to, or nobody to send it from.
    Skip {
        /// Which of them.
        reason: &'static str,
    },
}

/// What became of a sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The service has it, under this name.
    Sent(String),
    /// It has not: it was too busy.
    Busy(String),
    /// It has not, and will not.
    Refused(String),
    /// Nobody knows.
    Unknown(String),
}

/// News of a message. A match on it publishes.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// The service has it.
    Sent(MessageSentV1),
    /// The buyer has not got it, or nobody knows.
    Failed(MessageFailedV1),
}

/// A message after a move, and the news of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The message.
    pub message: Message,
    /// The news.
    pub told: Option<Told>,
}

impl Changed {
    /// The message moved to a state for a reason; what that means to others follows.
    pub(super) fn to(
        mut message: Message,
        state: MessageState,
        reason: Option<&str>,
        now: Timestamp,
    ) -> Self {
        let reason = reason.map(code);
        let had_it = matches!(message.state, MessageState::Sent | MessageState::Delivered);
        message.state = state;
        message.reason.clone_from(&reason);
        if state != MessageState::Sending {
            message.claim = None;
        }
        let attempt = message.attempt;
        message.log.push(LogEntry { at: now, state, attempt, reason });
        if message.log.len() > LOG_MAX {
            message.log.remove(0);
        }
        let told = told(&message, had_it, now);
        Self { message, told }
    }
}

/// The news of a message that has just moved; none where it is no business of others.
fn told(message: &Message, had_it: bool, now: Timestamp) -> Option<Told> {
    let (message_id, order_id) = (message.message_id.clone(), message.order_id.clone());
    let (kind, channel) = (code(message.news.name()), code(message.channel.name()));
    let (state, attempt) = (message.state, message.attempt);
    match state {
        MessageState::Sent | MessageState::Delivered if !had_it => {
            let sent = MessageSentV1 { message_id, order_id, kind, channel, attempt, sent_at: now };
            Some(Told::Sent(sent))
        }
        MessageState::Bounced
        | MessageState::Complained
        | MessageState::Failed
        | MessageState::Unknown
        | MessageState::Suppressed => Some(Told::Failed(MessageFailedV1 {
            message_id,
            order_id,
            kind,
            channel,
            attempt,
            state: code(state.name()),
            reason: message.reason.clone().unwrap_or_else(|| code("unknown")),
            failed_at: now,
        })),
        _ => None,
    }
}

/// A message that was asked for: claimed at once where it can be sent.
pub fn open(new: New, ready: Ready, now: Timestamp) -> Changed {
    let New { order_id, event_id, channel, news } = new;
    let message = Message {
        message_id: message_id(&order_id, &news, channel),
        order_id,
        event_id,
        channel,
        news,
        state: MessageState::Requested,
        reason: None,
        language: None,
        recipient: None,
        attempt: 0,
        claim: None,
        reference: None,
        command: None,
        resends: 0,
        log: Vec::new(),
        created_at: now,
    };
    claim(message, ready, now)
}

/// Takes a message that certainly was not sent: for this run to send it, if it can be.
pub fn claim(mut message: Message, ready: Ready, now: Timestamp) -> Changed {
    match ready {
        Ready::Send { recipient, language, run } => {
            message.recipient = Some(recipient);
            message.language = Some(language);
            message.attempt += 1;
            message.reference = None;
            message.claim = Some(Claim { run, until: now.plus_seconds(CLAIM_SECONDS) });
            Changed::to(message, MessageState::Sending, None, now)
        }
        Ready::Suppressed { recipient, reason } => {
            message.recipient = Some(recipient);
            Changed::to(message, MessageState::Suppressed, Some(reason), now)
        }
        Ready::Skip { reason } => Changed::to(message, MessageState::Skipped, Some(reason), now),
    }
}

/// Writes down what became of a sending; `None` if that is known already, because the recipient's
/// server was faster than the answer, or because another sending has begun since.
pub fn record(
    message: &Message,
    attempt: u32,
    outcome: &Outcome,
    now: Timestamp,
) -> Option<Changed> {
    if message.attempt != attempt {
        return None;
    }
    let mut next = message.clone();
    if let Outcome::Sent(reference) = outcome {
        next.reference = Some(reference.clone());
    }
    if !matches!(message.state, MessageState::Sending | MessageState::Unknown) {
        return (next != *message).then_some(Changed { message: next, told: None });
    }
    let (state, reason) = match outcome {
        Outcome::Sent(_) => (MessageState::Sent, None),
        Outcome::Busy(why) => (MessageState::Requested, Some(why)),
        Outcome::Refused(why) => (MessageState::Failed, Some(why)),
        Outcome::Unknown(why) => (MessageState::Unknown, Some(why)),
    };
    Some(Changed::to(next, state, reason.map(String::as_str), now))
}

/// A message whose run is certainly over without having said what became of it.
pub fn lose(message: &Message, now: Timestamp) -> Option<Changed> {
    let lost = message.state == MessageState::Sending && !message.is_claimed(now);
    lost.then(|| Changed::to(message.clone(), MessageState::Unknown, Some("interrupted"), now))
}

/// A person has it sent again, whatever became of it before.
pub fn resend(
    message: &Message,
    command: &str,
    ready: Ready,
    now: Timestamp,
) -> Result<Changed, Refusal> {
    if message.is_claimed(now) {
        return Err(Refusal::UnderWay);
    }
    if message.resends >= RESENDS_MAX {
        return Err(Refusal::TooOften);
    }
    match &ready {
        Ready::Suppressed { reason, .. } => return Err(Refusal::Suppressed((*reason).into())),
        Ready::Skip { reason } => return Err(Refusal::Impossible((*reason).into())),
        Ready::Send { .. } => {}
    }
    let mut next = message.clone();
    next.command = Some(command.into());
    next.resends += 1;
    Ok(claim(next, ready, now))
}

/// A short word for events. What a service says is cut and cleaned rather than refused.
pub(super) fn code(raw: &str) -> Code {
    let clean: String = raw.chars().filter(char::is_ascii_graphic).take(64).collect();
    Code::parse(clean).or_else(|_| Code::parse("unknown")).unwrap_or_else(|_| {
        use primitives::Example;
        Code::example()
    })
}
