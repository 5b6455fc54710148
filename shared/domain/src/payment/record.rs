//! What the provider said, written into the log. It may say it twice, late, or out of order.
use super::{Entry, Kind, Payment, Phase, Refusal, request::code};
use events::payment::{
    PaymentActionRequiredV1, PaymentAuthorisedV1, PaymentCancelledV1, PaymentCapturedV1,
    PaymentDeclinedV1, PaymentRefundedV1, PaymentRefusedV1,
};
use primitives::{Timestamp, TransactionId};

/// What a provider says of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has it, and will tell later.
    Accepted,
    /// The shopper must act there first.
    Challenged {
        /// Where.
        url: String,
    },
    /// Done.
    Succeeded,
    /// Not done, and never will be.
    Failed {
        /// Why, in the provider's word.
        code: String,
    },
}

/// A payment after the provider was heard.
#[derive(Clone, Debug, PartialEq)]
pub enum Recorded {
    /// It said nothing new: a repeat, or something that a later message has overtaken.
    Nothing,
    /// It did.
    Changed(Box<Payment>, Option<News>),
}

/// News of a payment. A match on it publishes.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// The money is put aside.
    Authorised(PaymentAuthorisedV1),
    /// The shopper must act.
    ActionRequired(PaymentActionRequiredV1),
    /// There is no money.
    Declined(PaymentDeclinedV1),
    /// Taken.
    Captured(PaymentCapturedV1),
    /// Let go.
    Cancelled(PaymentCancelledV1),
    /// Given back.
    Refunded(PaymentRefundedV1),
    /// A later step was refused by the provider.
    Refused(PaymentRefusedV1),
}

/// Writes down what the provider said of a transaction.
pub fn record(
    payment: &Payment,
    transaction_id: &TransactionId,
    verdict: Verdict,
    now: Timestamp,
) -> Result<Recorded, Refusal> {
    let last = payment
        .log
        .iter()
        .rfind(|entry| entry.transaction_id == *transaction_id)
        .ok_or(Refusal::UnknownTransaction)?;
    let (phase, failure, url) = match verdict {
        Verdict::Accepted => (Phase::Accepted, None, None),
        Verdict::Challenged { url } => (Phase::Challenged, None, Some(url)),
        Verdict::Succeeded => (Phase::Succeeded, None, None),
        Verdict::Failed { code } => (Phase::Failed, Some(code), None),
    };
    if !follows(last.kind, last.phase, phase) {
        return Ok(Recorded::Nothing);
    }
    let entry = Entry { phase, failure: failure.clone(), at: now, ..last.clone() };
    let mut next = payment.clone().with([entry.clone()], now);
    if entry.kind == Kind::Authorise {
        next.challenge_url = url;
        next.failure = failure;
    }
    let news = news(&next, &entry);
    Ok(Recorded::Changed(Box::new(next), news))
}

/// A transaction only ever goes forward, and ends once. But for a refund: the bank that takes it may
/// send it back days later, and the money is with the shop again. And but for a conversion, which the shop undoes
/// where what it paid for came to nothing.
fn follows(kind: Kind, now: Phase, then: Phase) -> bool {
    match now {
        Phase::Asked => then != Phase::Asked,
        Phase::Accepted => matches!(then, Phase::Challenged | Phase::Succeeded | Phase::Failed),
        Phase::Challenged => then.is_final(),
        Phase::Succeeded => matches!(kind, Kind::Refund | Kind::Convert) && then == Phase::Failed,
        Phase::Failed => false,
    }
}

fn news(payment: &Payment, entry: &Entry) -> Option<News> {
    let (payment_id, order_id) = (payment.payment_id.clone(), payment.order_id.clone());
    let (checkout_id, amount) = (payment.checkout_id.clone(), entry.amount);
    let transaction_id = entry.transaction_id.clone();
    let failure = || code(entry.failure.as_deref().unwrap_or("unknown"));
    let buckets = &payment.buckets;
    Some(match (entry.kind, entry.phase) {
        (Kind::Authorise, Phase::Challenged) => News::ActionRequired(PaymentActionRequiredV1 {
            payment_id,
            order_id,
            checkout_id,
            amount,
        }),
        // Whoever gives store credit tells of it.
        (_, Phase::Asked | Phase::Accepted | Phase::Challenged) | (Kind::Convert, _) => {
            return None;
        }
        (Kind::Authorise, Phase::Succeeded) => {
            News::Authorised(PaymentAuthorisedV1 { payment_id, order_id, checkout_id, amount })
        }
        (Kind::Authorise, Phase::Failed) => News::Declined(PaymentDeclinedV1 {
            payment_id,
            order_id,
            checkout_id,
            amount,
            failure: failure(),
        }),
        (kind, Phase::Failed) => News::Refused(PaymentRefusedV1 {
            payment_id,
            order_id,
            transaction_id,
            kind: code(kind.name()),
            amount,
            failure: failure(),
        }),
        (Kind::Capture, Phase::Succeeded) => News::Captured(PaymentCapturedV1 {
            payment_id,
            order_id,
            transaction_id,
            amount,
            captured: payment.money(buckets.captured.settled),
        }),
        (Kind::Cancel, Phase::Succeeded) => News::Cancelled(PaymentCancelledV1 {
            payment_id,
            order_id,
            transaction_id,
            amount,
            cancelled: payment.money(buckets.cancelled.settled),
        }),
        (Kind::Refund, Phase::Succeeded) => News::Refunded(PaymentRefundedV1 {
            payment_id,
            order_id,
            transaction_id,
            amount,
            refunded: payment.money(buckets.refunded.settled),
        }),
    })
}

/// The news of what a payment was born with: a manual one is captured before anybody hears of it.
pub fn news_at_birth(payment: &Payment) -> Vec<News> {
    let birth = payment.payment_id.as_ref();
    payment
        .log
        .iter()
        .take_while(|entry| entry.cause == birth && entry.phase == Phase::Succeeded)
        .filter_map(|entry| news(payment, entry))
        .collect()
}
