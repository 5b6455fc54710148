//! Keys of `repair`. Repairs stand in their order's partition, beside what they are about.
use crate::{
    Index, Indexed, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::repair::{Repair, RepairAccount, RepairInvoice, RepairState, RepairSummary};
use primitives::{OrderId, RepairId};

keys! {
    /// One repair, in the order's partition.
    one(order_id: OrderId, repair_id: RepairId) -> Repair: "ORDER#{order_id}" / "REPAIR#{repair_id}";
    /// Units of the order that are in open repairs: written by whoever begins or ends one.
    account(order_id: OrderId) -> RepairAccount: "ORDER#{order_id}" / "REPAIRACCOUNT";
    /// What an order pays for: in its own partition, so that it pays once.
    invoice(paid_by: OrderId) -> RepairInvoice: "ORDER#{paid_by}" / "REPAIRINVOICE";
}

lists! {
    /// Whoever may see the order.
    repairs_of_order(order_id: OrderId) -> Repair: table "ORDER#{order_id}" / "REPAIR#" oldest;
    /// Staff: repairs that are not over, the oldest first.
    repairs_in_state(state: RepairState) -> RepairSummary: gsi2 "REPAIRS#STATE#{state}" / "" oldest;
}

impl Indexed for RepairAccount {}
impl Indexed for RepairInvoice {}

impl Indexed for Repair {
    fn entries(&self) -> Vec<(Index, Place)> {
        if !self.state.is_open() {
            return Vec::new();
        }
        let sort = format!("{}#{}", self.asked_at, self.repair_id);
        vec![(Index::gsi2, entry(format!("REPAIRS#STATE#{}", self.state), sort))]
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        self.state.is_open().then(|| summary::<Self, _>(&RepairSummary::from(self)))
    }
}
