//! Executing: payments are asked for what was granted, and what they tell is read from their logs.
use super::{
    Destination, PartPhase, Refund, RefundAccount, RefundPart, RefundRefusal, RefundState,
};
use crate::{
    Refuse,
    payment::{self, Payment, Phase, convert, give_back},
    pricing::gift_card::{CardEntry, GiftCard, Owner},
};
use primitives::{Code, CustomerId, GiftCardId, Money, Timestamp, TransactionId};

/// Whom store credit is issued to, under which id.
#[derive(Clone, Debug)]
pub struct Paid {
    /// The customer, where there is one.
    pub customer: Option<CustomerId>,
    /// A new card.
    pub card_id: GiftCardId,
    /// Now.
    pub now: Timestamp,
}

/// Everything that becomes true, in one transaction, when payments are asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Executed {
    /// The refund.
    pub refund: Refund,
    /// What was given back of the order.
    pub account: RefundAccount,
    /// The payments, in the order they came: their logs name what is to be sent.
    pub payments: Vec<Payment>,
    /// Store credit that is issued with it.
    pub card: Option<(GiftCard, CardEntry)>,
}

/// Asks the payments for what was granted and is not paid out. Whatever they hold less than that, nothing is
/// asked, and the refund fails for a person to look at.
pub fn execute(
    refund: &Refund,
    account: &RefundAccount,
    payments: Vec<Payment>,
    to: Paid,
    new_id: &mut dyn FnMut() -> TransactionId,
) -> Result<Executed, RefundRefusal> {
    if refund.state != RefundState::Granted {
        return Err(RefundRefusal::State(refund.state));
    }
    let sum = refund.unpaid();
    let mut account = account.clone();
    account.waiting = account.waiting.minus(refund.waiting)?;
    let (attempts, waiting) = (refund.attempts.saturating_add(1), Money::zero(sum.currency));
    let mut refund = Refund { attempts, waiting, ..refund.clone() };
    match asked(&refund, sum, payments.clone(), to, new_id) {
        Ok((payments, card)) => {
            refund.failure = None;
            refund.parts.extend(parts(&payments, &refund.cause()));
            refund.cards.extend(card.iter().map(|(card, _)| card.card_id.clone()));
            refund.state = state(&refund);
            Ok(Executed { refund, account, payments, card })
        }
        Err(why) => {
            refund.state = RefundState::Failed;
            refund.failure = Code::parse(why.code()).ok();
            Ok(Executed { refund, account, payments, card: None })
        }
    }
}

type Asked = (Vec<Payment>, Option<(GiftCard, CardEntry)>);

fn asked(
    refund: &Refund,
    sum: Money,
    payments: Vec<Payment>,
    to: Paid,
    new_id: &mut dyn FnMut() -> TransactionId,
) -> Result<Asked, RefundRefusal> {
    let (cause, now) = (refund.cause(), to.now);
    if sum.minor <= 0 {
        return Ok((payments, None));
    }
    match refund.to {
        Destination::OriginalPayments => Ok((give_back(payments, sum, &cause, new_id, now)?, None)),
        Destination::StoreCredit => {
            let customer = to.customer.ok_or(RefundRefusal::NoCustomer)?;
            let payments = convert(payments, sum, &cause, new_id, now)?;
            let card = GiftCard::issue(to.card_id, Owner::Customer { customer }, sum, None, now)?;
            Ok((payments, Some(card)))
        }
    }
}

fn parts(payments: &[Payment], cause: &str) -> Vec<RefundPart> {
    let own = |payment: &Payment| -> Vec<RefundPart> {
        let begun = payment.caused_by(cause).into_iter();
        let part = begun.filter_map(|entry| part(payment, &entry.transaction_id));
        part.collect()
    };
    payments.iter().flat_map(own).collect()
}

/// A part as the payment's log tells it.
fn part(payment: &Payment, transaction_id: &TransactionId) -> Option<RefundPart> {
    let mut entries =
        payment.log.iter().filter(|entry| entry.transaction_id == *transaction_id).peekable();
    entries.peek()?;
    let (mut done, mut last) = (false, None);
    for entry in entries {
        done |= entry.phase == Phase::Succeeded;
        last = Some(entry);
    }
    let entry = last?;
    let phase = match entry.phase {
        Phase::Asked | Phase::Accepted | Phase::Challenged => PartPhase::UnderWay,
        Phase::Succeeded => PartPhase::Done,
        Phase::Failed if done => PartPhase::Reversed,
        Phase::Failed => PartPhase::Failed,
    };
    Some(RefundPart {
        payment_id: payment.payment_id.clone(),
        transaction_id: transaction_id.clone(),
        amount: entry.amount,
        phase,
        failure: entry.failure.clone(),
    })
}

fn state(refund: &Refund) -> RefundState {
    let any = |phase| refund.parts.iter().any(|part| part.phase == phase);
    if any(PartPhase::UnderWay) {
        RefundState::Executing
    } else if refund.paid() == refund.breakdown.payout {
        RefundState::Refunded
    } else if any(PartPhase::Reversed) {
        RefundState::Reversed
    } else {
        RefundState::Failed
    }
}

/// What the payments' logs say of a refund; `None` where that is known. It may be told twice, late or in any
/// order: the logs are read, not the message.
pub fn heard(refund: &Refund, payments: &[Payment]) -> Option<Refund> {
    let mut next = refund.clone();
    for known in &mut next.parts {
        let payment = payments.iter().find(|payment| payment.payment_id == known.payment_id);
        if let Some(now) = payment.and_then(|payment| part(payment, &known.transaction_id)) {
            *known = now;
        }
    }
    if next.parts == refund.parts {
        return None;
    }
    // One that is about to be tried again stays so.
    if matches!(
        refund.state,
        RefundState::Executing
            | RefundState::Refunded
            | RefundState::Failed
            | RefundState::Reversed
    ) {
        next.state = state(&next);
    }
    let failed = next.parts.iter().rev().find_map(|part| part.failure.clone());
    let failed = failed.filter(|_| next.state.is_work());
    next.failure = failed.map(|word| payment::word(&word));
    Some(next)
}

/// Has what is not paid out tried once more, by new transactions; to another destination if one is named.
pub fn retry(
    refund: &Refund,
    account: &RefundAccount,
    to: Option<Destination>,
    customer: Option<&CustomerId>,
) -> Result<(Refund, RefundAccount), RefundRefusal> {
    if !matches!(refund.state, RefundState::Failed | RefundState::Reversed) {
        return Err(RefundRefusal::State(refund.state));
    }
    let to = to.unwrap_or(refund.to);
    if to == Destination::StoreCredit && customer.is_none() {
        return Err(RefundRefusal::NoCustomer);
    }
    let mut account = account.clone();
    let waiting = refund.unpaid();
    account.waiting = account.waiting.plus(waiting)?;
    Ok((Refund { state: RefundState::Granted, to, waiting, ..refund.clone() }, account))
}
