//! Where mails and text messages end up in tests, and what can go wrong on their way.
use runtime::ports::{Content, Letter, Mail, Post, Sending, Text, Unsent};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use tokio::sync::Notify;

/// What becomes of a letter on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// The service is too busy to take it.
    Busy,
    /// The service refuses it.
    Refused,
    /// It arrives, but the answer is lost.
    Answer,
    /// Neither it nor an answer ever comes: the caller waits until it is ended.
    Silence,
}

/// Everything that was sent.
#[derive(Default)]
pub struct Mailbox {
    letters: Mutex<Vec<Letter>>,
    faults: Mutex<VecDeque<Option<Lost>>>,
    /// Tells a test that a letter has been taken, or was lost.
    pub tried: Arc<Notify>,
}

impl Mailbox {
    /// Loses the next letters, in this order; `None` lets one through.
    pub fn inject(&self, faults: impl IntoIterator<Item = Option<Lost>>) {
        if let Ok(mut queue) = self.faults.lock() {
            queue.extend(faults);
        }
    }

    /// Every letter that arrived, oldest first.
    pub fn letters(&self) -> Vec<Letter> {
        self.letters.lock().map(|letters| letters.clone()).unwrap_or_default()
    }

    /// The mails among them.
    pub fn mails(&self) -> Vec<Mail> {
        let mail = |letter: Letter| match letter.content {
            Content::Mail(mail) => Some(mail),
            Content::Text(_) => None,
        };
        self.letters().into_iter().filter_map(mail).collect()
    }

    /// The text messages among them.
    pub fn texts(&self) -> Vec<Text> {
        let text = |letter: Letter| match letter.content {
            Content::Text(text) => Some(text),
            Content::Mail(_) => None,
        };
        self.letters().into_iter().filter_map(text).collect()
    }

    /// Keeps a letter; the name it got.
    fn keep(&self, letter: &Letter) -> String {
        let mut number = 0;
        if let Ok(mut letters) = self.letters.lock() {
            letters.push(letter.clone());
            number = letters.len();
        }
        format!("letter-{number}")
    }
}

impl Post for Mailbox {
    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a> {
        Box::pin(async move {
            let fault = self.faults.lock().ok().and_then(|mut queue| queue.pop_front()).flatten();
            let answer = match fault {
                None => Ok(self.keep(letter)),
                Some(Lost::Busy) => Err(Unsent::Busy("throttled".into())),
                Some(Lost::Refused) => Err(Unsent::Refused("MessageRejected".into())),
                Some(Lost::Answer) => {
                    self.keep(letter);
                    Err(Unsent::Unknown("no_answer".into()))
                }
                Some(Lost::Silence) => {
                    self.tried.notify_one();
                    std::future::pending().await
                }
            };
            self.tried.notify_one();
            answer
        })
    }
}
