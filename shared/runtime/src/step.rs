//! How far a handler got.
use crate::Fault;
use table::Done;

/// What a handler returns: one transaction, or a fault.
pub type Outcome<R> = Result<Done<R>, Fault>;

/// What a handler of several steps returns.
pub type Progress<R> = Result<Step<R>, Fault>;

/// One step of a command that needs several transactions, because it is larger than one may be or
/// because an outside system works in between. Each step is committed before the next begins, so a
/// crash loses nothing: whoever runs the handler again goes on where it stopped.
pub enum Step<R> {
    /// Commit, and run the handler again.
    Continue(Done<()>),
    /// Commit if there is anything to, and look again after a moment: an event is awaited. When
    /// patience ends, the reply goes out as 202.
    Wait(Done<R>),
    /// Commit, and answer 202 at once: the caller has to do something before it can go on. The
    /// request is not remembered, so the same key may be sent again afterwards.
    Accept(Done<R>),
    /// Commit, and then say no: something had to be put right before the refusal. The request is
    /// not remembered.
    Refuse(Done<()>, Fault),
    /// Commit; this is the answer.
    Finish(Done<R>),
}

impl<R> From<Done<R>> for Step<R> {
    fn from(done: Done<R>) -> Self {
        Self::Finish(done)
    }
}
