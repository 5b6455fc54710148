//! Whether reports say what orders do.
use super::{Cell, Sheet};
use crate::{order::OrderSummary, refunds::Refund};
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
    /// What was paid out of refunds that were granted on the day, of whichever day's orders.
    #[serde(default)]
    pub refunded: i64,
}

/// How far an audit is: it reads the orders of its day page by page, and its credit notes from the last one down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Audit {
    /// The day on which the orders were placed (UTC).
    pub day: Day,
    /// Where it goes on; nothing once all were read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub after: Option<String>,
    /// The credit note that is read next, the numbers below it after it; 0 once all of the day were read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub note: Option<u64>,
    /// Of the orders and refunds themselves, by currency.
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
        Self { day, after: None, note: None, orders: BTreeMap::new(), report: None, ended_at: None }
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

    /// With refunds, and where their credit notes go on.
    #[must_use]
    pub fn noted(&self, refunds: &[Refund], note: u64) -> Self {
        let mut next = Self { note: Some(note), ..self.clone() };
        for refund in refunds.iter().filter(|refund| refund.granted_at().day() == self.day) {
            let paid = refund.paid();
            let sums = next.orders.entry(paid.currency).or_default();
            sums.refunded = sums.refunded.saturating_add(paid.minor);
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
                refunded: number(row, "refunded"),
            };
            Currency::parse(currency).ok().map(|currency| (currency, sums))
        });
        Self { report: Some(sums.collect()), ended_at: Some(now), ..self.clone() }
    }

    /// Whether both say the same; not known as long as it is at work.
    pub fn agrees(&self) -> Option<bool> {
        // A refund of which nothing was paid out makes a row of nothing, or none.
        let some = |sums: &BTreeMap<Currency, AuditSums>| {
            let some = sums.iter().filter(|(_, sums)| **sums != AuditSums::default());
            some.map(|(currency, sums)| (*currency, *sums)).collect::<Vec<_>>()
        };
        self.report.as_ref().map(|report| some(report) == some(&self.orders))
    }
}
