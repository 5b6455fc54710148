//! Units that leave.
use super::{Command, LinePage, LineUnits, Order, OrderLine, OrderRefusal, states};
use primitives::{Money, MoneyError};
use std::collections::BTreeMap;

/// An order after units have left.
#[derive(Clone, Debug, PartialEq)]
pub struct Fulfilled {
    /// The head.
    pub order: Order,
    /// The pages that changed.
    pub pages: Vec<LinePage>,
    /// What is due for exactly these units, with shipping where they are the first.
    pub amount: Money,
    /// Of that, shipping.
    pub shipping: Money,
    /// Whether nothing is left to be sent.
    pub is_last: bool,
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
    let mut goods = Money::zero(order.currency);
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
            goods = goods.plus(due(line, asked)?)?;
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
    let is_last = units_fulfilled + order.units_cancelled >= order.units;
    let command = if is_last { Command::FulfilRest } else { Command::FulfilPart };
    let state = states::next(order.state, command)?;
    // The last units bring whatever is left of the total, shipping among it if they are the first.
    let amount = match (is_last, order.units_fulfilled) {
        (true, _) => {
            order.totals.total.minus(order.cancelled_amount)?.minus(order.fulfilled_amount)?
        }
        (false, 0) => goods.plus(shipping(order)?)?,
        (false, _) => goods,
    };
    let fulfilled_amount = order.fulfilled_amount.plus(amount)?;
    let order = Order { state, units_fulfilled, fulfilled_amount, ..order.clone() };
    Ok(Fulfilled { order, pages: changed, amount, shipping: amount.minus(goods)?, is_last })
}

/// What units of a line cost. Units that are cancelled take their shares from the front, units that
/// leave from the back: in whatever order both happen, the shares sum to the line's amount.
fn due(line: &OrderLine, units: u32) -> Result<Money, OrderRefusal> {
    let of = line.quantity.get();
    let before = of.saturating_sub(line.fulfilled).saturating_sub(units);
    Ok(line.amounts.share(before, units, of)?.total)
}

/// Shipping with the tax on it.
pub(crate) fn shipping(order: &Order) -> Result<Money, MoneyError> {
    let totals = &order.totals;
    let tax =
        if totals.prices_include_tax { Money::zero(order.currency) } else { totals.shipping_tax };
    totals.shipping.plus(tax)
}
