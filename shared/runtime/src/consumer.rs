//! One consumed event: parse, recall, run.
use crate::{
    Cx, Fault, Step, Who,
    run::{Decided, Ended, Remember, decided, run},
};
use events::{Envelope, Event, Unread};
use primitives::EventId;
use std::{future::Future, pin::Pin, sync::Arc};
use table::keys;

/// A mounted consumer with its types erased.
pub(crate) type Consume = Box<dyn Fn(Cx, String) -> Pending + Send + Sync>;
pub(crate) type Pending = Pin<Box<dyn Future<Output = Result<(), Fault>> + Send>>;

/// What a consumer keeps in mind.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mind {
    /// Which events it has dealt with.
    Events,
    /// Nothing: what it reads tells it what is left to do.
    Nothing,
}

/// A mounted consumer of whatever event there is, with its types erased.
pub(crate) type ConsumeAny = Box<dyn Fn(Cx, Arc<str>, String) -> Pending + Send + Sync>;

/// Erases the types of an event and its handler.
pub(crate) fn erase<E, H, F, T>(consumer: &'static str, mind: Mind, handler: H) -> Consume
where
    E: Event + Clone + Sync,
    H: Fn(Cx, Envelope<E>) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<T, Fault>> + Send + 'static,
    T: Into<Step<()>> + 'static,
{
    Box::new(move |cx, detail| {
        Box::pin(async move {
            let envelope: Envelope<E> = read(&detail)?.read().map_err(unreadable)?;
            consume(consumer, mind, E::DETAIL_TYPE, cx, envelope, handler).await
        })
    })
}

/// Erases the types of a handler of whatever event. What it reads tells it what is left to do, so a look
/// at whether it saw an event before would be most of what it costs.
pub(crate) fn erase_any<H, F, T>(consumer: &'static str, handler: H) -> ConsumeAny
where
    H: Fn(Cx, Arc<str>, Unread) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<T, Fault>> + Send + 'static,
    T: Into<Step<()>> + 'static,
{
    Box::new(move |cx, name, detail| {
        Box::pin(async move {
            let envelope = read(&detail)?;
            let named = name.clone();
            let handler = move |cx, envelope| handler(cx, named.clone(), envelope);
            consume(consumer, Mind::Nothing, &name, cx, envelope, handler).await
        })
    })
}

fn read(detail: &str) -> Result<Unread, Fault> {
    serde_json::from_str(detail).map_err(unreadable)
}

fn unreadable(why: serde_json::Error) -> Fault {
    Fault::malformed(format!("the event cannot be read: {why}"))
}

/// Whose event, and what is kept in mind of it.
struct Heard<'a> {
    consumer: &'a str,
    mind: Mind,
    name: &'a str,
    event_id: EventId,
}

async fn consume<D, H, F, T>(
    consumer: &str,
    mind: Mind,
    name: &str,
    mut cx: Cx,
    envelope: Envelope<D>,
    handler: H,
) -> Result<(), Fault>
where
    D: Clone + Send,
    H: Fn(Cx, Envelope<D>) -> F + Send,
    F: Future<Output = Result<T, Fault>> + Send + 'static,
    T: Into<Step<()>> + 'static,
{
    cx.who = Who::System;
    cx.correlation_id = Arc::from(envelope.correlation_id.as_str());
    let heard = Heard { consumer, mind, name, event_id: envelope.id.clone() };
    let own = cx.clone();
    let mut decide = move || decided(handler(own.clone(), envelope.clone()));
    deal(&cx, heard, &mut decide).await
}

/// Deals with an event, unless that was done before.
async fn deal(
    cx: &Cx,
    heard: Heard<'_>,
    decide: &mut (dyn FnMut() -> Decided + Send),
) -> Result<(), Fault> {
    let Heard { consumer, mind, name, event_id } = heard;
    let remember = match mind {
        Mind::Nothing => Remember::Nothing,
        Mind::Events => {
            let consumer = consumer.to_owned();
            // A look at half the price: one that comes too early to see a redelivery's first run
            // costs that run's work once more, and the commit finds it out.
            if cx.peek(keys::seen(&consumer, &event_id)).await?.is_some() {
                tracing::info!(event = name, id = %event_id, "seen before");
                return Ok(());
            }
            Remember::Event { consumer, event_id }
        }
    };
    match run(cx, 200, remember, decide).await? {
        Ended::Answered(_) => Ok(()),
        Ended::Waiting(_) => Err(Fault::Outside("still waiting".into())),
    }
}
