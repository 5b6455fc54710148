//! Units of an order that are in returns: the one place that keeps several returns from counting a unit twice.
use primitives::{LineId, OrderId};
use serde::{Deserialize, Serialize};

/// Units of one line that are in returns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitsReturned {
    /// The line.
    pub line_id: LineId,
    /// Units asked for, on their way or back.
    pub units: u32,
}

/// Units of an order that are in returns which were neither declined nor cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnAccount {
    /// The order.
    pub order_id: OrderId,
    /// By line.
    pub lines: Vec<UnitsReturned>,
}

impl ReturnAccount {
    /// Of an order of which nothing was returned.
    pub const fn new(order_id: OrderId) -> Self {
        Self { order_id, lines: Vec::new() }
    }

    /// Units of a line.
    pub fn units(&self, line_id: &LineId) -> u32 {
        self.lines.iter().find(|one| one.line_id == *line_id).map_or(0, |one| one.units)
    }

    /// With units more.
    #[must_use]
    pub fn with(mut self, line_id: &LineId, units: u32) -> Self {
        match self.lines.iter_mut().find(|one| one.line_id == *line_id) {
            Some(known) => known.units = known.units.saturating_add(units),
            None => self.lines.push(UnitsReturned { line_id: line_id.clone(), units }),
        }
        self
    }

    /// With units that will not come, and may be asked for another time.
    #[must_use]
    pub fn without(mut self, line_id: &LineId, units: u32) -> Self {
        if let Some(known) = self.lines.iter_mut().find(|one| one.line_id == *line_id) {
            known.units = known.units.saturating_sub(units);
        }
        self
    }
}
