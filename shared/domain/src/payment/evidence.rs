//! Evidence: what the shop says to a dispute, once, by the day it is due.
use super::{DisputeState, Payment, Phase, Refusal, Verdict};
use crate::digest;
use events::Actor;
use primitives::{Code, Day, Line, Note, OrderId, PaymentId, Timestamp, TransactionId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Characters of all that is said to one dispute. Stripe takes 150,000; the shop keeps it beside the payment.
pub const EVIDENCE_MAX: usize = 20_000;

/// Bytes of the file beside evidence: as much as Stripe takes in all.
/// <https://docs.stripe.com/disputes/responding>
pub const EVIDENCE_FILE_BYTES_MAX: u64 = 4_500_000;

/// A scan or picture beside evidence, such as a signed receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceFile {
    /// Pages.
    Pdf,
    /// A photograph.
    Jpeg,
    /// A picture.
    Png,
}

impl EvidenceFile {
    /// As HTTP calls it.
    pub const fn media(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// Whether a file begins as such a file does.
    pub fn is(self, bytes: &[u8]) -> bool {
        let begins: &[u8] = match self {
            Self::Pdf => b"%PDF-",
            Self::Jpeg => &[0xff, 0xd8, 0xff],
            Self::Png => b"\x89PNG\r\n\x1a\n",
        };
        bytes.starts_with(begins)
    }
}

/// Where the file beside evidence is kept.
pub fn evidence_file(payment_id: &PaymentId, dispute: &Code) -> String {
    format!("dispute-files/{payment_id}/{}", digest::hex(dispute.as_ref()))
}

/// Whether a file of so many bytes may be sent for a dispute.
pub fn accepts_file(payment: &Payment, dispute: &Code, bytes: u64) -> Result<(), Refusal> {
    let found = payment.disputes.iter().find(|one| one.reference == *dispute);
    let dispute = found.ok_or(Refusal::UnknownDispute)?;
    if !dispute.needs_response() || dispute.answering {
        return Err(Refusal::DisputeAnswered("answered, or over"));
    }
    match bytes {
        1..=EVIDENCE_FILE_BYTES_MAX => Ok(()),
        _ => Err(Refusal::EvidenceFileSize),
    }
}

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
    /// What the file is that was sent beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<EvidenceFile>,
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
            0 if self.file.is_some() => Ok(()),
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
    /// For which order: whoever bought is forgotten with it.
    pub order_id: OrderId,
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

impl DisputeEvidence {
    /// Without what it tells of whoever bought; `None` where it tells nothing.
    pub fn buyer_erased(&self) -> Option<Self> {
        let evidence = Evidence { sent_on: self.evidence.sent_on.clone(), ..Evidence::default() };
        (evidence != self.evidence).then(|| Self { evidence, ..self.clone() })
    }
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
