//! Where the fifths of a shop's customers begin, drawn once for everybody: whoever knows a customer's own figures knows
//! their score, without those of the others.
use super::RfmScore;
use primitives::{Currency, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A figure in fifths: the least value of the second, third, fourth and fifth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cuts([i64; 4]);

/// Fifths of those who bought in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RfmCuts {
    /// Of the day of the last order, in days since 1970.
    pub recency: Cuts,
    /// Of the number of orders.
    pub frequency: Cuts,
    /// Of what they spent, in minor units.
    pub money: Cuts,
}

/// The fifths of a shop, by currency: sums of different currencies cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fifths {
    /// As of when.
    pub drawn_at: Timestamp,
    /// By currency.
    pub cuts: BTreeMap<Currency, RfmCuts>,
}

/// One line of the answer that fifths are read from: in this currency the values of this score begin here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FifthBegins {
    /// The currency.
    pub currency: Currency,
    /// `recency`, `frequency` or `money`.
    pub measure: String,
    /// From 1 to 5.
    pub score: i64,
    /// The least value with it.
    pub least: i64,
}

impl Cuts {
    /// Of the least value of each score that somebody has. A score that nobody has begins where the next one does.
    fn of(begins: &BTreeMap<i64, i64>) -> Self {
        let from = |score: i64| begins.range(score..).map(|(_, least)| *least).min();
        Self([2, 3, 4, 5].map(|score| from(score).unwrap_or(i64::MAX)))
    }

    fn score(self, value: i64) -> u8 {
        let reached = self.0.iter().filter(|cut| **cut <= value).count();
        u8::try_from(reached).unwrap_or(4).saturating_add(1)
    }
}

impl Fifths {
    /// As an answer tells them.
    pub fn of(lines: &[FifthBegins], drawn_at: Timestamp) -> Self {
        let mut begins: BTreeMap<Currency, BTreeMap<&str, BTreeMap<i64, i64>>> = BTreeMap::new();
        for line in lines {
            let measures = begins.entry(line.currency).or_default();
            measures.entry(line.measure.as_str()).or_default().insert(line.score, line.least);
        }
        let cuts = begins.into_iter().map(|(currency, measures)| {
            let of = |measure: &str| measures.get(measure).map_or(Cuts([i64::MAX; 4]), Cuts::of);
            let cuts =
                RfmCuts { recency: of("recency"), frequency: of("frequency"), money: of("money") };
            (currency, cuts)
        });
        Self { drawn_at, cuts: cuts.collect() }
    }

    /// The score of somebody with so many orders in a currency, the last at a moment, who spent so much; none where nobody
    /// else bought in it.
    pub fn score(
        &self,
        currency: Currency,
        last_order: Timestamp,
        orders: i64,
        spent: i64,
    ) -> Option<RfmScore> {
        let cuts = self.cuts.get(&currency)?;
        Some(RfmScore {
            recency: cuts.recency.score(last_order.seconds().div_euclid(86_400)),
            frequency: cuts.frequency.score(orders),
            money: cuts.money.score(spent),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prediction::{History, rfm};
    use primitives::Example;
    use proptest::prelude::*;

    /// What the statement of the report does, in words of this language.
    fn begins(measure: &str, values: &[i64]) -> Vec<FifthBegins> {
        let score = |value: i64| {
            let below = values.iter().filter(|one| **one < value).count();
            let to = values.iter().filter(|one| **one <= value).count();
            i64::try_from((below + to) * 5 / (2 * values.len())).unwrap().min(4) + 1
        };
        let scores: std::collections::BTreeSet<i64> =
            values.iter().map(|one| score(*one)).collect();
        let line = |of: i64| FifthBegins {
            currency: Currency::GBP,
            measure: measure.into(),
            score: of,
            least: *values.iter().filter(|one| score(**one) == of).min().unwrap(),
        };
        scores.into_iter().map(line).collect()
    }

    proptest! {
        #[test]
        fn cuts_give_everybody_the_score_that_comparing_everybody_gives(
            bought in proptest::collection::vec((0_i64..400, 1_i64..6, 1_i64..5_000), 1..60),
        ) {
            let today = 500;
            let history = |last: i64, orders: i64| {
                let repeats = u32::try_from(orders - 1).unwrap();
                let recency = repeats * 10;
                let age = u32::try_from(today - last).unwrap() + recency;
                History::new(repeats, recency, age, i64::from(repeats > 0)).unwrap()
            };
            let all: Vec<_> = bought.iter().map(|(last, orders, spent)| (history(*last, *orders), *spent)).collect();
            let wanted = rfm(&all);
            let mut lines = begins("recency", &bought.iter().map(|one| one.0).collect::<Vec<_>>());
            lines.extend(begins("frequency", &bought.iter().map(|one| one.1).collect::<Vec<_>>()));
            lines.extend(begins("money", &bought.iter().map(|one| one.2).collect::<Vec<_>>()));
            let fifths = Fifths::of(&lines, Timestamp::example());
            for ((last, orders, spent), wanted) in bought.iter().zip(wanted) {
                let last = Timestamp::from_millis(last * 86_400_000 + 3_600_000);
                prop_assert_eq!(fifths.score(Currency::GBP, last, *orders, *spent), Some(wanted));
            }
        }
    }
}
