//! Who messages come from: decided by the merchant, in the shop's settings.
use crate::shop::ShopRefusal;
use primitives::{Email, Line};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who writes to buyers. Without it, nothing is sent, and what would have been is on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// The address mails come from; the mail service has to know it as the shop's own.
    pub sender: Email,
    /// The shop's name, as buyers read it.
    pub name: Line,
    /// Where answers go, and whom to ask; the sender's address where absent.
    #[serde(default)]
    pub reply_to: Option<Email>,
    /// Who text messages come from. Without it, none are sent.
    #[serde(default)]
    pub text: Option<TextSender>,
}

/// Who text messages come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextSender {
    /// What telephones show: 1 to 11 letters and digits, at least one of them a letter.
    #[schemars(length(min = 1, max = 11))]
    pub sender: String,
}

impl MailSettings {
    /// Whom buyers ask.
    pub fn support(&self) -> &Email {
        self.reply_to.as_ref().unwrap_or(&self.sender)
    }

    /// Checks what no type can.
    pub fn check(&self) -> Result<(), ShopRefusal> {
        let good = self.text.as_ref().is_none_or(|text| {
            let sender = &text.sender;
            (1..=11).contains(&sender.len())
                && sender.bytes().all(|b| b.is_ascii_alphanumeric())
                && sender.bytes().any(|b| b.is_ascii_alphabetic())
        });
        if good { Ok(()) } else { Err(ShopRefusal::TextSender) }
    }
}
