//! Whose work the processor does: the time of a shop in one process, by function.
use cpu_time::ThreadTime;
use std::{
    collections::BTreeMap,
    future::{Future, poll_fn},
    pin::pin,
    sync::Mutex,
    time::Duration,
};

/// Processor time by who was at work. Whoever calls somebody else is not at work meanwhile.
#[derive(Default)]
pub struct Account(Mutex<Books>);

#[derive(Default)]
struct Books {
    /// Who is at work, above whom it works for.
    stack: Vec<&'static str>,
    /// Since when, by the thread's own clock.
    since: Duration,
    spent: BTreeMap<&'static str, Duration>,
}

impl Account {
    /// The embedded table.
    pub const TABLE: &'static str = "table";
    /// The AWS SDK, from a call that is handed to it to its answer, without what the table does for it.
    pub const SDK: &'static str = "sdk";
    /// What is of the test alone: the bus, the queues, requests and replies.
    pub const NOBODY: &'static str = "testkit";

    /// Processor time so far, by who was at work.
    pub fn read(&self) -> BTreeMap<&'static str, Duration> {
        self.0.lock().map(|books| books.spent.clone()).unwrap_or_default()
    }

    /// The function at work, below the SDK and the table.
    pub(crate) fn at_work(&self) -> &'static str {
        let books = self.0.lock();
        let below = |name: &&&'static str| ![Self::TABLE, Self::SDK].contains(*name);
        let top = books.ok().and_then(|books| books.stack.iter().rev().find(below).copied());
        top.unwrap_or(Self::NOBODY)
    }

    /// Does something, on the account of `name`.
    pub(crate) fn of<T>(&self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let below = self.change(|books| {
            books.stack.push(name);
            books.stack.len() - 1
        });
        let result = work();
        // A call that waits leaves the SDK's entry behind; it is nobody's while it waits.
        self.change(|books| books.stack.truncate(below.unwrap_or_default()));
        result
    }

    /// The SDK begins a call.
    pub(crate) fn enter_sdk(&self) {
        self.change(|books| books.stack.push(Self::SDK));
    }

    /// The SDK's call is over.
    pub(crate) fn leave_sdk(&self) {
        self.change(|books| books.stack.pop_if(|name| *name == Self::SDK));
    }

    /// The same for what may have to wait; waiting is on nobody's account.
    pub(crate) async fn during<T>(&self, name: &'static str, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        poll_fn(|cx| self.of(name, || work.as_mut().poll(cx))).await
    }

    /// Settles the account of whoever was at work until now.
    fn change<T>(&self, change: impl FnOnce(&mut Books) -> T) -> Option<T> {
        let now = ThreadTime::now().as_duration();
        let mut books = self.0.lock().ok()?;
        if let Some(name) = books.stack.last().copied() {
            let time = now.saturating_sub(books.since);
            *books.spent.entry(name).or_default() += time;
        }
        books.since = now;
        Some(change(&mut books))
    }
}
