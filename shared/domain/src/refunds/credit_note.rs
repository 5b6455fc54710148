//! Credit notes: the numbers under which granted refunds stand in the books, without a gap.
use primitives::{OrderId, RefundId, Timestamp};
use serde::{Deserialize, Serialize};

/// The last number. It moves in the transaction that grants a refund, so that none is left out and none is given
/// twice; two who grant at the same moment take turns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditNoteCounter {
    /// The last number that was given; 0 before the first.
    pub last: u64,
}

/// Which refund a number is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditNote {
    /// The number, from 1.
    pub number: u64,
    /// The order.
    pub order_id: OrderId,
    /// The refund, which says what was given back.
    pub refund_id: RefundId,
    /// When.
    pub issued_at: Timestamp,
}

impl CreditNoteCounter {
    /// The next number.
    #[must_use]
    pub const fn next(&self) -> Self {
        Self { last: self.last.saturating_add(1) }
    }
}
