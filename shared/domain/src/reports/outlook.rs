//! What customers are expected to do, of what they did.
#![allow(clippy::float_arithmetic, clippy::cast_possible_truncation)] // Estimates, never money.
use super::{Cell, Column, Measure, Sheet, fill::fill};
use crate::prediction::{BuyingModel, History, RfmScore, Rhythm, SpendingModel, forecast};
use primitives::{Day, Timestamp};

/// Rows of the outlook: what they are called, and what stands under it.
const COLUMNS: [(&str, Measure); 11] = [
    ("customer_id", Measure::Text),
    ("days_bought", Measure::Count),
    ("idle_days", Measure::Count),
    ("spent", Measure::Money),
    ("recency", Measure::Count),
    ("frequency", Measure::Count),
    ("money", Measure::Count),
    ("called", Measure::Text),
    ("churn", Measure::Millionths),
    ("purchases", Measure::Thousandths),
    ("value", Measure::Money),
];

/// What was learnt of customers' histories.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Models {
    buying: Option<BuyingModel>,
    spending: Option<SpendingModel>,
}

impl Models {
    /// Of the answer to [`Question::Histories`](super::Question::Histories). Where there is too little to learn from, nothing is expected.
    pub fn of(histories: &Sheet) -> Self {
        let known: Vec<History> =
            histories.rows.iter().filter_map(|row| history(&numbers(row))).collect();
        let all = || known.iter().copied();
        Self { buying: BuyingModel::fit(all()).ok(), spending: SpendingModel::fit(all()).ok() }
    }

    /// By what customers are put into pages, as SQL: nearly what they are worth in some weeks, or what they spent where nobody can say.
    pub fn promise(&self, weeks: f64) -> String {
        let (Some(buying), Some(spending)) = (&self.buying, &self.spending) else {
            return "total".into();
        };
        let numbers = buying.parameters().into_iter().chain(spending.parameters()).chain([weeks]);
        let numbers: Vec<String> = numbers.map(|one| format!("{one:E}")).collect();
        let names = ["r", "alpha", "a", "b", "p", "q", "gamma", "weeks"];
        let gaps: Vec<_> = names.into_iter().zip(numbers.iter().map(String::as_str)).collect();
        fill(include_str!("sql/promise.sql"), &gaps)
    }
}

/// The outlook on a page of customers for some weeks, who promises most first. `page` is the answer to
/// [`Question::Outlook`](super::Question::Outlook). Chances are in millionths, purchases in thousandths, values in minor units.
pub fn outlook(page: &Sheet, models: &Models, weeks: f64) -> Sheet {
    let mut rows: Vec<_> =
        page.rows.iter().filter_map(|row| expected(row, models, weeks)).collect();
    let last = COLUMNS.len() - 1;
    let worth = |row: &Vec<Cell>| row.get(last).and_then(Cell::number).unwrap_or(0);
    // The sort is stable: among equals the order is that of the page.
    rows.sort_by_key(|row| std::cmp::Reverse(worth(row)));
    sheet("outlook", &COLUMNS, rows)
}

/// One customer.
fn expected(row: &[Cell], models: &Models, weeks: f64) -> Option<Vec<Cell>> {
    let [Cell::Text(customer), rest @ ..] = row else { return None };
    let numbers = numbers(rest);
    let history = history(&numbers)?;
    let [_, _, _, _, total, places @ .., customers] = numbers.as_slice() else { return None };
    let place = |at: usize| usize::try_from(*places.get(at)?).ok();
    let score =
        RfmScore::placed([place(0)?, place(1)?, place(2)?], usize::try_from(*customers).ok()?);
    let seen = models
        .buying
        .as_ref()
        .and_then(|buying| forecast(buying, models.spending.as_ref(), history, weeks).ok());
    let part = |value: Option<f64>, factor: f64| match value {
        Some(value) if value.is_finite() => Cell::Number((value * factor).round() as i64),
        _ => Cell::Nothing(()),
    };
    let called = serde_json::to_value(score.name()).unwrap_or_default();
    Some(vec![
        Cell::Text(customer.clone()),
        Cell::Number(i64::from(history.repeats()) + 1),
        Cell::Number(i64::from(history.idle())),
        Cell::Number(*total),
        Cell::Number(score.recency.into()),
        Cell::Number(score.frequency.into()),
        Cell::Number(score.money.into()),
        Cell::Text(called.as_str().unwrap_or_default().to_owned()),
        part(seen.map(|seen| seen.churn), 1e6),
        part(seen.map(|seen| seen.purchases), 1e3),
        part(seen.and_then(|seen| seen.value), 1.0),
    ])
}

