//! An experiment by a metric of the merchant's own, over all subjects or by what they were when they saw it.
#![allow(clippy::float_arithmetic, clippy::cast_possible_truncation, clippy::cast_precision_loss)] // Estimates, never money.
use super::{
    Cell, Column, Measure, ReportRefusal, Sheet,
    fill::{fill, literal},
};
use crate::experiments::{Compared, Conversions, Measurements, holm, means, proportions};
use primitives::{Currency, Slug};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The chance of taking what is no difference for one, over all comparisons of an answer together.
const LEVEL: f64 = 0.05;
/// Characters of a property's name.
const PROPERTY_MAX: usize = 64;

/// What is measured of each subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MetricKind {
    /// Whether they did it.
    #[default]
    Conversion,
    /// How often.
    Count,
    /// What it came to in all.
    Value,
}

/// What subjects are parted by, as it was when they first saw it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrialPart {
    /// None: all together.
    #[default]
    Nothing,
    /// Kind of device.
    Device,
    /// Whether they had bought before.
    Buyer,
    /// `utm_source`.
    Source,
    /// `utm_campaign`.
    Campaign,
}

/// What subjects did: an event of visitors, or orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Metric {
    /// An event by its name, and the property that holds its value; without one, the event's own value.
    Event(String, Option<String>),
    /// Orders of customers in one currency.
    Orders(Currency),
}

/// A question about an experiment that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialQuestion {
    experiment: Slug,
    baseline: Slug,
    metric: Metric,
    kind: MetricKind,
    part: TrialPart,
}

impl TrialQuestion {
    /// Refuses names that no event has, and properties that no path of a query leads to.
    pub fn new(
        (experiment, baseline): (Slug, Slug),
        metric: Metric,
        kind: MetricKind,
        part: TrialPart,
    ) -> Result<Self, ReportRefusal> {
        if let Metric::Event(name, property) = &metric {
            let named =
                (1..=128).contains(&name.chars().count()) && !name.chars().any(char::is_control);
            let plain = |property: &String| {
                (1..=PROPERTY_MAX).contains(&property.len())
                    && property.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            };
            if !named || !property.as_ref().is_none_or(plain) {
                return Err(ReportRefusal::Metric(PROPERTY_MAX));
            }
        }
        Ok(Self { experiment, baseline, metric, kind, part })
    }

