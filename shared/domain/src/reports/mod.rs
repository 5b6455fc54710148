//! Reports: what is asked of the lake, and how the answer is shown.
//!
//! Invariant: a report is one SQL file (`sql/`), for Athena and DuckDB alike. Whatever a caller chooses becomes part of it as
//! a day, a number, a word of a closed list or a quoted text, so that no text of a caller is ever read as SQL. Money is in
//! minor units, and amounts of two currencies are never added.
mod audit;
mod columns;
mod csv;
mod fifths;
mod fill;
mod funnel;
mod live;
mod outlook;
mod question;
mod refusal;
mod sheet;
mod spend;
mod svg;
mod trial;

pub use audit::{Audit, AuditSums};
pub use csv::csv;
pub use fifths::fifths;
pub use funnel::{FUNNEL_STEPS_MAX, Funnel, Segment};
pub use live::{LIVE_SHARDS, LiveCount, LiveSums};
pub use outlook::{Models, outlook, replenishment};
pub use question::{ASKED_DAYS_MAX, Asked, By, Campaign, Per, Question, ROWS_MAX, Span, Touch};
pub use refusal::ReportRefusal;
pub use sheet::{Cell, Column, Measure, Sheet};
pub use spend::{SPEND_ROWS_MAX, Spend, SpendRow, spends};
pub use svg::svg;
pub use trial::{Metric, MetricKind, TrialPart, TrialQuestion};