fn numbers(cells: &[Cell]) -> Vec<i64> {
    cells.iter().filter_map(Cell::number).collect()
}

/// Of repeats, recency, age and what repeats came to.
fn history(numbers: &[i64]) -> Option<History> {
    let [repeats, recency, age, spent, ..] = numbers else { return None };
    let days = |days: &i64| u32::try_from(*days).ok();
    History::new(days(repeats)?, days(recency)?, days(age)?, *spent).ok()
}

/// Customer, SKU, a day they bought it on, and on how many days they did.
type Bought = (String, String, i32, i64);

/// When customers will need the same goods again, by the last dozen of purchases. `days` is the answer to [`Question::Rhythms`](super::Question::Rhythms).
pub fn replenishment(days: &Sheet) -> Sheet {
    let columns = [
        ("customer_id", Measure::Text),
        ("sku", Measure::Text),
        ("days_bought", Measure::Count),
        ("last", Measure::Text),
        ("from", Measure::Text),
        ("likely", Measure::Text),
        ("until", Measure::Text),
    ];
    let of = |row: &[Cell]| match row {
        [Cell::Text(customer), Cell::Text(sku), Cell::Text(day), Cell::Number(times)] => {
            Some((customer.clone(), sku.clone(), number(day)?, *times))
        }
        _ => None,
    };
    let bought: Vec<Bought> = days.rows.iter().filter_map(|row| of(row)).collect();
    let same = |a: &Bought, b: &Bought| (&a.0, &a.1) == (&b.0, &b.1);
    let row = |group: &[Bought]| {
        let (customer, sku, _, times) = group.first()?;
        let days = || group.iter().map(|(_, _, day, _)| *day);
        let last = days().max()?;
        let next = Rhythm::of(days())?.next(last);
        let mut row = vec![Cell::Text(customer.clone()), Cell::Text(sku.clone())];
        row.push(Cell::Number(*times));
        row.extend([last, next.from, next.likely, next.until].map(|day| Cell::Text(named(day))));
        Some(row)
    };
    let mut rows: Vec<_> = bought.chunk_by(same).filter_map(row).collect();
    let likely = |row: &Vec<Cell>| match row.get(5) {
        Some(Cell::Text(day)) => day.clone(),
        _ => String::new(),
    };
    rows.sort_by_key(likely);
    sheet("replenishment", &columns, rows)
}

fn sheet(report: &str, columns: &[(&str, Measure)], rows: Vec<Vec<Cell>>) -> Sheet {
    let column =
        |(name, measure): &(&str, Measure)| Column { name: (*name).to_owned(), measure: *measure };
    Sheet { report: report.to_owned(), columns: columns.iter().map(column).collect(), rows }
}

/// A day as so many since 1970.
fn number(day: &str) -> Option<i32> {
    let day = Day::parse(day).ok()?;
    let at = Timestamp::parse(format!("{day}T00:00:00.000Z")).ok()?;
    i32::try_from(at.seconds() / 86_400).ok()
}

