//! What functions may reach besides the table. Each port has one crate that implements it; a
//! function that does not mount a port does not link it.
use crate::Secret;
use primitives::{Email, MessageId, Timestamp};
use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc, time::Duration};

/// The answer of a port, later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T, String>> + Send + 'a>>;

/// The event bus.
pub trait Bus: Send + Sync {
    /// Puts events, in order; one result per event, in the same order.
    fn put<'a>(&'a self, events: &'a [BusEvent]) -> Later<'a, Vec<Result<(), String>>>;
}

/// An event, ready for the bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusEvent {
    /// Who publishes.
    pub source: String,
    /// Name.
    pub detail_type: String,
    /// The envelope, as JSON.
    pub detail: String,
    /// When it was decided.
    pub time: Timestamp,
    /// Marks that rules of the bus go by, such as [`events::WANTED_OUTSIDE`].
    pub marks: Vec<&'static str>,
}

/// Files: imports, exports, photos.
pub trait Files: Send + Sync {
    /// An address that takes an upload of `bytes` bytes until `valid` has passed. The length is
    /// signed: S3 refuses any other.
    fn upload_url<'a>(&'a self, key: &'a str, bytes: u64, valid: Duration) -> Later<'a, String>;
    /// An address that gives the file until `valid` has passed.
    fn download_url<'a>(&'a self, key: &'a str, valid: Duration) -> Later<'a, String>;
    /// An address that shows the file as being of that media type, whatever whoever wrote it said.
    fn shown_url<'a>(&'a self, key: &'a str, media: &'a str, valid: Duration) -> Later<'a, String>;
    /// The bytes from `from` on, at most `length`; fewer at the end of the file.
    fn read<'a>(&'a self, key: &'a str, from: u64, length: u64) -> Later<'a, Vec<u8>>;
    /// How large the file is, if there is one.
    fn size<'a>(&'a self, key: &'a str) -> Later<'a, Option<u64>>;
    /// Writes a whole file.
    fn write<'a>(&'a self, key: &'a str, bytes: Vec<u8>, media: &'a str) -> Later<'a, ()>;
    /// Writes a whole file where there is none: of two who do so at once one is refused. Whether it was written.
    fn create<'a>(&'a self, key: &'a str, bytes: Vec<u8>) -> Later<'a, bool>;
    /// Every file whose key begins so, by key.
    fn list<'a>(&'a self, prefix: &'a str) -> Later<'a, Vec<Listed>>;
    /// Deletes a file. One that is not there is as good as deleted.
    fn delete<'a>(&'a self, key: &'a str) -> Later<'a, ()>;
}

/// A file, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its key.
    pub key: String,
    /// Bytes.
    pub bytes: u64,
    /// When it was last written.
    pub written_at: Timestamp,
}

/// The queue of a function's own background work.
pub trait Jobs: Send + Sync {
    /// Enqueues messages; all of them, or an error.
    fn send(&self, bodies: Vec<String>) -> Later<'_, ()>;
}

/// Other people's HTTP APIs.
pub trait Web: Send + Sync {
    /// One call. An error means that nobody knows whether it had an effect.
    fn call(&self, call: WebCall, patience: Duration) -> Later<'_, WebAnswer>;
}

/// A query service over the lake.
pub trait Queries: Send + Sync {
    /// The rows that answer a statement, each cell as text, or nothing if they are not there when patience ends. What was
    /// asked a moment ago is answered from memory.
    fn ask<'a>(&'a self, statement: &'a str, patience: Duration) -> Later<'a, Option<Answered>>;
}

/// Rows of cells.
pub type Answered = Vec<Vec<Option<String>>>;

/// Where metrics go instead of the log: for tests, which look at them.
pub trait Lines: Send + Sync {
    /// One line in the embedded metric format.
    fn write(&self, line: serde_json::Value);
}

/// A call of an outside API.
#[derive(Clone, Debug, Default)]
pub struct WebCall {
    /// HTTP method.
    pub method: &'static str,
    /// The whole address.
    pub url: String,
    /// Headers.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

/// What the outside API said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebAnswer {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// Secrets that are shared with outside systems, by the name of the parameter that keeps each.
pub trait Secrets: Send + Sync {
    /// The secret, as it was some minutes ago at the most.
    fn read<'a>(&'a self, parameter: &'a str) -> Later<'a, Secret>;
    /// The secret, read anew where what was read before does not fit: it may have been changed.
    /// Asked again and again, it answers from memory.
    fn renew<'a>(&'a self, parameter: &'a str) -> Later<'a, Secret>;
}

/// The accounts that people sign in with.
pub trait Accounts: Send + Sync {
    /// Deletes the account of a subject: who they were is in it. One that is not there is as good as deleted.
    fn delete<'a>(&'a self, subject: &'a str) -> Later<'a, ()>;
}

/// Mails and text messages.
pub trait Post: Send + Sync {
    /// Hands a letter over, once: nothing behind this tries again by itself. Gives the service's own
    /// name for it.
    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a>;
}

/// What becomes of a letter, later.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<String, Unsent>> + Send + 'a>>;

/// Why a letter was not sent, or may not have been. The word is a short code: what a service says in
/// full repeats addresses, which belong in no log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// Certainly not sent; in a while it may be.
    Busy(String),
    /// Certainly not sent, and never will be as it is.
    Refused(String),
    /// Nobody knows whether it was sent.
    Unknown(String),
}

/// One letter, in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The message it is; comes back with what the service later tells.
    pub message_id: MessageId,
    /// Which sending of the message, from 1.
    pub attempt: u32,
    /// What is written.
    pub content: Content,
}

/// What is written, and to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A mail.
    Mail(Mail),
    /// A text message.
    Text(Text),
}

/// A mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Who writes.
    pub from: Email,
    /// What they are called.
    pub from_name: String,
    /// Where answers go.
    pub reply_to: Option<Email>,
    /// Who reads.
    pub to: Email,
    /// The subject, one line.
    pub subject: String,
    /// The mail, for whoever sees HTML.
    pub html: String,
    /// The same for whoever does not.
    pub text: String,
}

/// A text message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What the telephone shows as its sender.
    pub from: String,
    /// The number, in E.164.
    pub to: String,
    /// The message.
    pub text: String,
}

/// The ports a function has.
#[derive(Clone, Default)]
pub struct Ports {
    /// The event bus.
    pub bus: Option<Arc<dyn Bus>>,
    /// Files.
    pub files: Option<Arc<dyn Files>>,
    /// The files of keys under which personal data is sealed.
    pub keys: Option<Arc<dyn Files>>,
    /// Background work.
    pub jobs: Option<Arc<dyn Jobs>>,
    /// Queues of other functions, by their names: for whoever tells them what happened once more.
    pub queues: BTreeMap<String, Arc<dyn Jobs>>,
    /// Queries over the lake.
    pub queries: Option<Arc<dyn Queries>>,
    /// Outside APIs.
    pub web: Option<Arc<dyn Web>>,
    /// Secrets.
    pub secrets: Option<Arc<dyn Secrets>>,
    /// The accounts that people sign in with.
    pub accounts: Option<Arc<dyn Accounts>>,
    /// Mails and text messages.
    pub post: Option<Arc<dyn Post>>,
    /// Metrics; the log where absent.
    pub lines: Option<Arc<dyn Lines>>,
}
