//! Keys of `refunds`. Refunds stand in their order's partition, beside what they are about.
use crate::{
    Index, Indexed, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::refunds::{
    CreditNote, CreditNoteCounter, Refund, RefundAccount, RefundState, RefundSummary,
};
use primitives::{OrderId, RefundId};

keys! {
    /// One refund, in the order's partition: one read gives all refunds of an order.
    refund(order_id: OrderId, refund_id: RefundId) -> Refund: "ORDER#{order_id}" / "REFUND#{refund_id}";
    /// What was given back of the order, line by line: written by whoever gives back, so that nobody gives the same back twice.
    account(order_id: OrderId) -> RefundAccount: "ORDER#{order_id}" / "REFUNDACCOUNT";
    /// Which refund a number is; that it exists makes it nobody else's.
    credit_note(number: u64) -> CreditNote: "CREDITNOTE#{number:010}" / "NOTE";
    /// The last number of a credit note: it moves with each that is issued, so that none is left out.
    credit_note_counter() -> CreditNoteCounter: "CREDITNOTES#" / "COUNTER";
}

lists! {
    /// Whoever may see the order, and whoever hears of its payments.
    refunds_of_order(order_id: OrderId) -> Refund: table "ORDER#{order_id}" / "REFUND#" oldest;
    /// Staff: refunds that wait for somebody, the oldest first.
    refunds_in_state(state: RefundState) -> RefundSummary: gsi2 "REFUNDS#STATE#{state}" / "" oldest;
}

impl Indexed for RefundAccount {}
impl Indexed for CreditNote {}
impl Indexed for CreditNoteCounter {}

impl Indexed for Refund {
    /// What is done is found by its order: the index holds what somebody has to look at.
    fn entries(&self) -> Vec<(Index, Place)> {
        if !self.state.is_work() {
            return Vec::new();
        }
        let sort = format!("{}#{}", self.asked_at, self.refund_id);
        vec![(Index::gsi2, entry(format!("REFUNDS#STATE#{}", self.state), sort))]
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        self.state.is_work().then(|| summary::<Self, _>(&RefundSummary::from(self)))
    }
}