    pub(super) const fn property(&self) -> &'static str {
        match self.part {
            TrialPart::Nothing => "''",
            TrialPart::Device => "device",
            TrialPart::Buyer => {
                "CASE WHEN firsts.first_at < seen_at THEN 'returning' ELSE 'new' END"
            }
            TrialPart::Source => "utm_source",
            TrialPart::Campaign => "utm_campaign",
        }
    }

    /// Fills what depends on the metric. Amounts count up to 1,000,000 of a subject, as in [`REVENUE_MAX`](crate::experiments::REVENUE_MAX).
    pub(super) fn fill(&self, statement: &str) -> String {
        let did = match &self.metric {
            Metric::Event(name, property) => {
                let amount = property.as_ref().map_or_else(
                    || "CAST(value_minor AS double)".into(),
                    |property| format!("TRY_CAST(regexp_extract(properties, '\"{property}\":(-?[0-9]+([.][0-9]+)?)', 1) AS double)"),
                );
                format!(
                    "SELECT coalesce(known.user_id, behaviour.anonymous_id) AS subject, occurred_at AS done_at, {amount} AS amount\n  \
                     FROM behaviour LEFT JOIN known ON known.anonymous_id = behaviour.anonymous_id WHERE name = {}",
                    literal(name)
                )
            }
            Metric::Orders(currency) => format!(
                "SELECT customer_id AS subject, placed_at AS done_at, CAST(net AS double) AS amount FROM orders WHERE currency = '{currency}'"
            ),
        };
        let measured = match self.kind {
            MetricKind::Conversion => "CASE WHEN times > 0 THEN 1 ELSE 0 END",
            MetricKind::Count => "least(times, 1000)",
            MetricKind::Value => "greatest(-1E6, least(1E6, coalesce(amount, 0E0)))",
        };
        let gaps =
            [("experiment", self.experiment.as_ref()), ("did", &did), ("measured", measured)];
        fill(statement, &gaps)
    }

    /// The answer with every arm against the first. All comparisons of the answer share the level: `p` is Holm's, and the
    /// intervals are Bonferroni's, so that the more parts are looked at, the more is needed to be shown.
    #[must_use]
    pub fn told(&self, sheet: &Sheet) -> Sheet {
        let arms: Vec<Measured> = sheet.rows.iter().filter_map(|row| Measured::read(row)).collect();
        let first = |part: &str| {
            arms.iter().find(|one| one.part == part && one.arm == self.baseline.as_ref())
        };
        let pairs = |one: &Measured| first(&one.part).filter(|first| first.arm != one.arm).cloned();
        let asked = arms.iter().filter(|one| pairs(one).is_some()).count().max(1);
        let level = LEVEL / asked as f64;
        let compared: Vec<Option<Compared>> = arms
            .iter()
            .map(|one| pairs(one).and_then(|old| self.compared(&old, one, level)))
            .collect();
        let chances: Vec<f64> = compared.iter().flatten().map(|one| one.p).collect();
        let mut corrected = holm(&chances, asked).into_iter();
        let rows = arms.iter().zip(compared).map(|(arm, compared)| {
            let p = compared.and_then(|_| corrected.next());
            self.row(arm, compared, p)
        });
        let columns = self.columns();
        let column = |(name, measure): &(&str, Measure)| Column {
            name: (*name).to_owned(),
            measure: *measure,
        };
        let columns = columns.iter().map(column).collect();
        Sheet { report: sheet.report.clone(), rows: rows.collect(), columns }
    }

    const fn measure(&self) -> Measure {
        if matches!(self.kind, MetricKind::Conversion) {
            Measure::Millionths
        } else {
            Measure::Thousandths
        }
    }

    const fn columns(&self) -> [(&'static str, Measure); 10] {
        let own = self.measure();
        [
            ("property", Measure::Text),
            ("arm", Measure::Text),
            ("subjects", Measure::Count),
            ("did", Measure::Count),
            ("mean", own),
            ("difference", own),
            ("low", own),
            ("high", own),
            ("p", Measure::Millionths),
            ("shown", Measure::Text),
        ]
    }

    fn compared(&self, old: &Measured, new: &Measured, level: f64) -> Option<Compared> {
        if self.kind == MetricKind::Conversion {
            proportions(old.rate()?, new.rate()?, level).ok()
        } else {
            means(old.spread()?, new.spread()?, level).ok()
        }
    }

    fn row(&self, arm: &Measured, compared: Option<Compared>, p: Option<f64>) -> Vec<Cell> {
        let factor = if self.measure() == Measure::Millionths { 1e6 } else { 1e3 };
        let scaled = |value: Option<f64>, factor: f64| match value {
            Some(value) if value.is_finite() => Cell::Number((value * factor).round() as i64),
            _ => Cell::Nothing(()),
        };
        let shown = p.map_or(Cell::Nothing(()), |p| {
            Cell::Text(if p < LEVEL { "yes" } else { "no" }.to_owned())
        });
        vec![
            Cell::Text(arm.part.clone()),
            Cell::Text(arm.arm.clone()),
            Cell::Number(arm.subjects),
            Cell::Number(arm.did),
            scaled(Some(arm.mean), factor),
            scaled(compared.map(|one| one.difference), factor),
            scaled(compared.map(|one| one.low), factor),
            scaled(compared.map(|one| one.high), factor),
            scaled(p, 1e6),
            shown,
        ]
    }
}

/// One arm in one part.
#[derive(Clone)]
struct Measured {
    part: String,
    arm: String,
    subjects: i64,
    did: i64,
    mean: f64,
    variance: f64,
}

impl Measured {
    fn read(row: &[Cell]) -> Option<Self> {
        let [Cell::Text(part), Cell::Text(arm), numbers @ ..] = row else { return None };
        let numbers: Vec<i64> = numbers.iter().filter_map(Cell::number).collect();
        let [subjects, did, mean, variance] = numbers.as_slice() else { return None };
        Some(Self {
            part: part.clone(),
            arm: arm.clone(),
            subjects: *subjects,
            did: *did,
            mean: *mean as f64 / 1e6,
            variance: *variance as f64 / 1e6,
        })
    }

