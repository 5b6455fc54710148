//! Goods: what left the shelf is what orders say has left, and what came back is what inspections found.
use crate::Items;
use domain::{
    inventory::{Movement, Reason},
    order::LinePage,
    returns::{Return, ReturnState},
};
use primitives::{LineId, Sku};
use std::collections::BTreeMap;

/// True once everything has come to rest, where parcels have left from the shelf. `found` are units that
/// inspections sent back to the shelf or set apart.
pub fn at_rest(items: &Items, found: &BTreeMap<Sku, i64>) {
    let mut left: BTreeMap<Sku, i64> = BTreeMap::new();
    let mut back: BTreeMap<Sku, i64> = BTreeMap::new();
    for entry in items.all::<Movement>() {
        match entry.reason {
            Reason::Dispatched => *left.entry(entry.sku).or_default() -= entry.delta.on_hand,
            Reason::Returned => {
                *back.entry(entry.sku).or_default() += entry.delta.on_hand + entry.delta.damaged;
            }
            _ => {}
        }
    }
    let mut told: BTreeMap<Sku, i64> = BTreeMap::new();
    for line in items.all::<LinePage>().into_iter().flat_map(|page| page.lines) {
        if let Some(sku) = line.sku.clone().filter(|_| line.fulfilled > 0) {
            *told.entry(sku).or_default() += i64::from(line.fulfilled);
        }
    }
    assert_eq!(left, told, "what left the shelf is not what orders say");
    assert_eq!(&back, found, "what came back is not what was found");
    units_come_back_once(items);
}

/// No line has more units in returns than have left, and its own count is what returns have received.
fn units_come_back_once(items: &Items) {
    let mut asked: BTreeMap<LineId, (u32, u32)> = BTreeMap::new();
    for one in items.all::<Return>() {
        let counts = !matches!(one.state, ReturnState::Declined | ReturnState::Cancelled);
        for line in one.lines.iter().filter(|_| counts) {
            let sum = asked.entry(line.line_id.clone()).or_default();
            sum.0 += if one.state == ReturnState::Closed { line.received } else { line.quantity };
            sum.1 += line.received - line.rejected;
        }
    }
    for line in items.all::<LinePage>().into_iter().flat_map(|page| page.lines) {
        let (units, received) = asked.remove(&line.line_id).unwrap_or_default();
        assert!(units <= line.fulfilled, "{units} in returns: {line:?}");
        assert!(received <= line.returned, "{received} received: {line:?}");
    }
    assert!(asked.is_empty(), "returns of no line: {asked:?}");
}
