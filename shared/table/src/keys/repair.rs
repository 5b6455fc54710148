//! Keys of `repair`. Repairs stand in their order's partition, beside what they are about.
use crate::{
    Index, Indexed, Personal, Place, TableError, entry,
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
    /// The clock: quotes that nobody answered, those that end first before others.
    quotes_due() -> RepairSummary: gsi1 "REPAIRS#QUOTES" / "" oldest;
    /// Staff: repairs of the unit with a serial number, over or not, newest first.
    repairs_of_serial(serial: String) -> RepairSummary: gsi3 "REPAIRS#SERIAL#{serial}" / "" newest;
}

impl Indexed for RepairAccount {}
impl Indexed for RepairInvoice {}

impl Indexed for Repair {
    fn personal(&self) -> Vec<Personal> {
        vec![Personal::of(&self.order_id, &["problem", "finding"])]
    }

    fn entries(&self) -> Vec<(Index, Place)> {
        let asked = format!("{}#{}", self.asked_at, self.repair_id);
        let state = entry(format!("REPAIRS#STATE#{}", self.state), asked.clone());
        let open = self.state.is_open().then_some((Index::gsi2, state));
        let due = self.answer_by().map(|at| {
            (Index::gsi1, entry("REPAIRS#QUOTES".to_owned(), format!("{at}#{}", self.repair_id)))
        });
        let serial = self.serial.as_ref().map(Self::serial_key).filter(|key| !key.is_empty());
        let serial = serial.map(|key| (Index::gsi3, entry(format!("REPAIRS#SERIAL#{key}"), asked)));
        [open, due, serial].into_iter().flatten().collect()
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        (!self.entries().is_empty()).then(|| summary::<Self, _>(&RepairSummary::from(self)))
    }
}
