//! What the shop's people see of events that reached the bus: how many, how much money, how late.
//!
//! Events are counted when the bus has taken all of a call's. Where it did not, nothing is counted,
//! for all of them come again; only a call that is cut off right after counts them twice. These are
//! figures for people, not for the books.
use events::{Counts, amount};
use runtime::{
    Cx,
    metrics::{EVENTS, LAG, Line, MONEY},
    ports::BusEvent,
};
use std::collections::BTreeMap;

/// Counts events that the bus has taken.
pub fn taken(cx: &Cx, events: &[&BusEvent]) {
    let mut names: BTreeMap<&str, u32> = BTreeMap::new();
    let mut money: BTreeMap<(Counts, primitives::Currency), Line> = BTreeMap::new();
    let mut lag = Line::of(&LAG, "");
    let now = cx.now().millis();
    for event in events {
        *names.entry(&event.detail_type).or_default() += 1;
        lag = lag.with("OutboxLag", (now - event.time.millis()).max(0));
        if let Some((counts, amount)) = amount(&event.detail_type, &event.detail) {
            let key = (counts, amount.currency);
            let line = money.remove(&key);
            let line = line.unwrap_or_else(|| Line::of(&MONEY, amount.currency.code()));
            money.insert(key, line.with_money(metric(counts), amount));
        }
    }
    for (name, count) in names {
        cx.measure(&Line::of(&EVENTS, name).with("Events", count));
    }
    for line in money.values() {
        cx.measure(line);
    }
    cx.measure(&lag);
}

fn metric(counts: Counts) -> &'static str {
    match counts {
        Counts::Ordered => "Ordered",
        Counts::Cancelled => "Cancelled",
        Counts::Captured => "Captured",
        Counts::Refunded => "Refunded",
        Counts::LabelCosts => "LabelCosts",
    }
}
