//! Disputes: the cardholder's bank takes money back and asks for evidence.
use super::{Bucket, Buckets, Payment, request::code};
use events::payment::{PaymentDisputeClosedV1, PaymentDisputedV1};
use primitives::{Code, Money, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Disputes kept of one payment; nobody has met as many.
const DISPUTES_MAX: usize = 20;

/// How a dispute ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeOutcome {
    /// The bank believed the shop: the money is, or comes, back.
    Won,
    /// The bank believed the cardholder: the money is gone.
    Lost,
    /// It came to nothing: an enquiry that was closed, a dispute that was taken back.
    Withdrawn,
}

impl DisputeOutcome {
    /// As in events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Withdrawn => "withdrawn",
        }
    }
}

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
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<DisputeOutcome>,
    /// Whether it is an enquiry only: nobody has taken the money yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub enquiry: bool,
    /// The shop's evidence is with the bank.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answered: bool,
    /// Evidence was handed in and is on its way to the provider.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answering: bool,
}

/// Where a dispute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeState {
    /// The bank waits for the shop's evidence.
    NeedsResponse,
    /// The bank has it, and decides.
    UnderReview,
    /// The bank believed the shop.
    Won,
    /// The bank believed the cardholder.
    Lost,
    /// It came to nothing.
    Withdrawn,
}

impl Dispute {
    /// Where it stands.
    pub const fn state(&self) -> DisputeState {
        match self.outcome {
            Some(DisputeOutcome::Won) => DisputeState::Won,
            Some(DisputeOutcome::Lost) => DisputeState::Lost,
            Some(DisputeOutcome::Withdrawn) => DisputeState::Withdrawn,
            None if self.answered => DisputeState::UnderReview,
            None => DisputeState::NeedsResponse,
        }
    }

    /// Whether the shop has still to say something.
    pub fn needs_response(&self) -> bool {
        self.state() == DisputeState::NeedsResponse
    }
}

impl Payment {
    /// What banks have of what was taken: pending while it is disputed, settled once it is lost. What was given
    /// back before a dispute came is not in it, so that what is given back and disputed is never more than was
    /// taken; the bank's own amount is in the dispute.
    pub fn disputed(&self) -> Bucket {
        let Buckets { captured, refunded, converted, .. } = self.buckets;
        let room = (captured.settled - refunded.all() - converted.all()).max(0);
        let sum = |of: fn(&Dispute) -> bool| -> i64 {
            let those = self.disputes.iter().filter(|dispute| of(dispute));
            those.map(|dispute| dispute.amount.minor).fold(0, i64::saturating_add)
        };
        let lost = sum(|dispute| dispute.outcome == Some(DisputeOutcome::Lost)).min(room);
        let open = sum(|dispute| dispute.outcome.is_none() && !dispute.enquiry).min(room - lost);
        Bucket { pending: open, settled: lost }
    }

    /// What may still be given back: what was taken, without what was given back and what banks have.
    pub fn refundable(&self) -> i64 {
        self.buckets.unrefunded() - self.disputed().all()
    }

    /// Whether a bank has still to decide something.
    pub fn is_disputed(&self) -> bool {
        self.disputes.iter().any(|dispute| dispute.outcome.is_none())
    }

    /// Until when the shop has to say something to the first of its disputes that waits for it.
    pub fn evidence_due(&self) -> Option<Timestamp> {
        let waiting = self.disputes.iter().filter(|dispute| dispute.needs_response());
        waiting.map(|dispute| dispute.due_at).min()
    }
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
    /// How it ended, if it did.
    pub outcome: Option<DisputeOutcome>,
    /// Whether it is an enquiry only.
    pub enquiry: bool,
    /// Whether the bank has the shop's evidence.
    pub answered: bool,
}

/// News of a dispute. A match on it publishes.
#[derive(Clone, Debug, PartialEq)]
pub enum DisputeNews {
    /// It was opened.
    Opened(PaymentDisputedV1),
    /// It is over.
    Closed(PaymentDisputeClosedV1),
}