fn named(day: i32) -> String {
    Timestamp::from_millis(i64::from(day) * 86_400_000).day().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prediction::{Sale, histories};

    /// The histories of the first so many of CDNOW's sample, on 1997-09-30, and the page that they make.
    fn known(customers: usize) -> (Vec<History>, Sheet) {
        let sample =
            include_str!("../../data/cdnow.txt").lines().filter(|one| one.starts_with('*'));
        let sales = sample.take(customers).enumerate().flat_map(|(customer, line)| {
            line.split(' ').skip(1).map(move |word| {
                let (day, cents) = word.split_once(':').unwrap();
                Sale { customer, day: day.parse().unwrap(), amount: cents.parse().unwrap() }
            })
        });
        let histories: Vec<_> = histories(sales, 272).unwrap().into_values().collect();
        let rows = histories.iter().enumerate().map(|(at, history)| {
            let mut row = vec![Cell::Text(format!("cus_{at:05}"))];
            let numbers = learnt(history);
            row.extend(numbers.iter().chain(&numbers[3..]).cloned());
            row.extend([3, 3, 3, 3].map(Cell::Number));
            row
        });
        let rows = rows.collect();
        (histories, sheet("outlook", &[], rows))
    }

    fn learnt(history: &History) -> Vec<Cell> {
        // A history says its days by weeks: these are the days themselves.
        let days = |weeks: f64| Cell::Number((weeks * 7.0).round() as i64);
        let spent = history.average().map_or(0.0, |each| each * f64::from(history.repeats()));
        let repeats = Cell::Number(history.repeats().into());
        let spent = Cell::Number(spent.round() as i64);
        vec![repeats, days(history.recency()), days(history.age()), spent]
    }

    fn models(histories: &[History]) -> Models {
        Models::of(&sheet("histories", &[], histories.iter().map(learnt).collect()))
    }

    #[test]
    fn everybody_is_scored_and_expected_of_as_the_models_say() {
        let (histories, page) = known(2_357);
        let seen = outlook(&page, &models(&histories), 26.0);
        assert_eq!(seen.rows.len(), 2_357);
        let buying = BuyingModel::fit(histories.iter().copied()).unwrap();
        let first = seen.rows.iter().find(|row| row[0] == Cell::Text("cus_00005".into())).unwrap();
        let silent = buying.silent(histories[5], 26.0).unwrap();
        assert_eq!(first[8], Cell::Number((silent * 1e6).round() as i64));
        let values: Vec<i64> = seen.rows.iter().map(|row| row[10].number().unwrap_or(0)).collect();
        assert!(values.is_sorted_by(|a, b| a >= b) && values[0] > 0);
    }

    #[test]
    fn too_few_are_scored_and_nothing_is_guessed() {
        let (histories, page) = known(3);
        let models = models(&histories);
        assert_eq!(models.promise(26.0), "total");
        let seen = outlook(&page, &models, 26.0);
        assert_eq!(seen.rows.len(), 3);
        assert!(
            seen.rows
                .iter()
                .all(|row| row[8..] == [Cell::Nothing(()), Cell::Nothing(()), Cell::Nothing(())])
        );
    }

    #[test]
    fn the_next_purchase_is_as_far_as_they_were_apart() {
        let day = |customer: &str, day: &str| {
            let mut row = [customer, "SOAP", day].map(|text| Cell::Text(text.to_owned())).to_vec();
            row.push(Cell::Number(3));
            row
        };
        let days = ["2026-01-01", "2026-01-31", "2026-03-02"];
        let mut rows: Vec<_> = days.iter().map(|one| day("cus_a", one)).collect();
        rows.extend(["2026-01-01", "2026-01-11", "2026-01-21"].map(|one| day("cus_b", one)));
        let seen = replenishment(&sheet("rhythms", &[], rows));
        let likely: Vec<_> = seen.rows.iter().map(|row| (&row[0], &row[5])).collect();
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(
            likely,
            [(&text("cus_b"), &text("2026-01-31")), (&text("cus_a"), &text("2026-04-01"))]
        );
    }
}
