//! How much one address may tell in a minute.
//!
//! Every process counts in its own memory, and tells the table only of every thousandth event of an address: of ordinary
//! visitors the table never hears. So the limit is kept up to a thousand events a process.
use super::BatchRefusal;
use primitives::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Events of one address in a minute. Whole offices have one address.
pub const COLLECT_MAX: u64 = 20_000;
/// Events of one address of which a process does not tell.
pub const COLLECT_LUMP: u64 = 1_000;
/// Addresses that a process counts; of more it does not: who has so many is not limited by address.
const KNOWN_MAX: usize = 20_000;

/// What a bucket of addresses told in a minute, of what processes told the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collected {
    /// Which bucket.
    pub bucket: String,
    /// Which minute since 1970.
    pub minute: i64,
    /// How many events.
    pub events: u64,
    /// When it may be forgotten.
    pub until: Timestamp,
}

impl Collected {
    /// With so many more. Refuses them if it was too much before.
    pub fn and(
        before: Option<&Self>,
        bucket: String,
        events: u64,
        now: Timestamp,
    ) -> Result<Self, BatchRefusal> {
        let minute = minute(now);
        let known = before.filter(|known| known.minute == minute).map_or(0, |known| known.events);
        if known >= COLLECT_MAX {
            return Err(BatchRefusal::TooOften(rest(now)));
        }
        let until = now.plus_seconds(3_600);
        Ok(Self { bucket, minute, events: known.saturating_add(events), until })
    }
}

/// What a process knows of the minute that goes on.
#[derive(Debug, Default)]
pub struct Allowances {
    minute: i64,
    known: HashMap<String, Told>,
}

#[derive(Debug)]
enum Told {
    /// So many, of which the table has not heard.
    Some(u64),
    /// Enough.
    Enough,
}

impl Allowances {
    /// An address tells so many more. Gives how many the table is to hear of, if any; refuses whoever has told enough.
    pub fn take(
        &mut self,
        bucket: &str,
        events: u64,
        now: Timestamp,
    ) -> Result<Option<u64>, BatchRefusal> {
        self.turn(now);
        let full = self.known.len() >= KNOWN_MAX;
        match self.known.get_mut(bucket) {
            Some(Told::Enough) => Err(BatchRefusal::TooOften(rest(now))),
            Some(Told::Some(known)) => {
                *known = known.saturating_add(events);
                if *known < COLLECT_LUMP {
                    return Ok(None);
                }
                Ok(Some(std::mem::take(known)))
            }
            None if full => Ok(None),
            None => {
                self.known.insert(bucket.to_owned(), Told::Some(events));
                Ok(None)
            }
        }
    }

    /// The table says that an address has told enough in this minute.
    pub fn enough(&mut self, bucket: &str, now: Timestamp) {
        self.turn(now);
        self.known.insert(bucket.to_owned(), Told::Enough);
    }

    fn turn(&mut self, now: Timestamp) {
        if self.minute != minute(now) {
            *self = Self { minute: minute(now), known: HashMap::new() };
        }
    }
}

const fn minute(now: Timestamp) -> i64 {
    now.seconds().div_euclid(60)
}

/// Seconds until the next minute.
const fn rest(now: Timestamp) -> i64 {
    60 - now.seconds().rem_euclid(60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(0).plus_seconds(seconds)
    }

    #[test]
    fn ordinary_visitors_are_never_told_of() {
        let mut own = Allowances::default();
        for minute in 0..5 {
            for _ in 0..49 {
                assert_eq!(own.take("a", 20, at(minute * 60 + 7)), Ok(None));
            }
        }
    }

    #[test]
    fn whoever_told_enough_waits_for_the_next_minute_and_nobody_else_does() {
        let mut own = Allowances::default();
        own.enough("a", at(10));
        assert_eq!(own.take("a", 1, at(40)), Err(BatchRefusal::TooOften(20)));
        assert_eq!(own.take("b", 1, at(40)), Ok(None));
        assert_eq!(own.take("a", 1, at(60)), Ok(None));
        let full = Collected { bucket: "a".into(), minute: 0, events: COLLECT_MAX, until: at(9) };
        let next = |now| Collected::and(Some(&full), "a".into(), 5, now).map(|next| next.events);
        assert_eq!((next(at(59)), next(at(60))), (Err(BatchRefusal::TooOften(1)), Ok(5)));
    }

    proptest! {
        /// Of however many processes: what they do not tell of is less than a lump each, so that nobody gets far beyond.
        #[test]
        fn what_is_let_in_is_bounded(batches in prop::collection::vec((0_usize..3, 1_u64..500), 1..400)) {
            let mut processes = [const { None::<Allowances> }; 3].map(|_| Allowances::default());
            let (mut shared, mut let_in) = (None::<Collected>, 0);
            for (which, events) in batches {
                let own = &mut processes[which];
                match own.take("a", events, at(1)) {
                    Err(_) => {}
                    Ok(None) => let_in += events,
                    Ok(Some(lump)) => match Collected::and(shared.as_ref(), "a".into(), lump, at(1)) {
                        Ok(next) => { shared = Some(next); let_in += events; }
                        Err(_) => own.enough("a", at(1)),
                    },
                }
            }
            prop_assert!(let_in <= COLLECT_MAX + 4 * (COLLECT_LUMP + 500), "{let_in}");
        }
    }
}
