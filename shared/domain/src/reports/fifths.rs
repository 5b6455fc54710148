//! The fifths of customers, of the answer to [`Question::Fifths`](super::Question::Fifths).
use super::{Cell, ReportRefusal, Sheet};
use crate::prediction::{FifthBegins, Fifths};
use primitives::{Currency, Timestamp};

/// Reads them.
pub fn fifths(sheet: &Sheet, now: Timestamp) -> Result<Fifths, ReportRefusal> {
    let line = |row: &Vec<Cell>| match row.as_slice() {
        [Cell::Text(currency), Cell::Text(measure), Cell::Number(score), Cell::Number(least)] => {
            Some(FifthBegins {
                currency: Currency::parse(currency).ok()?,
                measure: measure.clone(),
                score: *score,
                least: *least,
            })
        }
        _ => None,
    };
    let lines: Option<Vec<_>> = sheet.rows.iter().map(line).collect();
    Ok(Fifths::of(&lines.ok_or(ReportRefusal::Garbled)?, now))
}
