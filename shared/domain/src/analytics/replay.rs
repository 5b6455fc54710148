//! Rebuilding what was made of events, out of the lake.
//!
//! A replay tells what happened on some days once more, day by day, to whoever makes a projection of it. All of them either
//! read what they are told of anew or remember each event, so live news may come at the same time, and a day that was
//! told twice changes nothing.
use crate::{Kind, Refuse};
use primitives::{Day, ReplayId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Days of one replay.
pub const REPLAY_DAYS_MAX: i64 = 3_700;
/// Replays that are at work at a time.
pub const REPLAYS_MAX: usize = 5;

/// What is rebuilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Projection {
    /// What orders and refunds come to, in the lake.
    Sales,
    /// History and figures of customers.
    Customers,
    /// The counts of the last hour and today.
    Reports,
    /// Who is in which segment.
    Segments,
}

impl Projection {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Sales, Self::Customers, Self::Reports, Self::Segments];

    /// The function that makes it, where that is not `analytics` itself.
    pub const fn function(self) -> Option<&'static str> {
        match self {
            Self::Sales => None,
            Self::Customers => Some("customers"),
            Self::Reports => Some("reports"),
            Self::Segments => Some("segments"),
        }
    }

    /// The events that it is made of.
    pub const fn events(self) -> &'static [&'static str] {
        match self {
            Self::Sales => &[
                "fulfilment.ShipmentWrittenOff.v1",
                "order.LinesCancelled.v1",
                "order.OrderCancelled.v1",
                "order.OrderEdited.v1",
                "order.OrderPlaced.v1",
                "refunds.RefundCompleted.v1",
                "refunds.RefundFailed.v1",
                "refunds.RefundReversed.v1",
            ],
            Self::Customers => &[
                "fulfilment.ShipmentWrittenOff.v1",
                "order.LinesCancelled.v1",
                "order.OrderCancelled.v1",
                "order.OrderEdited.v1",
                "order.OrderPlaced.v1",
                "payment.PaymentCaptured.v1",
                "payment.PaymentDisputeClosed.v1",
                "payment.PaymentRefunded.v1",
                "refunds.RefundCompleted.v1",
                "refunds.RefundFailed.v1",
                "refunds.RefundReversed.v1",
            ],
            Self::Reports => {
                &["order.OrderPlaced.v1", "refunds.RefundCompleted.v1", "refunds.RefundReversed.v1"]
            }
            Self::Segments => &[
                "customers.ConsentStated.v1",
                "customers.CustomerErased.v1",
                "customers.CustomerFactsChanged.v1",
                "customers.CustomersMerged.v1",
                "identity.CustomerCreated.v1",
                "loyalty.TierChanged.v1",
            ],
        }
    }
}

/// A replay, at work day by day or at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Replay {
    /// The replay.
    pub replay_id: ReplayId,
    /// What is rebuilt.
    pub projection: Projection,
    /// The first day of events (UTC).
    pub from: Day,
    /// The last one.
    pub to: Day,
    /// The day that is told next; nothing at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Day>,
    /// Events that were told.
    pub told: u64,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

/// Why a replay is not begun.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayRefusal {
    /// The span is none.
    #[error("replay at least one day and at most {0}, `from` not after `to`, none still to come")]
    Span(i64),
    /// There are too many.
    #[error("at most {0} replays are at work at a time: wait until one has ended")]
    TooMany(usize),
}

impl Refuse for ReplayRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Span(_) => "replay.span",
            Self::TooMany(_) => "replay.too_many",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Span(_) => Kind::Wrong,
            Self::TooMany(_) => Kind::Conflict,
        }
    }
}

impl Replay {
    /// Refuses a span that is none, and more than may be at work. `known`: the last replays there were.
    pub fn begun(
        replay_id: ReplayId,
        projection: Projection,
        days: (Day, Day),
        known: &[Self],
        now: Timestamp,
    ) -> Result<Self, ReplayRefusal> {
        let (from, to) = days;
        let wrong = || ReplayRefusal::Span(REPLAY_DAYS_MAX);
        let count = (midnight(&to).seconds() - midnight(&from).seconds()) / 86_400 + 1;
        if !(1..=REPLAY_DAYS_MAX).contains(&count) || midnight(&to) > now {
            return Err(wrong());
        }
        if known.iter().filter(|one| one.next.is_some()).count() >= REPLAYS_MAX {
            return Err(ReplayRefusal::TooMany(REPLAYS_MAX));
        }
        let next = Some(from.clone());
        Ok(Self { replay_id, projection, from, to, next, told: 0, asked_at: now, ended_at: None })
    }

    /// The next day was told: so many events of it.
    #[must_use]
    pub fn after_a_day(&self, told: u64, now: Timestamp) -> Self {
        let next = self.next.as_ref().filter(|day| **day < self.to);
        let next = next.map(|day| midnight(day).plus_seconds(86_400).day());
        let ended_at = next.is_none().then_some(now);
        Self { next, told: self.told.saturating_add(told), ended_at, ..self.clone() }
    }
}

/// Days are of the calendar.
fn midnight(day: &Day) -> Timestamp {
    Timestamp::parse(format!("{day}T00:00:00.000Z")).unwrap_or(Timestamp::from_millis(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Example;

    #[test]
    fn every_day_is_told_once_and_then_it_ends() {
        let now = Timestamp::parse("2026-03-10T12:00:00.000Z").unwrap();
        let day = |text: &str| Day::parse(text).unwrap();
        let begin = |from: &str, to: &str, known: &[Replay]| {
            Replay::begun(ReplayId::example(), Projection::Sales, (day(from), day(to)), known, now)
        };
        let mut replay = begin("2026-02-27", "2026-03-02", &[]).unwrap();
        let mut days = Vec::new();
        while let Some(next) = replay.next.clone() {
            days.push(next.to_string());
            replay = replay.after_a_day(7, now);
        }
        assert_eq!(days, ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]);
        assert_eq!((replay.told, replay.ended_at), (28, Some(now)));
        assert_eq!(
            begin("2026-03-02", "2026-03-01", &[]),
            Err(ReplayRefusal::Span(REPLAY_DAYS_MAX))
        );
        assert_eq!(
            begin("2026-03-02", "2026-03-11", &[]),
            Err(ReplayRefusal::Span(REPLAY_DAYS_MAX))
        );
        let busy = vec![begin("2026-03-01", "2026-03-01", &[]).unwrap(); REPLAYS_MAX];
        assert_eq!(
            begin("2026-03-01", "2026-03-01", &busy),
            Err(ReplayRefusal::TooMany(REPLAYS_MAX))
        );
    }
}
