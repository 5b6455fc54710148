//! Looks at customers, and writes down and tells where they stand now.
use crate::{book::rules, facts};
use domain::{
    pricing::BuyerTerms,
    segments::{Crossing, Judged, SegmentMember, SegmentStanding},
};
use events::segments::{SegmentEnteredV1, SegmentLeftV1};
use primitives::{CustomerId, Slug};
use runtime::{Cx, Done, Fault, Step};
use std::collections::BTreeMap;
use table::{
    Adjust, Held,
    keys::{pricing::buyer_terms, segments as keys},
};

/// Writes of one transaction, which may have a hundred with its events.
const WRITES: usize = 70;

/// News of these: there is nothing to look at in a shop without rules. Whom the last rule that was deleted had in it leaves
/// by the look at everybody that followed.
pub async fn heard(cx: &Cx, customers: &[CustomerId]) -> Result<Step<()>, Fault> {
    if rules(cx).await?.book.segments.is_empty() {
        return Ok(Step::Finish(Done::new(())));
    }
    judged(cx, customers).await
}

/// Looks at all of these: one transaction a step, until nothing is left to write.
pub async fn judged(cx: &Cx, customers: &[CustomerId]) -> Result<Step<()>, Fault> {
    let rules = rules(cx).await?;
    // Where they stand is read before what is known of them: of two who look at once, one begins anew.
    let standings: Vec<_> = customers.iter().map(keys::standing).collect();
    let held = cx.load_many(&standings).await?;
    let known = facts::of(cx, customers, &rules).await?;
    let mut batch = Batch::default();
    for ((customer, held), facts) in customers.iter().zip(held).zip(known) {
        let before = held.as_ref().map(|held| held.value.clone());
        let before = before.unwrap_or_else(|| SegmentStanding::none(customer.clone()));
        let judged = before.judged(&rules.book, facts.as_ref(), cx.now());
        if judged.next == before {
            continue;
        }
        if batch.writes() + 2 + 3 * judged.crossings.len() > WRITES {
            return Ok(Step::Continue(batch.done(cx).await?));
        }
        batch.add(held, judged);
    }
    Ok(Step::Finish(batch.done(cx).await?))
}

/// What is written together.
#[derive(Default)]
struct Batch {
    standings: Vec<(Option<Held<SegmentStanding>>, Judged)>,
    /// How many more are in a segment, by its parts: two customers may be of one part.
    counts: BTreeMap<(Slug, u8), i64>,
    crossings: usize,
}

impl Batch {
    /// At most: standing and terms of each customer, a member and an event of each crossing, and the counts.
    fn writes(&self) -> usize {
        2 * self.standings.len() + 2 * self.crossings + self.counts.len()
    }

    fn add(&mut self, held: Option<Held<SegmentStanding>>, judged: Judged) {
        for (segment, what) in &judged.crossings {
            let count = self.counts.entry((segment.clone(), judged.next.group())).or_default();
            *count += if *what == Crossing::Entered { 1 } else { -1 };
        }
        self.crossings += judged.crossings.len();
        self.standings.push((held, judged));
    }

    async fn done(self, cx: &Cx) -> Result<Done<()>, Fault> {
        let mut done = Done::new(());
        for (held, judged) in &self.standings {
            done = done.save(held.as_ref(), &judged.next);
            let version = held.as_ref().map_or(1, Held::next_version);
            for (segment, what) in &judged.crossings {
                done = crossed(cx, done, &judged.next.customer_id, segment, *what, version);
            }
        }
        let counts = self.counts.iter().filter(|(_, by)| **by != 0);
        let done = counts.fold(done, |done, ((segment, group), by)| {
            done.adjust(Adjust::of(keys::count(segment, group)).add("members", *by))
        });
        self.priced(cx, done).await
    }

    /// Carts read the segments of their buyer where they read whatever else decides on prices.
    async fn priced(&self, cx: &Cx, mut done: Done<()>) -> Result<Done<()>, Fault> {
        let crossed = self.standings.iter().map(|(_, judged)| judged);
        let crossed: Vec<_> = crossed.filter(|judged| !judged.crossings.is_empty()).collect();
        let terms: Vec<_> =
            crossed.iter().map(|judged| buyer_terms(&judged.next.customer_id)).collect();
        for (held, judged) in cx.load_many(&terms).await?.into_iter().zip(crossed) {
            let before = held.as_ref().map(|held| held.value.clone());
            let before =
                before.unwrap_or_else(|| BuyerTerms::none(judged.next.customer_id.clone()));
            let segments = judged.next.segments.keys().cloned().collect();
            done = done.save(held.as_ref(), &BuyerTerms { segments, ..before });
        }
        Ok(done)
    }
}

fn crossed(
    cx: &Cx,
    done: Done<()>,
    customer: &CustomerId,
    segment: &Slug,
    what: Crossing,
    version: u64,
) -> Done<()> {
    let (segment, customer_id, now) = (segment.clone(), customer.clone(), cx.now());
    match what {
        Crossing::Entered => {
            let event = SegmentEnteredV1 {
                segment: segment.clone(),
                customer_id: customer_id.clone(),
                entered_at: now,
            };
            done.put(&SegmentMember { segment, customer_id, since: now })
                .publish(customer, version, &event)
        }
        Crossing::Left => {
            let gone = keys::member(&segment, &customer_id);
            let event = SegmentLeftV1 { segment, customer_id, left_at: now };
            done.erase(&gone).publish(customer, version, &event)
        }
    }
}
