//! Whether reports say what orders do.
use super::{Cell, Sheet};
use crate::order::OrderSummary;
use primitives::{Currency, Day, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What orders of a day come to. Minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditSums {
    /// Orders.
    pub orders: i64,
    /// What they cost.
    pub ordered: i64,
    /// What of that was cancelled.
    pub cancelled: i64,
}

/// How far an audit is: it reads the orders of its day page by page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Audit {
    /// The day on which the orders were placed (UTC).
    pub day: Day,
    /// Where it goes on; nothing once all were read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub after: Option<String>,
    /// Of the orders themselves, by currency.
    pub orders: BTreeMap<Currency, AuditSums>,
    /// Of the report; nothing as long as it was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<BTreeMap<Currency, AuditSums>>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

impl Audit {
    /// Nothing was read yet.
    pub const fn begun(day: Day) -> Self {
        Self { day, after: None, orders: BTreeMap::new(), report: None, ended_at: None }
    }

    /// With another page of orders.
    #[must_use]
    pub fn read(&self, orders: &[OrderSummary], after: Option<String>) -> Self {
        let mut next = Self { after, ..self.clone() };
        for order in orders {
            let sums = next.orders.entry(order.total.currency).or_default();
            sums.orders += 1;
            sums.ordered = sums.ordered.saturating_add(order.total.minor);
            sums.cancelled = sums.cancelled.saturating_add(order.cancelled.minor);
        }
        next
    }

    /// With what the sales report of its day says, the whole day as one.
    #[must_use]
    pub fn asked(&self, sheet: &Sheet, now: Timestamp) -> Self {
        let place = |name| sheet.place(name);
        let number = |row: &Vec<Cell>, name| {
            place(name).and_then(|at| row.get(at)).and_then(Cell::number).unwrap_or_default()
        };
        let sums = sheet.rows.iter().filter_map(|row| {
            let Cell::Text(currency) = row.get(place("currency")?)? else { return None };
            let sums = AuditSums {
                orders: number(row, "orders"),
                ordered: number(row, "ordered"),
                cancelled: number(row, "cancelled"),
            };
            // Refunds alone, of orders of other days, make a row of nothing.
            let nothing = sums == AuditSums::default();
            Currency::parse(currency).ok().filter(|_| !nothing).map(|currency| (currency, sums))
        });
        Self { report: Some(sums.collect()), ended_at: Some(now), ..self.clone() }
    }

    /// Whether both say the same; not known as long as it is at work.
    pub fn agrees(&self) -> Option<bool> {
        self.report.as_ref().map(|report| *report == self.orders)
    }
}
