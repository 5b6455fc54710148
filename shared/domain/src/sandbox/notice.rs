//! What the provider tells the merchant by webhook.
use super::{Authorisation, LATE_SECONDS, Magic, Operation, OperationKind, Standing};
use primitives::{EventId, ExternalKey, Money, SandboxId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum NoticeKind {
    /// The money is put aside.
    #[serde(rename = "authorisation.succeeded")]
    AuthorisationSucceeded,
    /// There was none, or it was given up.
    #[serde(rename = "authorisation.failed")]
    AuthorisationFailed,
    /// The shopper must pass a challenge.
    #[serde(rename = "authorisation.action_required")]
    AuthorisationActionRequired,
    /// Taken.
    #[serde(rename = "capture.succeeded")]
    CaptureSucceeded,
    /// Let go.
    #[serde(rename = "cancellation.succeeded")]
    CancellationSucceeded,
    /// Given back.
    #[serde(rename = "refund.succeeded")]
    RefundSucceeded,
    /// The cardholder disputes it.
    #[serde(rename = "dispute.opened")]
    DisputeOpened,
    /// The bank believed the merchant: the money is back.
    #[serde(rename = "dispute.won")]
    DisputeWon,
    /// The bank believed the cardholder.
    #[serde(rename = "dispute.lost")]
    DisputeLost,
    /// Something that this version does not know.
    #[serde(other, rename = "unknown")]
    Unknown,
}

/// The message, as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Unique; a message that is sent again has the same.
    pub id: EventId,
    /// What happened.
    pub kind: NoticeKind,
    /// The merchant's name for the payment.
    pub payment: ExternalKey,
    /// The merchant's idempotency key of what happened.
    pub transaction: ExternalKey,
    /// The provider's name for the authorisation.
    pub reference: SandboxId,
    /// How much.
    pub amount: Money,
    /// Why it failed, or what the dispute is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Where the shopper must act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge_url: Option<String>,
    /// Until when evidence is due, of a dispute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// The dispute, of a message that says how one ended; one that is opened is called by its message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispute: Option<EventId>,
    /// When it happened.
    pub created_at: Timestamp,
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The message's id.
    pub notice_id: EventId,
    /// The message.
    pub report: Report,
    /// Not before then.
    pub due_at: Timestamp,
    /// How often it is sent: webhooks come at least once.
    pub copies: u32,
    /// When the merchant took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<Timestamp>,
}

/// Days a merchant has to answer a dispute.
const EVIDENCE_DAYS: i64 = 7;

impl Notice {
    fn new(notice_id: EventId, kind: NoticeKind, of: &Authorisation, now: Timestamp) -> Self {
        let report = Report {
            id: notice_id.clone(),
            kind,
            payment: of.payment.clone(),
            transaction: of.key.clone(),
            reference: of.reference.clone(),
            amount: of.amount,
            reason: of.failure.clone(),
            challenge_url: None,
            due_at: None,
            dispute: None,
            created_at: now,
        };
        // Cards with a story are told twice, so that no merchant can rely on once.
        let copies = if Magic::of(&of.method) == Magic::Success { 1 } else { 2 };
        Self { notice_id, report, due_at: now, copies, delivered_at: None }
    }

    /// What an authorisation has to say, now or when it is decided.
    pub fn of_authorisation(notice_id: EventId, of: &Authorisation, now: Timestamp) -> Self {
        let kind = match of.standing {
            Standing::Authorised | Standing::Pending => NoticeKind::AuthorisationSucceeded,
            Standing::Declined | Standing::Cancelled => NoticeKind::AuthorisationFailed,
            Standing::ActionRequired => NoticeKind::AuthorisationActionRequired,
        };
        let due_at = of.decides_at.unwrap_or(now);
        Self { due_at, ..Self::new(notice_id, kind, of, now) }
    }

    /// What an operation has to say.
    pub fn of_operation(
        notice_id: EventId,
        of: &Authorisation,
        operation: &Operation,
        now: Timestamp,
    ) -> Self {
        let kind = match operation.kind {
            OperationKind::Capture => NoticeKind::CaptureSucceeded,
            OperationKind::Cancel => NoticeKind::CancellationSucceeded,
            OperationKind::Refund => NoticeKind::RefundSucceeded,
        };
        let mut notice = Self::new(notice_id, kind, of, now);
        notice.report.transaction = operation.key.clone();
        notice.report.amount = operation.amount;
        notice
    }

    /// The dispute that a card of that kind comes to.
    pub fn of_dispute(notice_id: EventId, of: &Authorisation, now: Timestamp) -> Option<Self> {
        if Magic::of(&of.method) != Magic::Disputed {
            return None;
        }
        let mut notice = Self::new(notice_id, NoticeKind::DisputeOpened, of, now);
        notice.due_at = now.plus_seconds(LATE_SECONDS);
        notice.report.reason = Some("fraudulent".into());
        notice.report.due_at = Some(notice.due_at.plus_seconds(EVIDENCE_DAYS * 86_400));
        Some(notice)
    }

    /// How a dispute ends: as the evidence says, `winning_evidence` or `losing_evidence`; else the bank is silent.
    pub fn of_evidence(
        notice_id: EventId,
        of: &Authorisation,
        (dispute, statement): (EventId, &str),
        now: Timestamp,
    ) -> Option<Self> {
        let kind = match statement {
            "winning_evidence" => NoticeKind::DisputeWon,
            "losing_evidence" => NoticeKind::DisputeLost,
            _ => return None,
        };
        let mut notice = Self::new(notice_id, kind, of, now);
        notice.report.dispute = Some(dispute);
        notice.report.reason = Some("fraudulent".into());
        Some(notice)
    }

    /// Where the shopper must act, for a message about a challenge.
    #[must_use]
    pub fn at(mut self, challenge_url: String) -> Self {
        if self.report.kind == NoticeKind::AuthorisationActionRequired {
            self.report.challenge_url = Some(challenge_url);
        }
        self
    }
}
