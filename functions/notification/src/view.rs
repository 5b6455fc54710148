//! What staff see of messages.
use crate::compose::{Composed, compose};
use contract::{
    Page, PageQuery,
    notification::{
        ListMessages, ListOrderMessages, MessageDetailView, MessageList, MessageLogView,
        MessageSummaryView, MessageView, MessageWords, ViewMessage,
    },
};
use domain::notification::Message;
use primitives::Code;
use runtime::{Cx, Done, Fault, Outcome, Req, ports::Content};
use table::{keys, keys::notification::MessageSummary};

/// The messages of an order.
pub async fn of_order(cx: Cx, req: Req<ListOrderMessages>) -> Outcome<MessageList> {
    let list = keys::notification::messages_of_order(&req.path.order_id);
    let found = cx.list_all(&list).await?;
    let wanted: Vec<_> =
        found.iter().map(|found| keys::notification::message(&found.message_id)).collect();
    let held = cx.load_many(&wanted).await?;
    let items = held.iter().flatten().map(|held| message(held)).collect::<Result<_, _>>()?;
    Ok(Done::new(MessageList { items }))
}

/// Messages that somebody has to look after.
pub async fn in_state(cx: Cx, req: Req<ListMessages>) -> Outcome<Page<MessageSummaryView>> {
    let query = PageQuery { cursor: req.query.cursor, limit: req.query.limit };
    let list = keys::notification::messages_in_state(&req.query.state);
    let page = cx.page(&list, &query).await?;
    let line = |summary: MessageSummary| MessageSummaryView {
        message_id: summary.message_id,
        order_id: summary.order_id,
        kind: summary.kind,
        channel: summary.channel,
        state: summary.state,
        reason: summary.reason,
        created_at: summary.created_at,
    };
    Ok(Done::new(Page { items: page.items.into_iter().map(line).collect(), next: page.next }))
}

/// One message, with the words it would have now. What was sent is not kept: it would be a copy of
/// the buyer's name and address that nobody corrects or erases with the order.
pub async fn one(cx: Cx, req: Req<ViewMessage>) -> Outcome<MessageDetailView> {
    let held = cx.load(keys::notification::message(&req.path.message_id)).await?;
    let words = match Box::pin(compose(&cx, &held.order_id, &held.news, held.channel)).await {
        Ok(Composed::Letter { content: Content::Mail(mail), .. }) => {
            Some(MessageWords { subject: Some(mail.subject), text: mail.text })
        }
        Ok(Composed::Letter { content: Content::Text(text), .. }) => {
            Some(MessageWords { subject: None, text: text.text })
        }
        Ok(_) => None,
        Err(fault) if fault.status() == 404 => None,
        Err(fault) => return Err(fault),
    };
    Ok(Done::new(MessageDetailView { message: message(&held)?, words }))
}

/// One message.
pub fn message(held: &Message) -> Result<MessageView, Fault> {
    let log = held.log.iter().map(|entry| MessageLogView {
        at: entry.at,
        state: entry.state,
        attempt: entry.attempt,
        reason: entry.reason.clone(),
    });
    Ok(MessageView {
        message_id: held.message_id.clone(),
        order_id: held.order_id.clone(),
        kind: Code::parse(held.news.name())?,
        channel: held.channel,
        state: held.state,
        reason: held.reason.clone(),
        language: held.language,
        recipient: held.recipient.as_ref().map(|recipient| recipient.masked.clone()),
        reference: held.reference.clone(),
        attempts: held.attempt,
        log: log.collect(),
        created_at: held.created_at,
    })
}
