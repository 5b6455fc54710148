//! Who was erased is taken out of what visitors did.
//!
//! A walk goes through every day of behaviour three times at least: the first time it learns which visitors these customers were;
//! then it writes files anew in which they stand, without whatever says who it was; and it does so until there is nothing left of them.
//! What it is about stands in one item, so a walk that stops anywhere is taken up where it stopped. What happened stays
//! counted: an event keeps its id, time, name and value.
use super::{Behaviour, Kind};
use events::{Event, customers::CustomerErasedV1};
use primitives::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Customers of one walk, beyond whom no further day is heard of.
pub const FORGOTTEN_MAX: usize = 200;
/// Visitors that one walk is about: where these customers were more, another walk follows.
const VISITORS_MAX: usize = 1_500;
/// Days from one walk to the next: a month is what the law gives.
const EVERY_DAYS: i64 = 7;
/// Days after which a day of the shop is taken as heard: as long as what failed may wait in a dead-letter queue, and one more. With a
/// week to the next walk and a week of old versions of files, nobody waits for more than a month.
const HEARD_AFTER_DAYS: i64 = 15;
/// How far back visitors are looked for.
const MONTHS: i64 = 120;
/// A replaced file stays so long for queries that have begun.
const GRACE_SECONDS: i64 = 3_600;

/// What a time through the lake is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// Learning who they were.
    Learn,
    /// Writing anew what names them, and deleting what was replaced.
    Strip,
}

/// A time through the lake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    /// What for.
    pub aim: Aim,
    /// The kind of events that it is at.
    pub kind: Kind,
    /// The last day of that kind that was done; nothing at its beginning.
    #[serde(default)]
    pub after: Option<String>,
    /// Whether something was found to do: then there is another time.
    #[serde(default)]
    pub found: bool,
    /// Not before this.
    pub from: Timestamp,
}

/// What is known of who has to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgetting {
    /// The last day whose erasures were heard of.
    pub heard: Day,
    /// Customers.
    pub customers: BTreeSet<String>,
    /// Visitors who were these customers.
    pub visitors: BTreeSet<String>,
    /// Whether they were more than one walk is about.
    #[serde(default)]
    pub more: bool,
    /// The walk that goes on.
    #[serde(default)]
    pub walk: Option<Walk>,
    /// When the last one ended.
    #[serde(default)]
    pub ended_at: Option<Timestamp>,
    /// Rows that were written anew by it.
    #[serde(default)]
    pub rows: u64,
}

impl Forgetting {
    /// Before anything was heard: since when the shop may have erased anybody.
    pub fn none(now: Timestamp) -> Self {
        Self {
            heard: now.plus_seconds(-MONTHS * 30 * 86_400).day(),
            customers: BTreeSet::new(),
            visitors: BTreeSet::new(),
            more: false,
            walk: None,
            ended_at: None,
            rows: 0,
        }
    }

    /// The day up to which erasures are to be heard of now, if any: while no walk goes on, and the last one is long enough ago.
    pub fn listens(&self, now: Timestamp) -> Option<Day> {
        let rested = self.ended_at.is_none_or(|at| at.plus_seconds(EVERY_DAYS * 86_400) <= now);
        let until = now.plus_seconds(-HEARD_AFTER_DAYS * 86_400).day();
        (self.walk.is_none() && rested && self.heard < until).then_some(until)
    }

    /// With what the next day said that says anything, up to the last one. A walk begins after the last, or when there are many.
    #[must_use]
    pub fn heard(&self, day: Option<(Day, Vec<String>)>, until: Day, now: Timestamp) -> Self {
        let mut next = self.clone();
        let last = day.is_none();
        match day {
            Some((day, customers)) => {
                next.heard = day;
                next.customers.extend(customers);
            }
            None => next.heard = until,
        }
        if (last && !next.customers.is_empty()) || next.customers.len() >= FORGOTTEN_MAX {
            (next.walk, next.rows) = (Some(Walk::new(Aim::Learn, now)), 0);
        }
        next
    }

