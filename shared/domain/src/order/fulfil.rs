//! Units that leave.
use super::{Command, LinePage, LineUnits, Order, OrderRefusal, states};
use std::collections::BTreeMap;

/// An order after units have left.
#[derive(Clone, Debug, PartialEq)]
pub struct Fulfilled {
    /// The head.
    pub order: Order,
    /// The pages that changed.
    pub pages: Vec<LinePage>,
}

/// Records that units have left. Refuses more than are open, and anything while the order is held.
pub fn fulfil(
    order: &Order,
    pages: &[LinePage],
    lines: &[LineUnits],
) -> Result<Fulfilled, OrderRefusal> {
    states::next(order.state, Command::FulfilPart)?;
    order.idle()?;
    if order.held.is_some() {
        return Err(OrderRefusal::Held);
    }
    if lines.is_empty() {
        return Err(OrderRefusal::NoLines);
    }
    let mut wanted = BTreeMap::new();
    for line in lines {
        if wanted.insert(&line.line_id, line.quantity.get()).is_some() {
            return Err(OrderRefusal::RepeatedLine(line.line_id.clone()));
        }
    }
    let mut units = 0;
    let mut changed = Vec::new();
    for page in pages {
        let mut page = page.clone();
        let before = units;
        for line in &mut page.lines {
            let Some(asked) = wanted.remove(&line.line_id) else { continue };
            let open = line.open();
            if asked > open {
                return Err(OrderRefusal::MoreThanOpen { line: line.line_id.clone(), open, asked });
            }
            line.fulfilled = line.fulfilled.saturating_add(asked);
            units += u64::from(asked);
        }
        if units > before {
            changed.push(page);
        }
    }
    if let Some((line_id, _)) = wanted.pop_first() {
        return Err(OrderRefusal::UnknownLine(line_id.clone()));
    }
    let units_fulfilled = order.units_fulfilled + units;
    let rest = units_fulfilled + order.units_cancelled >= order.units;
    let command = if rest { Command::FulfilRest } else { Command::FulfilPart };
    let state = states::next(order.state, command)?;
    Ok(Fulfilled { order: Order { state, units_fulfilled, ..order.clone() }, pages: changed })
}