    fn rate(&self) -> Option<Conversions> {
        let (subjects, successes) =
            (u64::try_from(self.subjects).ok()?, u64::try_from(self.did).ok()?);
        Some(Conversions { subjects, successes })
    }

    fn spread(&self) -> Option<Measurements> {
        let subjects = u64::try_from(self.subjects).ok()?;
        Some(Measurements { subjects, mean: self.mean, variance: self.variance })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slug(name: &str) -> Slug {
        Slug::parse(name).unwrap()
    }

    fn asked(kind: MetricKind) -> TrialQuestion {
        let metric = Metric::Event("video_played".into(), Some("seconds".into()));
        TrialQuestion::new((slug("button"), slug("old")), metric, kind, TrialPart::Device).unwrap()
    }

    /// Part, arm, subjects, how many did, mean and variance in millionths.
    fn answer(rows: &[(&str, &str, [i64; 4])]) -> Sheet {
        let row = |(part, arm, numbers): &(&str, &str, [i64; 4])| {
            let mut row: Vec<_> = [part, arm].map(|text| Cell::Text((*text).to_owned())).to_vec();
            row.extend(numbers.map(Cell::Number));
            row
        };
        Sheet { report: "trial".into(), columns: Vec::new(), rows: rows.iter().map(row).collect() }
    }

    #[test]
    fn one_comparison_is_the_plain_test_and_many_need_more() {
        let two = [("", "new", [1_000, 130, 0, 0]), ("", "old", [1_000, 100, 0, 0])];
        let alone = asked(MetricKind::Conversion).told(&answer(&two));
        let old = Conversions { subjects: 1_000, successes: 100 };
        let new = Conversions { subjects: 1_000, successes: 130 };
        let plain = proportions(old, new, LEVEL).unwrap();
        assert_eq!(alone.rows[0][8], Cell::Number((plain.p * 1e6).round() as i64));
        assert_eq!(alone.rows[0][9], Cell::Text("yes".into()));
        assert_eq!(alone.rows[1][5..], vec![Cell::Nothing(()); 5], "nothing against itself");

        let names = ["app", "desktop", "phone", "tablet"];
        let parts: Vec<_> = names
            .iter()
            .flat_map(|part| two.map(|(_, arm, numbers)| (*part, arm, numbers)))
            .collect();
        let parted = asked(MetricKind::Conversion).told(&answer(&parts));
        let first = &parted.rows[0];
        assert_eq!(first[8], Cell::Number((plain.p * 4e6).round() as i64));
        assert_eq!(first[9], Cell::Text("no".into()), "four looks at a twentieth show something");
        let width = |row: &[Cell]| row[7].number().unwrap() - row[6].number().unwrap();
        assert!(width(first) > width(&alone.rows[0]));
    }

    #[test]
    fn means_are_compared_by_their_spread_and_too_few_by_nothing() {
        let rows = [
            ("", "new", [400, 90, 12_500_000, 9_000_000]),
            ("", "old", [400, 90, 11_500_000, 9_000_000]),
            ("phone", "new", [1, 1, 9_000_000, 0]),
            ("phone", "old", [1, 1, 1_000_000, 0]),
        ];
        let seen = asked(MetricKind::Value).told(&answer(&rows));
        assert_eq!(seen.rows[0][4..6], [Cell::Number(12_500), Cell::Number(1_000)]);
        assert_eq!(seen.rows[0][9], Cell::Text("yes".into()));
        assert_eq!(seen.rows[2][8..], [Cell::Nothing(()), Cell::Nothing(())]);
    }

    #[test]
    fn no_text_of_a_caller_is_read_as_sql() {
        let wrong = |name: &str, property: Option<&str>| {
            let metric = Metric::Event(name.into(), property.map(Into::into));
            let names = (slug("button"), slug("old"));
            TrialQuestion::new(names, metric, MetricKind::Value, TrialPart::Nothing)
        };
        assert!(wrong("", None).is_err() && wrong("a\nb", None).is_err());
        assert!(wrong("a", Some("x', 1) --")).is_err() && wrong("a", Some("")).is_err());
        let asked = wrong("o'clock {{measured}}", None).unwrap();
        let filled = asked.fill("{{did}} {{measured}}");
        assert!(filled.contains("name = 'o''clock {{measured}}'"), "{filled}");
    }
}