    /// Whether a row names one of them.
    pub fn names(&self, row: &Behaviour) -> bool {
        let customer = [&row.user_id, &row.previous_id]
            .into_iter()
            .flatten()
            .any(|id| self.customers.contains(id));
        let visitor = [&row.anonymous_id, &row.user_id, &row.previous_id]
            .into_iter()
            .flatten()
            .any(|id| self.visitors.contains(id));
        customer || visitor
    }

    /// With the visitors that rows show these customers to be.
    #[must_use]
    pub fn learnt(&self, rows: &[Behaviour]) -> Self {
        let mut next = self.clone();
        for row in rows.iter().filter(|row| self.names(row)) {
            // Who shared a device with one of them is forgotten as that visitor, never as the customer that they are.
            for id in self.visitors_of(row) {
                let room = next.visitors.len() < VISITORS_MAX;
                if room {
                    next.visitors.insert(id.clone());
                }
                next.more |= !room && !next.visitors.contains(id);
            }
        }
        next
    }

    /// Whether a row is to be written anew. What shows a visitor whom this walk is not about stays until the next one is.
    pub fn strips(&self, row: &Behaviour) -> bool {
        self.names(row)
            && (!self.more || self.visitors_of(row).all(|id| self.visitors.contains(id)))
    }

    fn visitors_of<'a>(&'a self, row: &'a Behaviour) -> impl Iterator<Item = &'a String> {
        let known = row.anonymous_id.iter().chain(row.previous_id.iter());
        known.filter(|id| !self.customers.contains(*id))
    }

    /// What erasures of a day say, as the lake has them: whom.
    pub fn erased(row: &super::Business) -> Option<String> {
        let told = row.name == CustomerErasedV1::DETAIL_TYPE;
        let event = told.then(|| serde_json::from_str::<CustomerErasedV1>(&row.data).ok())?;
        event.map(|event| event.customer_id.to_string())
    }

    /// A day of a kind was gone through; `rows` were written anew, or a file was replaced before and has still to go.
    #[must_use]
    pub fn after(&self, day: &str, rows: u64, found: bool) -> Self {
        let walk = self.walk.clone().map(|walk| Walk {
            after: Some(day.to_owned()),
            found: walk.found || found,
            ..walk
        });
        Self { walk, rows: self.rows.saturating_add(rows), ..self.clone() }
    }

    /// All days of a kind were gone through: the next kind, the next time, or the end.
    #[must_use]
    pub fn after_kind(&self, now: Timestamp) -> Self {
        let Some(walk) = &self.walk else { return self.clone() };
        let later = Kind::ALL.into_iter().skip_while(|kind| *kind != walk.kind).nth(1);
        let next = match (later, walk.aim) {
            (Some(kind), _) => Some(Walk { kind, after: None, ..walk.clone() }),
            (None, Aim::Learn) => Some(Walk::new(Aim::Strip, now)),
            // What was replaced goes when no query that has begun can need it.
            (None, Aim::Strip) if walk.found => {
                Some(Walk::new(Aim::Strip, now.plus_seconds(GRACE_SECONDS)))
            }
            (None, Aim::Strip) => None,
        };
        if next.is_some() {
            return Self { walk: next, ..self.clone() };
        }
        let visitors = BTreeSet::new();
        if self.more {
            let walk = Some(Walk::new(Aim::Learn, now));
            return Self { walk, visitors, more: false, ..self.clone() };
        }
        let customers = BTreeSet::new();
        Self { walk: None, customers, visitors, ended_at: Some(now), ..self.clone() }
    }

    /// Months that are looked through, the oldest first.
    pub fn months(now: Timestamp) -> Vec<String> {
        let mut months: Vec<String> = (0..=MONTHS)
            .map(|back| now.plus_seconds(-back * 30 * 86_400))
            .chain([now.plus_seconds(86_400)])
            .map(|at| at.day().to_string().chars().take(7).collect())
            .collect();
        months.sort();
        months.dedup();
        months
    }
}

impl Walk {
    const fn new(aim: Aim, from: Timestamp) -> Self {
        Self { aim, kind: Kind::Track, after: None, found: false, from }
    }
}

