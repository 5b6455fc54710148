//! Keys of `payment`.
use crate::{
    Index, Indexed, Personal, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::payment::{DisputeEvidence, Payment};
use primitives::{Code, OrderId, PaymentId, Timestamp};
use serde::{Deserialize, Serialize};

keys! {
    /// Heads the payment's partition; its log is inside.
    payment(payment_id: PaymentId) -> Payment: "PAYMENT#{payment_id}" / "PAYMENT";
    /// What was said to a dispute, and how far it got.
    evidence(payment_id: PaymentId, dispute: Code) -> DisputeEvidence: "PAYMENT#{payment_id}" / "EVIDENCE#{dispute}";
    /// Committed with what a webhook changed, so that the same message has no second effect.
    webhook(provider: String, event_id: String) -> Webhook: "WEBHOOK#{provider}#{event_id}" / "WEBHOOK";
}

lists! {
    /// Staff, and whoever owes less for an order, look for its payments, oldest first.
    payments_of_order(order_id: OrderId) -> PaymentSummary: gsi1 "PAYMENTS#{order_id}" / "" oldest;
    /// The reconciliation looks for payments that nobody told about in time, shard by shard.
    overdue_payments(shard: u8) -> PaymentSummary: gsi2 "PAYMENT-PENDING#{shard}" / "" oldest;
    /// Staff and the clock look for disputes that wait for evidence; what is due first before the rest.
    open_disputes() -> PaymentSummary: gsi3 "DISPUTES#OPEN" / "" oldest;
}

/// Partitions of the list of payments under way: one would limit how many a second can be taken.
pub const PENDING_SHARDS: u8 = 8;

/// Which payment: nothing that changes, so that an index is written once, whatever becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentSummary {
    /// The payment.
    pub payment_id: PaymentId,
}

/// A webhook that was dealt with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// Whose.
    pub provider: String,
    /// The provider's id of the message.
    pub event_id: String,
    /// When it may be forgotten: providers give up sooner.
    pub until: Timestamp,
}

impl Indexed for Webhook {
    fn expires(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}

impl Indexed for DisputeEvidence {
    fn personal(&self) -> Vec<Personal> {
        const TOLD: &[&str] = &[
            "evidence.product",
            "evidence.carrier",
            "evidence.tracking",
            "evidence.refusal",
            "evidence.cancellation",
            "evidence.statement",
        ];
        vec![Personal::of(&self.order_id, TOLD)]
    }
}

impl Indexed for Payment {
    fn entries(&self) -> Vec<(Index, Place)> {
        let Self { payment_id, order_id, created_at, .. } = self;
        let of_order = entry(format!("PAYMENTS#{order_id}"), format!("{created_at}#{payment_id}"));
        let pending = self.check_at.map(|at| {
            let shard = payment_id.as_ref().bytes().map(u64::from).sum::<u64>();
            let shard = shard % u64::from(PENDING_SHARDS);
            (Index::gsi2, entry(format!("PAYMENT-PENDING#{shard}"), format!("{at}#{payment_id}")))
        });
        let disputed = self.evidence_due().map(|due| {
            (Index::gsi3, entry("DISPUTES#OPEN".to_owned(), format!("{due}#{payment_id}")))
        });
        [(Index::gsi1, of_order)].into_iter().chain(pending).chain(disputed).collect()
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(&PaymentSummary { payment_id: self.payment_id.clone() }))
    }
}
