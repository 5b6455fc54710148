//! What of an order has been given back after it left: the one place that knows, line by line.
use super::RefundRefusal;
use crate::{
    fulfilment::Shipment,
    order::{LinePage, Order, OrderLine, shipping},
};
use primitives::{Currency, LineId, Money, MoneyError, OrderId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An amount that was given back, and the tax in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Given {
    /// With tax.
    pub total: Money,
    /// The tax in it.
    pub tax: Money,
}

impl Given {
    /// Nothing.
    pub const fn nothing(currency: Currency) -> Self {
        Self { total: Money::zero(currency), tax: Money::zero(currency) }
    }

    /// Both.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        Ok(Self { total: self.total.plus(other.total)?, tax: self.tax.plus(other.tax)? })
    }

    fn minus(self, other: Self) -> Result<Self, MoneyError> {
        Ok(Self { total: self.total.minus(other.total)?, tax: self.tax.minus(other.tax)? })
    }
}

/// What was given back of one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineGiven {
    /// The line.
    pub line_id: LineId,
    /// Units whose price was given back.
    pub units: u32,
    /// What was given back for them.
    pub given: Given,
}

/// What was granted, or is waiting for somebody's approval, on one order. Whoever gives something back of what has
/// left writes it, in the transaction that does so: two cannot give the same back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundAccount {
    /// The order.
    pub order_id: OrderId,
    /// Of its lines: those of which something was given back.
    pub lines: Vec<LineGiven>,
    /// Of its shipping.
    pub shipping: Given,
    /// For goodwill, which is for no line.
    pub goodwill: Money,
    /// All of that together, before fees.
    pub gross: Money,
    /// Of that, fees that were withheld.
    pub withheld: Money,
    /// Of what is to be paid out, what no payment has been asked for yet.
    pub waiting: Money,
}

impl RefundAccount {
    /// Of an order of which nothing was given back.
    pub fn new(order_id: OrderId, currency: Currency) -> Self {
        let zero = Money::zero(currency);
        Self {
            order_id,
            lines: Vec::new(),
            shipping: Given::nothing(currency),
            goodwill: zero,
            gross: zero,
            withheld: zero,
            waiting: zero,
        }
    }

    /// What was given back of a line.
    pub fn of(&self, line_id: &LineId) -> Option<&LineGiven> {
        self.lines.iter().find(|one| one.line_id == *line_id)
    }

    /// Units of a line whose price was given back.
    pub fn units(&self, line_id: &LineId) -> u32 {
        self.of(line_id).map_or(0, |one| one.units)
    }

    /// What units more of a line come to: what was due for all that are given back then, less what was given
    /// back before. Units that leave take their shares from the back of the line, and so do units that are given
    /// back: what is given back is never more than what was due, and the last unit brings it level, to the
    /// minor unit. Refuses more units than have left.
    pub fn worth(&self, line: &OrderLine, units: u32) -> Result<Given, RefundRefusal> {
        let known = self.of(&line.line_id);
        let gone = known.map_or(0, |one| one.units);
        let left = line.fulfilled.saturating_sub(gone);
        if units > left {
            let line = line.line_id.clone();
            return Err(RefundRefusal::MoreThanLeft { line, left, asked: units });
        }
        let (of, end) = (line.quantity.get(), gone.saturating_add(units));
        let due = line.amounts.share(of.saturating_sub(end), end, of)?;
        let before = known.map_or(Given::nothing(line.amounts.total.currency), |one| one.given);
        // Units that were asked for and declined leave pennies in another order than they came.
        let Given { total, tax } = Given { total: due.total, tax: due.tax }.minus(before)?;
        let zero = Money::zero(total.currency);
        let total = total.max(zero);
        Ok(Given { total, tax: tax.max(zero).min(total) })
    }

    /// What is left of shipping, with tax; nothing as long as nothing has left.
    pub fn shipping_left(&self, order: &Order) -> Result<Money, MoneyError> {
        if order.units_fulfilled == 0 {
            return Ok(Money::zero(order.currency));
        }
        shipping(order)?.minus(self.shipping.total)
    }

