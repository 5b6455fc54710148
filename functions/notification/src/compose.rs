//! A message as it would go out now, or why it cannot.
use crate::{
    facts::{self, Facts},
    render, sheet,
};
use domain::notification::{
    Channel, Language, MailSettings, News, Ready, Recipient, SuppressionCause, dialled,
};
use primitives::OrderId;
use runtime::{
    Cx, Fault,
    ports::{Content, Mail, Text},
};
use table::keys;

/// What can go out, or why nothing can.
#[derive(Debug)]
pub enum Composed {
    /// This.
    Letter {
        /// What is written, and to whom.
        content: Content,
        /// The same person, as far as that may be kept.
        recipient: Recipient,
        /// In which language.
        language: Language,
    },
    /// Nothing: the address takes no mail.
    Suppressed {
        /// Whose it is.
        recipient: Recipient,
        /// Why it takes none.
        cause: SuppressionCause,
    },
    /// Nothing, and that is worth a record.
    Skip(&'static str),
    /// Nothing, and nobody asked for it.
    Unwanted,
}

impl Composed {
    /// What the decision has to know of it; `None` where there is nothing to decide.
    pub fn ready(&self, run: &str) -> Option<Ready> {
        Some(match self {
            Self::Letter { recipient, language, .. } => Ready::Send {
                recipient: recipient.clone(),
                language: *language,
                run: run.to_owned(),
            },
            Self::Suppressed { recipient, cause } => {
                Ready::Suppressed { recipient: recipient.clone(), reason: cause.name() }
            }
            Self::Skip(reason) => Ready::Skip { reason },
            Self::Unwanted => return None,
        })
    }
}

/// Composes it.
pub async fn compose(
    cx: &Cx,
    order_id: &OrderId,
    news: &News,
    channel: Channel,
) -> Result<Composed, Fault> {
    // Mail and text message of one fact are composed from one reading.
    let read = Box::pin(facts::of(cx, order_id, news));
    let facts = cx.once(&format!("facts {order_id}"), read).await?;
    let nobody_writes = || match channel {
        Channel::Mail => Composed::Skip("no_sender"),
        Channel::Text => Composed::Unwanted,
    };
    if facts.order.is_none() && !matches!(news, News::PaymentFailed { .. }) {
        return Err(Fault::missing("Order"));
    }
    let Some(sender) = facts.sender.clone() else { return Ok(nobody_writes()) };
    // What staff try out on a draft is not the buyer's business.
    if facts.order.as_ref().is_some_and(|order| !order.is_public()) {
        return Ok(Composed::Skip("draft"));
    }
    match channel {
        Channel::Mail => mail(cx, &facts, sender, news).await,
        Channel::Text => text(cx, &facts, &sender, news).await,
    }
}

async fn mail(
    cx: &Cx,
    facts: &Facts,
    sender: MailSettings,
    news: &News,
) -> Result<Composed, Fault> {
    let Some(to) = facts.email().cloned() else { return Ok(Composed::Skip("no_address")) };
    let recipient = Recipient::mail(&to);
    if let Some(held) = cx.find(keys::notification::suppression(&recipient.digest)).await? {
        return Ok(Composed::Suppressed { recipient, cause: held.cause });
    }
    let language = facts.language();
    let sheet = sheet::of(cx, facts, &sender, news, language).await?;
    let (html, text) = render::mail(&sheet, news, language)?;
    let content = Content::Mail(Mail {
        from: sender.sender,
        from_name: sheet.shop,
        reply_to: sender.reply_to,
        to,
        subject: sheet.subject,
        html,
        text,
    });
    Ok(Composed::Letter { content, recipient, language })
}

/// Sent where the merchant named a sender and the buyer a telephone number with its country.
async fn text(
    cx: &Cx,
    facts: &Facts,
    sender: &MailSettings,
    news: &News,
) -> Result<Composed, Fault> {
    let phone = facts.address().and_then(|address| address.phone.as_ref());
    let (Some(from), Some(phone)) = (&sender.text, phone) else { return Ok(Composed::Unwanted) };
    let Some(to) = dialled(phone.as_ref()) else { return Ok(Composed::Skip("number_unclear")) };
    let recipient = Recipient::text(&to);
    let language = facts.language();
    let sheet = sheet::of(cx, facts, sender, news, language).await?;
    let text = render::text(&sheet, language)?;
    let content = Content::Text(Text { from: from.sender.clone(), to, text });
    Ok(Composed::Letter { content, recipient, language })
}