/// Notes what became of a dispute; `None` if that is known. The end may be heard of before the
/// beginning; then both are news.
pub fn dispute(
    payment: &Payment,
    report: DisputeReport,
    now: Timestamp,
) -> Option<(Payment, Vec<DisputeNews>)> {
    let reference = code(&report.reference);
    let (payment_id, order_id) = (payment.payment_id.clone(), payment.order_id.clone());
    let mut next = payment.clone();
    let mut news = Vec::new();
    if !next.disputes.iter().any(|dispute| dispute.reference == reference) {
        if next.disputes.len() >= DISPUTES_MAX {
            return None;
        }
        let reason = code(&report.reason);
        let (amount, due_at) = (report.amount, report.due_at);
        news.push(DisputeNews::Opened(PaymentDisputedV1 {
            payment_id: payment_id.clone(),
            order_id: order_id.clone(),
            dispute: reference.clone(),
            amount,
            reason: reason.clone(),
            due_at,
        }));
        next.disputes.push(Dispute {
            reference: reference.clone(),
            amount,
            reason,
            due_at,
            opened_at: now,
            outcome: None,
            enquiry: report.enquiry,
            answered: report.answered,
            answering: false,
        });
    }
    let dispute = next.disputes.iter_mut().find(|dispute| dispute.reference == reference)?;
    // An enquiry may become a dispute, and evidence reaches the bank; neither is ever taken back.
    dispute.enquiry &= report.enquiry;
    dispute.answered |= report.answered;
    // What a bank has decided it may decide again, in arbitration; the last word counts.
    if let Some(outcome) = report.outcome.filter(|outcome| dispute.outcome != Some(*outcome)) {
        dispute.outcome = Some(outcome);
        news.push(DisputeNews::Closed(PaymentDisputeClosedV1 {
            payment_id,
            order_id,
            dispute: reference,
            amount: dispute.amount,
            outcome: code(outcome.name()),
        }));
    }
    // What a bank has is not there to be given back; what it gives back, may be.
    (next != *payment).then(|| (next.with([], now), news))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::{Ask, Method, Provider, request};
    use primitives::{Currency, Example, MethodToken, OrderId, PaymentId, TransactionId};

    const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);

    fn payment() -> Payment {
        let ask = Ask {
            payment_id: PaymentId::example(),
            authorise_id: TransactionId::example(),
            capture_id: TransactionId::example(),
            order_id: OrderId::example(),
            checkout_id: None,
            method: Method { provider: Provider::Stripe, method: MethodToken::parse("pm_1").ok() },
            amount: Money::new(1_000, Currency::GBP),
            by_staff: false,
        };
        request(ask, NOW).unwrap().payment
    }

    fn report(outcome: Option<DisputeOutcome>) -> DisputeReport {
        DisputeReport {
            reference: "dp_1".into(),
            amount: Money::new(1_000, Currency::GBP),
            reason: "fraudulent".into(),
            due_at: NOW.plus_seconds(86_400),
            outcome,
            enquiry: false,
            answered: false,
        }
    }

    #[test]
    fn a_dispute_is_opened_once_and_closed_once() {
        let (open, news) = dispute(&payment(), report(None), NOW).unwrap();
        assert!(matches!(news.as_slice(), [DisputeNews::Opened(_)]), "{news:?}");
        assert_eq!(dispute(&open, report(None), NOW), None);
        let (lost, news) = dispute(&open, report(Some(DisputeOutcome::Lost)), NOW).unwrap();
        let [DisputeNews::Closed(closed)] = news.as_slice() else { panic!("{news:?}") };
        assert_eq!((closed.outcome.as_ref(), lost.disputes.len()), ("lost", 1));
        assert_eq!(dispute(&lost, report(Some(DisputeOutcome::Lost)), NOW), None);
        assert_eq!(dispute(&lost, report(None), NOW), None, "an old message opens nothing again");
        let (won, _) = dispute(&lost, report(Some(DisputeOutcome::Won)), NOW).unwrap();
        assert_eq!(won.disputes[0].outcome, Some(DisputeOutcome::Won));
    }

    #[test]
    fn the_end_may_be_heard_of_first() {
        let withdrawn = report(Some(DisputeOutcome::Withdrawn));
        let (over, news) = dispute(&payment(), withdrawn, NOW).unwrap();
        assert!(matches!(news.as_slice(), [DisputeNews::Opened(_), DisputeNews::Closed(_)]));
        assert_eq!(dispute(&over, report(None), NOW), None);
    }
}
