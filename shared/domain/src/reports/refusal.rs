//! Why a report is not given.
use crate::{Kind, Refuse};

/// Why a report is not given, or an import not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportRefusal {
    /// The span ends before it begins, or is too long.
    #[error("ask for at least one day and at most {0}, `from` not after `to`")]
    Span(i64),
    /// The answer is too long.
    #[error(
        "the answer has more than {0} rows: ask for a shorter span, or for fewer, larger parts"
    )]
    TooMany(usize),
    /// A funnel has a first step and another.
    #[error("a funnel has 2 to {0} different steps: names of events of 1 to 128 characters")]
    Steps(usize),
    /// The window is not a window.
    #[error("the window is from 1 minute to 90 days")]
    Window,
    /// No event or property is called so.
    #[error(
        "a metric is an event's name of 1 to 128 characters; its property is 1 to {0} letters, digits or underscores"
    )]
    Metric(usize),
    /// An answer that is not what was asked for.
    #[error("the query service answered what was not asked for")]
    Garbled,
    /// A row of an import is wrong.
    #[error("row {row} of the import: {what}")]
    Row {
        /// Which, from 1.
        row: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Too many or too few rows.
    #[error("an import has 1 to {0} rows")]
    Rows(usize),
}

impl Refuse for ReportRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Span(_) => "report.span",
            Self::TooMany(_) => "report.too_many_rows",
            Self::Steps(_) => "report.steps",
            Self::Window => "report.window",
            Self::Metric(_) => "report.metric",
            Self::Garbled => "report.garbled",
            Self::Row { .. } => "spend.row",
            Self::Rows(_) => "spend.rows",
        }
    }

    fn kind(&self) -> Kind {
        Kind::Wrong
    }
}
