//! What SES tells of its mails, by way of EventBridge. It may tell twice, late and out of order.
use crate::deliver::publish;
use domain::notification::{Feedback, Heard, Report, hear};
use primitives::MessageId;
use runtime::{Cx, Done, Outcome};
use serde::Deserialize;
use std::collections::BTreeMap;
use table::keys;

/// The detail of an event of SES; of its many fields, those that are needed.
#[derive(Clone, Debug, Deserialize)]
pub struct Notice {
    #[serde(rename = "eventType")]
    event_type: String,
    mail: Sent,
    #[serde(default)]
    bounce: Option<Bounce>,
}

#[derive(Clone, Debug, Deserialize)]
struct Sent {
    #[serde(rename = "messageId")]
    message_id: String,
    /// What the mail was sent with, and some that SES adds.
    #[serde(default)]
    tags: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Debug, Deserialize)]
struct Bounce {
    #[serde(rename = "bounceType", default)]
    kind: String,
    #[serde(rename = "bounceSubType", default)]
    detail: String,
}

impl Sent {
    fn tag(&self, name: &str) -> Option<&str> {
        self.tags.get(name)?.first().map(String::as_str)
    }
}

impl Notice {
    /// Which message it is about, and what it says; `None` for other people's mail.
    fn read(&self) -> Option<(MessageId, Feedback)> {
        let message_id = MessageId::parse(self.mail.tag("message_id")?).ok()?;
        let attempt = self.mail.tag("attempt")?.parse().ok()?;
        let report = match self.event_type.as_str() {
            "Delivery" => Report::Delivered,
            "Bounce" => {
                let bounce = self.bounce.as_ref()?;
                let permanent = bounce.kind == "Permanent";
                Report::Bounced { permanent, detail: format!("{}/{}", bounce.kind, bounce.detail) }
            }
            "Complaint" => Report::Complained,
            "Reject" => Report::Rejected,
            _ => return None,
        };
        let reference = self.mail.message_id.clone();
        Some((message_id, Feedback { attempt, reference, report }))
    }
}

/// Writes down what became of a mail; an address that will never take one is put on the list.
pub async fn handle(cx: Cx, notice: Notice) -> Outcome<()> {
    let Some((message_id, feedback)) = notice.read() else { return Ok(Done::new(())) };
    let Some(held) = cx.find(keys::notification::message(&message_id)).await? else {
        runtime::note("SES tells of a message that is not there", message_id.as_ref());
        return Ok(Done::new(()));
    };
    let Some(heard) = hear(&held, &feedback, cx.now()) else { return Ok(Done::new(())) };
    let Heard { message, told, suppression } = heard;
    let done = Done::new(()).replace(&held, &message);
    let done = suppression.iter().fold(done, Done::put);
    Ok(publish(done, &message, held.next_version(), told))
}
