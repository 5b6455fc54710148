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
    /// The card that is issued with it: store credit, or what pays for an exchange.
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
            given(&mut refund, card.as_ref());
            refund.parts.extend(parts(&payments, &refund.cause()));
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

/// Notes the card that was issued. What pays for an exchange is no store credit of the buyer's.
fn given(refund: &mut Refund, card: Option<&(GiftCard, CardEntry)>) {
    let card_id = card.map(|(card, _)| card.card_id.clone());
    match &mut refund.credit {
        Some(credit) if !credit.given => (credit.given, credit.card_id) = (true, card_id),
        _ => refund.cards.extend(card_id),
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
    if let Some(credit) = refund.credit.as_ref().filter(|credit| !credit.given) {
        let rest = Money::new(sum.minor - credit.amount.minor, sum.currency);
        let mut payments = convert(payments, credit.amount, &cause, new_id, now)?;
        if rest.minor > 0 {
            payments = give_back(payments, rest, &cause, new_id, now)?;
        }
        // Nobody has its code: the checkout of the exchange alone knows of it.
        let owner = Owner::Bearer { code: None };
        let card =
            credit.issue.then(|| GiftCard::issue(to.card_id, owner, credit.amount, None, now));
        return Ok((payments, card.transpose()?));
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

/// What pays for an exchange that comes to nothing is given back instead: its conversion is undone in the payments'
/// logs, and what is not paid out is granted anew. Whoever calls takes the worth off the card in the same transaction.
/// `None` where there is nothing to be undone.
pub fn undo_credit(
    refund: &Refund,
    account: &RefundAccount,
    payments: Vec<Payment>,
    now: Timestamp,
) -> Result<Option<(Refund, RefundAccount, Vec<Payment>)>, RefundRefusal> {
    let Some(credit) = refund.credit.clone() else { return Ok(None) };
    let next = Refund { credit: None, ..refund.clone() };
    if !credit.given {
        return Ok(Some((next, account.clone(), payments)));
    }
    let undone = |payment: Payment| {
        let own = |part: &&RefundPart| part.payment_id == payment.payment_id;
        let ids: Vec<_> =
            refund.parts.iter().filter(own).map(|part| part.transaction_id.clone()).collect();
        payment::undo(payment, &ids, now)
    };
    let payments: Vec<Payment> = payments.into_iter().map(undone).collect::<Result<_, _>>()?;
    let next = heard(&next, &payments).unwrap_or(next);
    let mut account = account.clone();
    let waiting = next.unpaid();
    account.waiting = account.waiting.minus(refund.waiting)?.plus(waiting)?;
    let state = RefundState::Granted;
    Ok(Some((Refund { state, waiting, failure: None, ..next }, account, payments)))
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