    /// A part of shipping with its tax, by the same rule as a line's units.
    pub fn shipping_worth(&self, order: &Order, part: Money) -> Result<Given, RefundRefusal> {
        let left = self.shipping_left(order)?;
        if part.currency != left.currency {
            return Err(RefundRefusal::Currency(left.currency));
        }
        if part.is_negative() || part > left {
            return Err(RefundRefusal::MoreShipping { left });
        }
        let whole = shipping(order)?;
        let end = self.shipping.total.plus(part)?;
        let tax = i128::from(order.totals.shipping_tax.minor) * i128::from(end.minor)
            / i128::from(whole.minor.max(1));
        let tax = i64::try_from(tax).map_err(|_| MoneyError::TooLarge)?;
        let tax = Money::new(tax, part.currency).minus(self.shipping.tax)?;
        Ok(Given { total: part, tax })
    }

    /// What was due in all for what has left and has not been given back, whatever for.
    pub fn left(&self, order: &Order) -> Result<Money, MoneyError> {
        order.fulfilled_amount.minus(self.gross)
    }

    /// With units of a line given back.
    pub(super) fn with_line(
        mut self,
        line_id: &LineId,
        units: u32,
        given: Given,
    ) -> Result<Self, MoneyError> {
        match self.lines.iter_mut().find(|one| one.line_id == *line_id) {
            Some(known) => {
                known.units = known.units.saturating_add(units);
                known.given = known.given.plus(given)?;
            }
            None => self.lines.push(LineGiven { line_id: line_id.clone(), units, given }),
        }
        self.gross = self.gross.plus(given.total)?;
        Ok(self)
    }

    /// With units of a line, that were asked for and not granted, to be given back another time.
    pub(super) fn without_line(
        mut self,
        line_id: &LineId,
        units: u32,
        given: Given,
    ) -> Result<Self, MoneyError> {
        if let Some(known) = self.lines.iter_mut().find(|one| one.line_id == *line_id) {
            known.units = known.units.saturating_sub(units);
            known.given = known.given.minus(given)?;
            self.gross = self.gross.minus(given.total)?;
        }
        Ok(self)
    }

    /// With shipping given back.
    pub(super) fn with_shipping(mut self, given: Given) -> Result<Self, MoneyError> {
        self.shipping = self.shipping.plus(given)?;
        self.gross = self.gross.plus(given.total)?;
        Ok(self)
    }

    /// With shipping, that was asked for and not granted, to be given back another time.
    pub(super) fn without_shipping(mut self, given: Given) -> Result<Self, MoneyError> {
        self.shipping = self.shipping.minus(given)?;
        self.gross = self.gross.minus(given.total)?;
        Ok(self)
    }

    /// A parcel that left is given up: what was due for it, as far as that has not been given back yet, and how
    /// much that is.
    pub fn written_off(
        &self,
        order: &Order,
        pages: &[LinePage],
        shipment: &Shipment,
    ) -> Result<(Self, Money), MoneyError> {
        let mut units: BTreeMap<&LineId, u32> = BTreeMap::new();
        for position in &shipment.positions {
            let sum = units.entry(&position.line_id).or_default();
            *sum = sum.saturating_add(position.quantity);
        }
        let mut next = self.clone();
        for line in pages.iter().flat_map(|page| &page.lines) {
            let Some(units) = units.remove(&line.line_id) else { continue };
            let left = line.fulfilled.saturating_sub(next.units(&line.line_id));
            let part = units.min(left);
            // Never more than is left, so it is not refused.
            let Ok(given) = next.worth(line, part) else { continue };
            if part > 0 {
                next = next.with_line(&line.line_id, part, given)?;
            }
        }
        let due = shipment.shipping.unwrap_or(Money::zero(order.currency));
        let part = due.min(next.shipping_left(order)?);
        if let Ok(given) = next.shipping_worth(order, part) {
            next = next.with_shipping(given)?;
        }
        // Goodwill was for no line; it counts where it would make the whole more than was due.
        let over = next.gross.minus(order.fulfilled_amount)?;
        let over = if over.is_negative() { Money::zero(order.currency) } else { over };
        next.gross = next.gross.minus(over)?;
        let refund = next.gross.minus(self.gross)?;
        Ok((next, refund))
    }
}
