//! A batch as a client sends it, event by event.
use super::{Behaviour, Consent, EVENTS_MAX, Flaw, Quarantined, event, is_bot};
use crate::{Kind as No, Refuse};
use primitives::{Timestamp, limits::BODY_BYTES_MAX};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeSet;

/// A batch, its events unread.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch<'a> {
    /// When it was sent, by the client's clock; stamped anew on every try.
    #[serde(default)]
    sent_at: Option<Timestamp>,
    /// What the visitor has agreed to; an event may say otherwise for itself.
    #[serde(default)]
    consent: Consent,
    /// The events.
    #[serde(borrow)]
    events: Vec<&'a RawValue>,
}

/// How a batch came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// When, by our clock.
    pub received_at: Timestamp,
    /// When it was sent, by the client's.
    pub sent_at: Option<Timestamp>,
    /// The address it came from.
    pub address: Option<String>,
    /// The program that sent it.
    pub user_agent: String,
}

/// Why a whole batch is refused: nothing of it was taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchRefusal {
    /// Too many bytes.
    #[error("a batch has at most {} KB; send its events in several", BODY_BYTES_MAX / 1_024)]
    TooLarge,
    /// Not a batch.
    #[error("the batch cannot be read: {0}")]
    Unreadable(String),
    /// Too many events, or none.
    #[error("a batch has 1 to {EVENTS_MAX} events, not {0}; send them in several")]
    Count(usize),
    /// The address has told too much.
    #[error("too many events came from this address: send the batch again in {0} seconds")]
    TooOften(i64),
}

impl Refuse for BatchRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "batch.too_large",
            Self::Unreadable(_) => "batch.unreadable",
            Self::Count(_) => "batch.count",
            Self::TooOften(_) => "batch.too_often",
        }
    }

    fn kind(&self) -> No {
        if matches!(self, Self::TooOften(_)) { No::TooOften } else { No::Wrong }
    }

    fn retry_after(&self) -> Option<i64> {
        if let Self::TooOften(seconds) = self { Some(*seconds) } else { None }
    }
}

/// What becomes of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Kept(Box<Behaviour>),
    /// It is wrong, and set apart with the reason.
    Quarantined(Quarantined),
    /// It is right, and must not or need not be kept.
    Dropped(Flaw),
}

/// An event of a batch, by its place, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// From 0.
    pub index: usize,
    /// What becomes of it.
    pub verdict: Verdict,
}

impl<'a> Batch<'a> {
    /// Reads a batch, without looking into its events.
    pub fn read(body: &'a [u8]) -> Result<Self, BatchRefusal> {
        if body.len() > BODY_BYTES_MAX {
            return Err(BatchRefusal::TooLarge);
        }
        let unreadable = |why: String| BatchRefusal::Unreadable(Flaw::new("", why).detail);
        let text = std::str::from_utf8(body).map_err(|e| unreadable(e.to_string()))?;
        let batch: Self = serde_json::from_str(text).map_err(|e| unreadable(e.to_string()))?;
        match batch.events.len() {
            1..=EVENTS_MAX => Ok(batch),
            count => Err(BatchRefusal::Count(count)),
        }
    }

    /// How many events there are.
    pub fn count(&self) -> u64 {
        u64::try_from(self.events.len()).unwrap_or(u64::MAX)
    }

    /// What becomes of each event, in their order. One that is wrong is no other's business.
    pub fn judge(&self, mut about: Circumstances) -> Vec<Judged> {
        about.sent_at = self.sent_at;
        let bot = is_bot(&about.user_agent);
        let mut seen = BTreeSet::new();
        let judged = self.events.iter().enumerate().map(|(index, raw)| {
            let verdict = if bot {
                Verdict::Dropped(Flaw::new("event.bot", "what programs do is not counted"))
            } else {
                self.judge_one(raw.get(), &about, &mut seen)
            };
            Judged { index, verdict }
        });
        judged.collect()
    }

    fn judge_one(&self, raw: &str, about: &Circumstances, seen: &mut BTreeSet<String>) -> Verdict {
        let kept = event::read(raw).and_then(|sent| sent.kept(about, self.consent));
        match kept {
            Ok(Some(row)) if seen.contains(&row.event_id) => Verdict::Dropped(Flaw::new(
                "event.duplicate",
                "an event before it in the batch has the same `event_id`; the first counts",
            )),
            Ok(Some(row)) => {
                seen.insert(row.event_id.clone());
                Verdict::Kept(Box::new(row))
            }
            Ok(None) => Verdict::Dropped(Flaw::new(
                "consent.analytics",
                "without consent to analytics nothing of this event may be kept",
            )),
            Err(flaw) if flaw.code == "event.card_number" => Verdict::Dropped(flaw),
            Err(flaw) => {
                let set_apart = Quarantined::new(raw, flaw, self.consent, about.received_at);
                Verdict::Quarantined(set_apart)
            }
        }
    }
}
