//! Brings a message on its way, one commit at a time: claimed, handed over, written down.
use crate::compose::{Composed, compose};
use domain::notification::{
    Changed, Channel, Message, MessageState, New, News, Outcome, Told, claim, lose, message_id,
    open, record,
};
use primitives::{EventId, OrderId};
use runtime::{
    Cx, Done, Fault, Progress, Step,
    ports::{Letter, Unsent},
};
use std::{convert::Infallible, sync::Arc};
use table::{Held, keys};

/// Tells a fact over every channel it is told by.
pub async fn all(cx: &Cx, event_id: &EventId, order_id: &OrderId, news: &News) -> Progress<()> {
    for channel in news.channels() {
        let id = message_id(order_id, news, *channel);
        let step = if let Some(held) = cx.find(keys::notification::message(&id)).await? {
            drive(cx, &held).await?
        } else {
            let (order_id, news) = (order_id.clone(), news.clone());
            let new = New { order_id, event_id: event_id.clone(), channel: *channel, news };
            begin(cx, new).await?
        };
        if let Some(step) = step {
            return Ok(step);
        }
    }
    Ok(Step::Finish(Done::new(())))
}

/// The message's first commit: it is claimed in the one that makes it.
async fn begin(cx: &Cx, new: New) -> Result<Option<Step<()>>, Fault> {
    let composed = composed(cx, &new.order_id, &new.news, new.channel).await?;
    let Some(ready) = composed.ready(&run(cx).await) else { return Ok(None) };
    let Changed { message, told } = open(new, ready, cx.now());
    let done = Done::new(()).create(&message);
    Ok(Some(Step::Continue(publish(done, &message, 1, told))))
}

/// The next step of a message; `None` when it rests.
pub async fn drive(cx: &Cx, held: &Held<Message>) -> Result<Option<Step<()>>, Fault> {
    if held.is_claimed_by(&run(cx).await) {
        return hand_over(cx, held).await.map(Some);
    }
    if let Some(changed) = lose(held, cx.now()) {
        return Ok(Some(Step::Continue(write_down(held, changed))));
    }
    match held.state {
        // It is certainly over in a while; then it shows what became of it.
        MessageState::Sending => Err(Fault::Outside("another run is sending the message".into())),
        MessageState::Requested => {
            let composed = composed(cx, &held.order_id, &held.news, held.channel).await?;
            let Some(ready) = composed.ready(&run(cx).await) else { return Ok(None) };
            let changed = claim(held.value.clone(), ready, cx.now());
            Ok(Some(Step::Continue(write_down(held, changed))))
        }
        _ => Ok(None),
    }
}

/// Hands a claimed message over, once in this run, and writes down what came of it.
async fn hand_over(cx: &Cx, held: &Held<Message>) -> Result<Step<()>, Fault> {
    let composed = composed(cx, &held.order_id, &held.news, held.channel).await?;
    let Composed::Letter { content, .. } = &*composed else {
        return Err(Fault::Internal("a message was claimed that cannot be written".into()));
    };
    let (message_id, attempt) = (held.message_id.clone(), held.attempt);
    let letter = Letter { message_id, attempt, content: content.clone() };
    let post = cx.post()?;
    // A lost race runs this again: the answer is kept, so that the letter is not sent again.
    let answered = cx
        .once(&format!("answer {} {attempt}", held.message_id), async {
            Ok::<_, Infallible>(outcome(post.send(&letter).await))
        })
        .await;
    let Ok(outcome) = answered;
    let Some(changed) = record(held, attempt, &outcome, cx.now()) else {
        return Ok(Step::Continue(Done::new(())));
    };
    let done = write_down(held, changed);
    Ok(match &*outcome {
        Outcome::Busy(why) => {
            Step::Refuse(done, Fault::Outside(format!("the message was not taken yet: {why}")))
        }
        _ => Step::Continue(done),
    })
}

fn outcome(answer: Result<String, Unsent>) -> Outcome {
    match answer {
        Ok(reference) => Outcome::Sent(reference),
        Err(Unsent::Busy(why)) => Outcome::Busy(why),
        Err(Unsent::Refused(why)) => Outcome::Refused(why),
        Err(Unsent::Unknown(why)) => Outcome::Unknown(why),
    }
}

/// The message as it would go out now, composed once in this run: what is claimed is what is sent.
pub async fn composed(
    cx: &Cx,
    order_id: &OrderId,
    news: &News,
    channel: Channel,
) -> Result<Arc<Composed>, Fault> {
    let name = format!("composed {}", message_id(order_id, news, channel));
    cx.once(&name, Box::pin(compose(cx, order_id, news, channel))).await
}

/// This run's name: by it, the run knows its own claims.
pub async fn run(cx: &Cx) -> Arc<String> {
    let Ok(run) = cx.once("run", async { Ok::<_, Infallible>(cx.new_secret().digest()) }).await;
    run
}

/// Writes a changed message, with its news.
pub fn write_down(held: &Held<Message>, changed: Changed) -> Done<()> {
    let Changed { message, told } = changed;
    let done = Done::new(()).replace(held, &message);
    publish(done, &message, held.next_version(), told)
}

/// Publishes the news of a message.
pub fn publish(done: Done<()>, message: &Message, version: u64, told: Option<Told>) -> Done<()> {
    match told {
        Some(Told::Sent(event)) => done.publish(&message.message_id, version, &event),
        Some(Told::Failed(event)) => done.publish(&message.message_id, version, &event),
        None => done,
    }
}
