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
    /// What is of the test alone: the bus, the queues, requests and replies.
    pub const NOBODY: &'static str = "testkit";

    /// Processor time so far, by who was at work.
    pub fn read(&self) -> BTreeMap<&'static str, Duration> {
        self.0.lock().map(|books| books.spent.clone()).unwrap_or_default()
    }

    /// The function at work, below the table.
    pub(crate) fn at_work(&self) -> &'static str {
        let books = self.0.lock();
        let top = books
            .ok()
            .and_then(|books| books.stack.iter().rev().find(|name| **name != Self::TABLE).copied());
        top.unwrap_or(Self::NOBODY)
    }

    /// Does something, on the account of `name`.
    pub(crate) fn of<T>(&self, name: &'static str, work: impl FnOnce() -> T) -> T {
        self.change(|books| books.stack.push(name));
        let result = work();
        self.change(|books| {
            books.stack.pop();
        });
        result
    }

    /// The same for what may have to wait; waiting is on nobody's account.
    pub(crate) async fn during<T>(&self, name: &'static str, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        poll_fn(|cx| self.of(name, || work.as_mut().poll(cx))).await
    }

    /// Settles the account of whoever was at work until now.
    fn change(&self, change: impl FnOnce(&mut Books)) {
        let now = ThreadTime::now().as_duration();
        if let Ok(mut books) = self.0.lock() {
            if let Some(name) = books.stack.last().copied() {
                let time = now.saturating_sub(books.since);
                *books.spent.entry(name).or_default() += time;
            }
            books.since = now;
            change(&mut books);
        }
    }
}
