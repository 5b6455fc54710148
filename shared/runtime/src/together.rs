//! Messages of one invocation that are dealt with together, where one at a time would cost too much.
//!
//! They succeed or fail together, but for those that cannot be read: these fail alone, and no other
//! waits for them. What fails comes again, in whatever company; nothing remembers that it came before,
//! so the handler must bear that.
use crate::{Cx, Fault};
use events::{Envelope, Unread};
use serde::de::DeserializeOwned;
use std::{future::Future, pin::Pin, sync::Arc};

/// A message: an event's name, or nothing, and its text.
pub(crate) struct Raw {
    pub(crate) name: Arc<str>,
    pub(crate) text: String,
}

/// Kinds of messages that may be dealt with together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Job,
    Event,
}

/// What became of some messages.
pub(crate) struct Ended {
    /// Those that cannot be read, by their place.
    pub(crate) unread: Vec<(usize, Fault)>,
    /// All others.
    pub(crate) rest: Result<(), Fault>,
}

/// A handler of messages with its types erased.
pub(crate) type Gather =
    Box<dyn Fn(Cx, Vec<Raw>) -> Pin<Box<dyn Future<Output = Ended> + Send>> + Send + Sync>;

/// Erases the types of a handler of background work.
pub(crate) fn jobs<J, H, F>(handler: H) -> Gather
where
    J: DeserializeOwned + Send + 'static,
    H: Fn(Cx, Vec<J>) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<(), Fault>> + Send + 'static,
{
    gather(|raw| serde_json::from_str(&raw.text), handler)
}

/// Erases the types of a handler of every event.
pub(crate) fn events<H, F>(handler: H) -> Gather
where
    H: Fn(Cx, Vec<(Arc<str>, Unread)>) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<(), Fault>> + Send + 'static,
{
    let read = |raw: &Raw| {
        let envelope: Envelope<_> = serde_json::from_str(&raw.text)?;
        Ok((raw.name.clone(), envelope))
    };
    gather(read, handler)
}

fn gather<M, R, H, F>(read: R, handler: H) -> Gather
where
    M: Send + 'static,
    R: Fn(&Raw) -> serde_json::Result<M> + Copy + Send + Sync + 'static,
    H: Fn(Cx, Vec<M>) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<(), Fault>> + Send + 'static,
{
    Box::new(move |cx, raw| {
        Box::pin(async move {
            let (mut messages, mut unread) = (Vec::with_capacity(raw.len()), Vec::new());
            for (at, raw) in raw.iter().enumerate() {
                match read(raw) {
                    Ok(message) => messages.push(message),
                    Err(e) => {
                        let why = format!("the message cannot be read: {e}");
                        unread.push((at, Fault::malformed(why)));
                    }
                }
            }
            drop(raw);
            let rest = if messages.is_empty() { Ok(()) } else { handler(cx, messages).await };
            Ended { unread, rest }
        })
    })
}

impl Ended {
    /// What became of all of them, taken as one.
    pub(crate) fn whole(mut self) -> Result<(), Fault> {
        self.unread.pop().map_or(self.rest, |(_, fault)| Err(fault))
    }
}
