//! Runs a handler to its end: step by step, again after a race, never twice to effect.
use crate::{Cx, Fault, Step, memory::Keyed};
use primitives::{EventId, Id};
use serde::Serialize;
use std::{future::Future, pin::Pin, time::Duration};
use table::{Answer, Commit, Done, Memory, TableError};

/// How often a decision is made anew after losing a race, before the caller is told to come again.
const TRIES_MAX: u32 = 12;
/// Steps of one command: lines of the largest order in chunks, and the few steps around them.
const STEPS_MAX: u32 = 200;

/// What a run ended with.
pub(crate) enum Ended {
    /// The answer.
    Answered(Answer),
    /// Not ready; the reply says how far it is.
    Waiting(Answer),
}

/// What a committed step leaves to do.
enum After {
    /// Run the handler again.
    Again,
    /// Look again in a moment, or answer this when patience ends.
    Look(Answer),
    /// Nothing.
    End(Result<Ended, Fault>),
}

/// What is remembered of the run.
#[derive(Clone)]
pub(crate) enum Remember {
    Nothing,
    Request(Keyed),
    Event { consumer: String, event_id: EventId },
}

/// A step with its reply as JSON. What runs steps knows no type of any operation or event: it is in a binary once,
/// and not once for each of them.
pub(crate) type Decided = Pin<Box<dyn Future<Output = Result<Step<String>, Fault>> + Send>>;

/// Writes down what a handler replies.
pub(crate) fn decided<R, F, T>(step: F) -> Decided
where
    R: Serialize,
    F: Future<Output = Result<T, Fault>> + Send + 'static,
    T: Into<Step<R>>,
{
    Box::pin(async move {
        Ok(match step.await?.into() {
            Step::Continue(done) => Step::Continue(done),
            Step::Refuse(done, fault) => Step::Refuse(done, fault),
            Step::Wait(done) => Step::Wait(written(done)?),
            Step::Accept(done) => Step::Accept(written(done)?),
            Step::Finish(done) => Step::Finish(written(done)?),
        })
    })
}

fn written<R: Serialize>(done: Done<R>) -> Result<Done<String>, Fault> {
    let body = serde_json::to_string(&done.reply)
        .map_err(|e| Fault::Internal(format!("the reply cannot be written: {e}")))?;
    Ok(done.reply(body))
}

/// Runs `decide` until it finishes, waits in vain, or fails.
pub(crate) async fn run(
    cx: &Cx,
    status: u16,
    remember: Remember,
    decide: &mut (dyn FnMut() -> Decided + Send),
) -> Result<Ended, Fault> {
    let mut tries = 0;
    let mut steps = 0;
    let mut looks = 1;
    let mut waited = Duration::ZERO;
    loop {
        // A handler that sees that what it read does not fit together says so by a race of its own.
        let result = match decide().await {
            Ok(step) => one_step(cx, status, &remember, step).await,
            Err(fault) => Err(fault),
        };
        match result {
            Ok(After::Look(answer)) => {
                if waited >= cx.patience {
                    return Ok(Ended::Waiting(answer));
                }
                // The first looks come soon after one another: events usually travel fast.
                let pause = pause(cx, looks);
                looks += 1;
                tokio::time::sleep(pause).await;
                waited += pause;
            }
            Ok(After::End(ended)) => return ended,
            Ok(After::Again) => {
                steps += 1;
                tries = 0;
                if steps > STEPS_MAX {
                    return Err(Fault::Internal("the command does not come to an end".into()));
                }
            }
            Err(Fault::Table(TableError::Answered)) => return answered(cx, &remember).await,
            Err(Fault::Table(error)) if error.is_race() => {
                tries += 1;
                if tries >= TRIES_MAX {
                    return Err(lost(&remember, error));
                }
                tokio::time::sleep(pause(cx, tries)).await;
            }
            Err(fault) => return Err(fault),
        }
    }
}

async fn one_step(
    cx: &Cx,
    status: u16,
    remember: &Remember,
    step: Step<String>,
) -> Result<After, Fault> {
    match step {
        Step::Continue(done) => {
            commit(cx, done, Memory::None).await?;
            Ok(After::Again)
        }
        Step::Wait(done) => {
            let answer = answer(202, &done);
            commit(cx, done, Memory::None).await?;
            Ok(After::Look(answer))
        }
        Step::Accept(done) => {
            let answer = answer(202, &done);
            commit(cx, done, Memory::None).await?;
            Ok(After::End(Ok(Ended::Waiting(answer))))
        }
        Step::Refuse(done, fault) => {
            commit(cx, done, Memory::None).await?;
            Ok(After::End(Err(fault)))
        }
        Step::Finish(done) => {
            let answer = answer(status, &done);
            let memory = match remember {
                Remember::Nothing => Memory::None,
                Remember::Request(keyed) => Memory::Answer {
                    request: keyed.request.clone(),
                    fingerprint: keyed.fingerprint.clone(),
                    answer: keyed.seal(&answer)?,
                },
                // What may be done again need not be remembered: that would cost more than doing it.
                Remember::Event { .. } if done.is_repeatable() => Memory::None,
                Remember::Event { consumer, event_id } => {
                    Memory::Event { consumer: consumer.clone(), event_id: event_id.clone() }
                }
            };
            commit(cx, done, memory).await?;
            Ok(After::End(Ok(Ended::Answered(answer))))
        }
    }
}

async fn commit<R>(cx: &Cx, done: Done<R>, memory: Memory) -> Result<(), Fault> {
    let actor = cx.who.actor();
    let how = Commit {
        now: cx.now(),
        correlation_id: &cx.correlation_id,
        actor: &actor,
        new_event_id: &|| cx.new_id(),
        memory,
    };
    cx.table.commit(done, how).await.map(drop).map_err(Fault::Table)
}

fn answer(status: u16, done: &Done<String>) -> Answer {
    Answer { status, etag: done.etag, body: done.reply.clone() }
}

/// Another run of the same request or event was faster.
async fn answered(cx: &Cx, remember: &Remember) -> Result<Ended, Fault> {
    match remember {
        Remember::Request(keyed) => keyed.recall_committed(&cx.table).await.map(Ended::Answered),
        _ => Ok(Ended::Answered(Answer { status: 200, etag: None, body: "null".into() })),
    }
}

fn lost(remember: &Remember, error: TableError) -> Fault {
    match (remember, &error) {
        (Remember::Request(_), TableError::Conflict { .. }) => Fault::InFlight,
        _ => Fault::Table(error),
    }
}

/// Doubling from 10 ms to 320 ms, with full jitter, so that those who met do not meet again.
fn pause(cx: &Cx, tries: u32) -> Duration {
    let ceiling = 10u64 << tries.min(5);
    let [byte, ..] = cx.source.random();
    Duration::from_millis(ceiling / 4 + ceiling * u64::from(byte) / 256)
}

/// Gives ids to whoever has only a source.
impl Cx {
    /// A short id for logs, where the caller brought none.
    pub(crate) fn fresh_correlation(source: &dyn crate::Source) -> String {
        let id = uuid::Builder::from_random_bytes(source.random()).into_uuid();
        EventId::from_uuid(id).to_string().replace("evt_", "")
    }
}
