//! Disputes: the cardholder's bank takes money back and asks for evidence.
use super::{Payment, request::code};
use events::payment::PaymentDisputedV1;
use primitives::{Code, Money, Timestamp};
use serde::{Deserialize, Serialize};

/// Disputes kept of one payment; nobody has met as many.
const DISPUTES_MAX: usize = 20;

/// One dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// The provider's name for it.
    pub reference: Code,
    /// How much of the payment.
    pub amount: Money,
    /// Why, in the provider's word.
    pub reason: Code,
    /// Evidence is due by then.
    pub due_at: Timestamp,
    /// When the shop heard of it.
    pub opened_at: Timestamp,
}

/// A dispute as the provider reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeReport {
    /// The provider's name for it.
    pub reference: String,
    /// How much of the payment.
    pub amount: Money,
    /// Why, in the provider's word.
    pub reason: String,
    /// Evidence is due by then.
    pub due_at: Timestamp,
}

/// Notes a dispute; `None` if it is known.
pub fn dispute(
    payment: &Payment,
    report: DisputeReport,
    now: Timestamp,
) -> Option<(Payment, PaymentDisputedV1)> {
    let reference = code(&report.reference);
    let known = payment.disputes.iter().any(|dispute| dispute.reference == reference);
    if known || payment.disputes.len() >= DISPUTES_MAX {
        return None;
    }
    let dispute = Dispute {
        reference: reference.clone(),
        amount: report.amount,
        reason: code(&report.reason),
        due_at: report.due_at,
        opened_at: now,
    };
    let event = PaymentDisputedV1 {
        payment_id: payment.payment_id.clone(),
        order_id: payment.order_id.clone(),
        dispute: reference,
        amount: dispute.amount,
        reason: dispute.reason.clone(),
        due_at: dispute.due_at,
    };
    let mut next = payment.clone();
    next.disputes.push(dispute);
    Some((next, event))
}
