//! Units of an order that are in open repairs: the one place that keeps two tickets from being about one unit.
use primitives::{LineId, OrderId, RepairId};
use serde::{Deserialize, Serialize};

/// One open repair of one unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRepair {
    /// The line that the unit was sold on.
    pub line_id: LineId,
    /// The repair.
    pub repair_id: RepairId,
}

/// All open repairs of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairAccount {
    /// The order.
    pub order_id: OrderId,
    /// Those that are open.
    pub open: Vec<OpenRepair>,
}

impl RepairAccount {
    /// Of an order of which nothing is being repaired.
    pub const fn new(order_id: OrderId) -> Self {
        Self { order_id, open: Vec::new() }
    }

    /// Units of a line that are in open repairs.
    pub fn units(&self, line_id: &LineId) -> usize {
        self.open.iter().filter(|one| one.line_id == *line_id).count()
    }

    /// With one more.
    #[must_use]
    pub fn with(mut self, line_id: LineId, repair_id: RepairId) -> Self {
        self.open.push(OpenRepair { line_id, repair_id });
        self
    }

    /// Without one that is over.
    #[must_use]
    pub fn without(mut self, repair_id: &RepairId) -> Self {
        self.open.retain(|one| one.repair_id != *repair_id);
        self
    }
}
