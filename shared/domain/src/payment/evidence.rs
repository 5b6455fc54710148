//! Evidence: what the shop says to a dispute, once, by the day it is due.
use super::{DisputeState, Payment, Phase, Refusal, Verdict};
use events::Actor;
use primitives::{Code, Day, Line, Note, PaymentId, Timestamp, TransactionId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Characters of all that is said to one dispute. Stripe takes 150,000; the shop keeps it beside the payment.
pub const EVIDENCE_MAX: usize = 20_000;

/// What the shop says to a dispute. At least one thing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Evidence {
    /// What was sold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<Note>,
    /// Who carried it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier: Option<Line>,
    /// The carrier's number of the parcel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking: Option<Line>,
    /// When it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_on: Option<Day>,
    /// Why there is nothing to be given back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Note>,
    /// Why a cancellation does not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancellation: Option<Note>,
    /// Whatever else there is to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<Note>,
}

impl Evidence {
    fn check(&self) -> Result<(), Refusal> {
        let texts = [&self.product, &self.refusal, &self.cancellation, &self.statement];
        let notes = texts.into_iter().flatten().map(|text| text.as_ref().chars().count());
        let words = [&self.carrier, &self.tracking].into_iter().flatten();
        let length: usize = notes.chain(words.map(|text| text.as_ref().chars().count())).sum();
        match length {
            0 => Err(Refusal::NoEvidence),
            1..=EVIDENCE_MAX => Ok(()),
            _ => Err(Refusal::EvidenceTooLong),
        }
    }
}

/// Evidence that was handed in. It may tell of people, and is kept beside the payment and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeEvidence {
    /// Of which payment.
    pub payment_id: PaymentId,
    /// To which dispute, by the provider's name.
    pub dispute: Code,
    /// The provider gets it as idempotency key.
    pub transaction_id: TransactionId,
    /// The request that handed it in: the same request again goes on with it.
    pub cause: String,
    /// What is said.
    pub evidence: Evidence,
    /// Who says it.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// How far it got: asked, succeeded or failed.
    pub phase: Phase,
    /// Why the provider did not take it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// A payment and the evidence to one of its disputes: both are written as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The payment.
    pub payment: Payment,
    /// The evidence.
    pub evidence: DisputeEvidence,
}

/// Hands in evidence, before anything is sent. A dispute takes it once: while some is on its way, or once the bank has
/// it, there is no more; what the provider refused may be said otherwise.
pub fn answer(payment: &Payment, said: DisputeEvidence) -> Result<Answered, Refusal> {
    said.evidence.check()?;
    let mut payment = payment.clone();
    let found = payment.disputes.iter_mut().find(|dispute| dispute.reference == said.dispute);
    let dispute = found.ok_or(Refusal::UnknownDispute)?;
    match dispute.state() {
        DisputeState::NeedsResponse if dispute.answering => {
            return Err(Refusal::DisputeAnswered("being answered"));
        }
        DisputeState::NeedsResponse => {}
        DisputeState::UnderReview => return Err(Refusal::DisputeAnswered("under review")),
        DisputeState::Won => return Err(Refusal::DisputeAnswered("won")),
        DisputeState::Lost => return Err(Refusal::DisputeAnswered("lost")),
        DisputeState::Withdrawn => return Err(Refusal::DisputeAnswered("withdrawn")),
    }
    if said.at > dispute.due_at {
        return Err(Refusal::DisputeOverdue(dispute.due_at));
    }
    dispute.answering = true;
    let evidence = DisputeEvidence { phase: Phase::Asked, failure: None, ..said };
    Ok(Answered { payment, evidence })
}

/// Writes down what the provider said to evidence; `None` where that is known.
pub fn heard_answer(
    payment: &Payment,
    evidence: &DisputeEvidence,
    verdict: Verdict,
) -> Option<Answered> {
    if evidence.phase.is_final() {
        return None;
    }
    let (phase, failure) = match verdict {
        Verdict::Failed { code } => (Phase::Failed, Some(code)),
        Verdict::Accepted | Verdict::Challenged { .. } | Verdict::Succeeded => {
            (Phase::Succeeded, None)
        }
    };
    let mut payment = payment.clone();
    for dispute in &mut payment.disputes {
        if dispute.reference == evidence.dispute {
            dispute.answering = false;
            dispute.answered |= phase == Phase::Succeeded;
        }
    }
    let evidence = DisputeEvidence { phase, failure, ..evidence.clone() };
    Some(Answered { payment, evidence })
}
