//! Disputes: the cardholder's bank takes money back and asks for evidence.
use super::{Payment, request::code};
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
        let (reference, opened_at, outcome) = (reference.clone(), now, None);
        next.disputes.push(Dispute { reference, amount, reason, due_at, opened_at, outcome });
    }
    let dispute = next.disputes.iter_mut().find(|dispute| dispute.reference == reference)?;
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
    (!news.is_empty()).then_some((next, news))
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
