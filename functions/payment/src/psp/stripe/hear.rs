//! Webhooks of Stripe. They come in any order, and may be old when they come: so a message says what
//! to look at, and Stripe itself is asked how it stands.
use super::{
    Stripe, Unknown, WEBHOOK_SECRET, amount, is_id, refunded,
    wire::{Dispute, Event, Intent, IntentStatus, Refund},
};
use crate::psp::{About, Notice, signed};
use domain::payment::{DisputeOutcome, DisputeReport};
use primitives::{PaymentId, Timestamp, TransactionId};
use runtime::{Fault, HttpRequest};

/// The header with the signature.
const SIGNATURE: &str = "stripe-signature";
/// Seconds for evidence, where Stripe names no date.
const EVIDENCE_SECONDS: i64 = 7 * 86_400;

/// What a message is about: whose payment, and what became of it.
type Found = (Option<PaymentId>, Vec<About>);

impl Stripe<'_> {
    pub(super) async fn hear_once(
        &self,
        request: &HttpRequest,
        now: Timestamp,
    ) -> Result<Notice, Fault> {
        signed::check(self.cx, WEBHOOK_SECRET, SIGNATURE, request, now).await?;
        let event: Event = serde_json::from_slice(&request.body)
            .map_err(|e| Fault::malformed(format!("the message cannot be read: {e}")))?;
        let found = self.look_at(&event).await;
        // Stripe delivers it again, for three days.
        let (payment_id, about) = found.map_err(|Unknown(why)| Fault::Outside(why))?;
        Ok(Notice { id: event.id, payment_id, about })
    }

    async fn look_at(&self, event: &Event) -> Result<Found, Unknown> {
        let (kind, id) = (event.kind.as_str(), event.data.object.id.as_str());
        if !is_id(id) {
            return Ok((None, Vec::new()));
        }
        if kind.starts_with("payment_intent.") {
            return self.of_intent(id).await;
        }
        if kind.starts_with("charge.dispute.") {
            return self.of_dispute(id).await;
        }
        if kind == "charge.refunded" {
            let charge: Charged = self.there(&format!("/v1/charges/{id}")).await?;
            return match charge.payment_intent.filter(|id| is_id(id)) {
                Some(id) => self.of_refunds(&id).await,
                None => Ok((None, Vec::new())),
            };
        }
        if kind.starts_with("refund.") || kind == "charge.refund.updated" {
            let path = format!("/v1/refunds/{id}?expand%5B%5D=payment_intent");
            let refund: Refund = self.there(&path).await?;
            let intent = refund.payment_intent.as_ref().and_then(|intent| intent.whole());
            let Some(payment_id) = intent.and_then(payment_of) else { return Ok((None, vec![])) };
            return Ok((Some(payment_id), about_refund(&refund)?.into_iter().collect()));
        }
        Ok((None, Vec::new()))
    }

    async fn of_intent(&self, id: &str) -> Result<Found, Unknown> {
        let intent = self.intent(id).await?;
        let Some(payment_id) = payment_of(&intent) else { return Ok((None, Vec::new())) };
        let named = intent.metadata.get("transaction_id").cloned().unwrap_or_default();
        let Ok(transaction) = TransactionId::parse(named) else { return Ok((None, Vec::new())) };
        let heard = self.decided(transaction.as_ref(), &intent).await?;
        let about = match intent.status {
            IntentStatus::Canceled => About::Lapsed(transaction, heard),
            _ => About::Transaction(transaction, heard),
        };
        Ok((Some(payment_id), vec![about]))
    }

    async fn of_refunds(&self, intent: &str) -> Result<Found, Unknown> {
        let Some(payment_id) = payment_of(&self.intent(intent).await?) else {
            return Ok((None, Vec::new()));
        };
        let mut refunds = self.refunds(intent).await?;
        // Stripe lists the newest first.
        refunds.reverse();
        let about: Result<Vec<_>, _> = refunds.iter().map(about_refund).collect();
        Ok((Some(payment_id), about?.into_iter().flatten().collect()))
    }

    async fn of_dispute(&self, id: &str) -> Result<Found, Unknown> {
        let path = format!("/v1/disputes/{id}?expand%5B%5D=payment_intent");
        let dispute: Dispute = self.there(&path).await?;
        let intent = dispute.payment_intent.as_ref().and_then(|intent| intent.whole());
        let Some(payment_id) = intent.and_then(payment_of) else { return Ok((None, vec![])) };
        let amount = amount::from_stripe(dispute.amount, &dispute.currency)
            .ok_or_else(|| Unknown(format!("{} is about no amount", dispute.id)))?;
        let due_by = dispute.evidence_details.as_ref().and_then(|evidence| evidence.due_by);
        let due_by = due_by.unwrap_or_else(|| dispute.created.saturating_add(EVIDENCE_SECONDS));
        let report = DisputeReport {
            outcome: outcome(&dispute.status),
            // What a bank only asks about, it has not taken.
            enquiry: dispute.status.starts_with("warning_"),
            answered: dispute.status.ends_with("under_review"),
            reference: dispute.id,
            amount,
            reason: dispute.reason,
            due_at: Timestamp::from_millis(due_by.saturating_mul(1_000)),
        };
        Ok((Some(payment_id), vec![About::Dispute(report)]))
    }
}

/// A charge, as far as it names its PaymentIntent.
#[derive(serde::Deserialize)]
struct Charged {
    payment_intent: Option<String>,
}

/// The payment that a PaymentIntent belongs to; none if somebody else made it.
fn payment_of(intent: &Intent) -> Option<PaymentId> {
    PaymentId::parse(intent.metadata.get("payment_id")?.clone()).ok()
}

/// How a dispute ended, if it did.
fn outcome(status: &str) -> Option<DisputeOutcome> {
    match status {
        "won" => Some(DisputeOutcome::Won),
        "lost" => Some(DisputeOutcome::Lost),
        // An enquiry that was closed, and a dispute that was prevented.
        "warning_closed" | "prevented" => Some(DisputeOutcome::Withdrawn),
        _ => None,
    }
}

/// A refund of the shop's own names its transaction; any other was made at Stripe itself.
fn about_refund(refund: &Refund) -> Result<Option<About>, Unknown> {
    let heard = refunded(refund)?;
    let own = refund.metadata.as_ref().and_then(|all| all.get("transaction_id"));
    if let Some(id) = own.and_then(|id| TransactionId::parse(id.clone()).ok()) {
        return Ok(Some(About::Transaction(id, heard)));
    }
    let amount = amount::from_stripe(refund.amount, &refund.currency);
    Ok(amount.map(|amount| About::RefundedElsewhere(refund.id.clone(), amount, heard)))
}
