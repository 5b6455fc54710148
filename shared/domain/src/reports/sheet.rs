//! The answer to a report: a table of a few kinds of columns.
use super::ReportRefusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Words, or a time.
    Text,
    /// How many.
    Count,
    /// Minor units of the row's currency.
    Money,
    /// A share of a million.
    Millionths,
    /// How many for each, in thousandths.
    Thousandths,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What stands in it.
    pub measure: Measure,
}

/// What stands in a row under a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Cell {
    /// A number.
    Number(i64),
    /// Words.
    Text(String),
    /// Nothing, such as an average of none.
    Nothing(()),
}

impl Cell {
    /// The number, if it is one.
    pub const fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(_) | Self::Nothing(()) => None,
        }
    }
}

/// A table: the answer to a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sheet {
    /// Which report it is.
    pub report: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each as long as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// Reads what the query service answered: text in every cell, or nothing.
    pub fn read(
        report: &str,
        columns: &[(&str, Measure)],
        rows: Vec<Vec<Option<String>>>,
    ) -> Result<Self, ReportRefusal> {
        let cell = |(value, (_, measure)): (Option<String>, &(&str, Measure))| match value {
            None => Ok(Cell::Nothing(())),
            Some(text) if *measure == Measure::Text => Ok(Cell::Text(text)),
            Some(text) => text.parse().map(Cell::Number).map_err(|_| ReportRefusal::Garbled),
        };
        let row = |row: Vec<Option<String>>| {
            if row.len() != columns.len() {
                return Err(ReportRefusal::Garbled);
            }
            row.into_iter().zip(columns).map(cell).collect()
        };
        let rows = rows.into_iter().map(row).collect::<Result<_, _>>()?;
        let column = |(name, measure): &(&str, Measure)| Column {
            name: (*name).to_owned(),
            measure: *measure,
        };
        let columns = columns.iter().map(column).collect();
        Ok(Self { report: report.to_owned(), columns, rows })
    }

    /// The place of a column.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Adds a column of one number by another, a half rounded up; nothing where there is nothing to divide by.
    #[must_use]
    pub fn each(mut self, name: &str, measure: Measure, part: &str, of: &str) -> Self {
        let (Some(part), Some(of)) = (self.place(part), self.place(of)) else { return self };
        let factor: i128 = match measure {
            Measure::Millionths => 1_000_000,
            Measure::Thousandths => 1_000,
            Measure::Text | Measure::Count | Measure::Money => 1,
        };
        for row in &mut self.rows {
            let number = |at: usize| row.get(at).and_then(Cell::number).map(i128::from);
            let quotient = number(part).zip(number(of)).and_then(|(part, of)| {
                let doubled = part.checked_mul(factor)?.checked_mul(2)?.checked_add(of)?;
                i64::try_from(doubled.checked_div_euclid(of.checked_mul(2)?)?).ok()
            });
            row.push(quotient.map_or(Cell::Nothing(()), Cell::Number));
        }
        self.columns.push(Column { name: name.to_owned(), measure });
        self
    }
}
