//! The columns of every answer, as its statement names them.
use super::Measure::{self, Count, Money, Text};

/// Names, and what stands under them.
pub type Columns = &'static [(&'static str, Measure)];

pub const SALES: Columns = &[
    ("bucket", Text),
    ("property", Text),
    ("currency", Text),
    ("orders", Count),
    ("units", Count),
    ("gross", Money),
    ("discounts", Money),
    ("ordered", Money),
    ("cancelled", Money),
    ("written_off", Money),
    ("refunded", Money),
    ("tax", Money),
    ("net", Money),
];
pub const PROMOTIONS: Columns =
    &[("promotion", Text), ("currency", Text), ("orders", Count), ("discounts", Money)];
pub const BUYERS: Columns = &[
    ("bucket", Text),
    ("orders", Count),
    ("buyers", Count),
    ("new_buyers", Count),
    ("returning_buyers", Count),
];
pub const COHORTS: Columns = &[
    ("cohort", Text),
    ("months_later", Count),
    ("currency", Text),
    ("buyers", Count),
    ("orders", Count),
    ("net", Money),
];
pub const TRAFFIC: Columns = &[
    ("bucket", Text),
    ("visitors", Count),
    ("visits", Count),
    ("pages", Count),
    ("events", Count),
    ("orders", Count),
];
pub const FUNNEL: Columns = &[("step", Count), ("property", Text), ("visitors", Count)];
pub const ATTRIBUTION: Columns =
    &[("property", Text), ("currency", Text), ("orders", Count), ("net", Money)];
pub const ACQUISITION: Columns =
    &[("source", Text), ("currency", Text), ("spend", Money), ("new_buyers", Count)];
pub const FIFTHS: Columns =
    &[("currency", Text), ("measure", Text), ("score", Count), ("begins", Count)];
pub const HISTORIES: Columns =
    &[("repeats", Count), ("recency", Count), ("age", Count), ("spent", Money)];
pub const OUTLOOK: Columns = &[
    ("customer_id", Text),
    ("repeats", Count),
    ("recency", Count),
    ("age", Count),
    ("spent", Money),
    ("total", Money),
    ("recency_place", Count),
    ("frequency_place", Count),
    ("money_place", Count),
    ("customers", Count),
];
pub const RHYTHMS: Columns =
    &[("customer_id", Text), ("sku", Text), ("day", Text), ("days_bought", Count)];
pub const JOURNEYS: Columns =
    &[("first", Text), ("second", Text), ("third", Text), ("visits", Count)];
pub const TRIAL: Columns = &[
    ("property", Text),
    ("arm", Text),
    ("subjects", Count),
    ("did", Count),
    ("mean", Count),
    ("variance", Count),
];