impl Behaviour {
    /// What is left when nobody may be known from it.
    #[must_use]
    pub fn forgotten(self) -> Self {
        Self {
            anonymous_id: None,
            user_id: None,
            previous_id: None,
            session_id: None,
            network: None,
            page: None,
            referrer: None,
            click_id: None,
            properties: None,
            traits: None,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::{Consent, Device};

    fn now() -> Timestamp {
        Timestamp::parse("2026-11-23T12:00:00.000Z").unwrap()
    }

    fn row(anonymous: Option<&str>, user: Option<&str>) -> Behaviour {
        Behaviour {
            event_id: "event-1".into(),
            received_at: now(),
            occurred_at: now(),
            clock_behind_ms: 0,
            kind: Kind::Track,
            name: "Viewed".into(),
            consent: Consent::default(),
            anonymous_id: anonymous.map(Into::into),
            user_id: user.map(Into::into),
            previous_id: None,
            session_id: Some("s".into()),
            network: Some("203.0.113.0/24".into()),
            device: Device::Desktop,
            page: None,
            referrer: None,
            utm_source: None,
            utm_medium: None,
            utm_campaign: None,
            click_id: None,
            sku: Some("SOAP".into()),
            value_minor: Some(5),
            currency: Some("EUR".into()),
            properties: Some("{}".into()),
            traits: None,
        }
    }

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_walk_learns_strips_and_ends_when_nothing_is_left() {
        let none = Forgetting::none(now());
        let until = none.listens(now()).unwrap();
        assert_eq!(until, day("2026-11-08"));
        assert_eq!(none.heard(None, until.clone(), now()).walk, None, "nobody");
        let heard =
            none.heard(Some((day("2026-11-03"), vec!["cus_a".into()])), until.clone(), now());
        assert_eq!(heard.walk, None);
        let mut known = heard.heard(None, until, now());
        assert_eq!(known.listens(now()), None);
        known = known.learnt(&[row(Some("v1"), Some("cus_a")), row(Some("v2"), Some("cus_b"))]);
        assert!(known.names(&row(Some("v1"), None)) && !known.names(&row(Some("v2"), None)));
        let (mut times, mut at) = (Vec::new(), now());
        for found in [false, true, true, false] {
            let walk = known.walk.clone().unwrap();
            times.push((walk.aim, walk.from.seconds() - now().seconds()));
            for _ in Kind::ALL {
                at = at.max(walk.from);
                known = known.after("2026-11-03", 1, found).after_kind(at);
            }
        }
        assert_eq!(
            times,
            [(Aim::Learn, 0), (Aim::Strip, 0), (Aim::Strip, 3_600), (Aim::Strip, 7_200)]
        );
        assert_eq!((known.walk.clone(), known.customers.len()), (None, 0));
        assert_eq!(known.listens(at.plus_seconds(86_400)), None, "once a week");
        assert!(known.listens(at.plus_seconds(8 * 86_400)).is_some());
    }

    #[test]
    fn who_was_more_visitors_than_one_walk_is_about_is_forgotten_by_several() {
        let mut known = Forgetting::none(now());
        known =
            known.heard(Some((day("2026-11-03"), vec!["cus_a".into()])), day("2026-11-21"), now());
        known = known.heard(None, day("2026-11-21"), now());
        let rows: Vec<_> =
            (0..4_000).map(|n| row(Some(&format!("v{n:05}")), Some("cus_a"))).collect();
        let (mut left, mut walks) = (rows, 0);
        while known.walk.is_some() {
            walks += 1;
            known = known.learnt(&left);
            left.retain(|row| !known.strips(row));
            for _ in 0..2 * Kind::ALL.len() {
                known = known.after_kind(now());
            }
        }
        assert_eq!((left.len(), walks), (0, 3));
    }

    #[test]
    fn what_happened_stays_and_whose_it_was_goes() {
        let whole = row(Some("v1"), Some("cus_a"));
        let left = whole.clone().forgotten();
        let text = serde_json::to_string(&left).unwrap();
        for gone in ["v1", "cus_a", "203.0.113", "\"s\""] {
            assert!(!text.contains(gone), "{text}");
        }
        let same = (left.name.as_str(), left.value_minor, left.occurred_at, left.event_id.as_str());
        assert_eq!(same, ("Viewed", Some(5), now(), "event-1"));
        // Of two copies that came at once, the one that names nobody counts.
        assert_eq!(crate::analytics::distinct([whole, left.clone()]), vec![left]);
    }
}
