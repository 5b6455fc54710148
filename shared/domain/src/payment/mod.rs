//! Payments: one asked-for amount, the log of what was done about it, and what follows from the log.
//!
//! Invariants: the buckets are the sum of the log; captured and cancelled never exceed authorised;
//! refunded and disputed together never exceed captured; nothing is negative, whatever comes twice or in whatever order.
mod dispute;
mod evidence;
mod log;
mod method;
mod next;
mod open;
mod record;
mod refusal;
mod request;
pub mod signature;
mod state;

#[cfg(test)]
mod laws;

pub use dispute::{Dispute, DisputeNews, DisputeOutcome, DisputeReport, DisputeState, dispute};
pub use evidence::{
    Answered, DisputeEvidence, EVIDENCE_FILE_BYTES_MAX, Evidence, EvidenceFile, accepts_file,
    answer, evidence_file, heard_answer,
};
pub use log::{Bucket, Buckets, Entry, Kind, LOG_MAX, Phase, fold};
pub use method::{Method, Provider};
pub use next::{Next, next};
pub use open::{
    Opened, Wanted, call_off, convert, elsewhere, end_hold, give_back, open, reduce, take, undo,
};
pub use record::{News, Recorded, Verdict, news_at_birth, record};
pub use refusal::Refusal;
pub(crate) use request::code as word;
pub use request::{Ask, CardAsk, Requested, announce, by_card, request};
pub use state::{BY_REQUEST, Payment, PaymentState};
