//! Beginning transactions: each as an entry that is committed before anything is sent.
use super::{Entry, Kind, LOG_MAX, Payment, Phase, Provider, Recorded, Refusal, Verdict, record};
use primitives::{Line, Money, Timestamp, TransactionId};

/// A transaction that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What it does.
    pub kind: Kind,
    /// How much; absent means all that is left.
    pub amount: Option<Money>,
    /// Why, in words.
    pub reason: Option<Line>,
    /// What asks for it: one cause has its effect once.
    pub cause: String,
}

/// A payment with a transaction begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The payment.
    pub payment: Payment,
    /// The transaction.
    pub transaction_id: TransactionId,
}

/// Begins a transaction, within what is left.
pub fn open(
    payment: Payment,
    wanted: Wanted,
    transaction_id: TransactionId,
    now: Timestamp,
) -> Result<Opened, Refusal> {
    // Room is kept for what each open transaction has still to say.
    let open = payment.transactions().iter().filter(|entry| !entry.phase.is_final()).count();
    if payment.log.len() + 3 * (open + 1) > LOG_MAX {
        return Err(Refusal::LogFull);
    }
    let left = payment.money(left(&payment, wanted.kind));
    let amount = wanted.amount.unwrap_or(left);
    if amount.currency != left.currency {
        return Err(Refusal::Currency(left.currency));
    }
    if amount > left || left.minor <= 0 {
        return Err(Refusal::TooMuch { kind: wanted.kind, left });
    }
    if amount.minor <= 0 {
        return Err(Refusal::NotPositive);
    }
    let entry = Entry {
        transaction_id: transaction_id.clone(),
        kind: wanted.kind,
        phase: Phase::Asked,
        amount,
        at: now,
        cause: wanted.cause,
        reason: wanted.reason,
        failure: None,
    };
    Ok(Opened { payment: payment.with([entry], now), transaction_id })
}

fn left(payment: &Payment, kind: Kind) -> i64 {
    match kind {
        // One authorisation per payment, ever: who wants another asks for another payment.
        Kind::Authorise => 0,
        Kind::Capture | Kind::Cancel => payment.buckets.uncaptured(),
        Kind::Refund | Kind::Convert => payment.refundable(),
    }
}

/// Writes down what somebody did at the provider itself, or the provider by itself: money was given
/// back there, or an authorisation lapsed. One cause is written down once.
pub fn elsewhere(
    payment: &Payment,
    done: Wanted,
    transaction_id: TransactionId,
    now: Timestamp,
) -> Result<Recorded, Refusal> {
    let known = !payment.caused_by(&done.cause).is_empty();
    // Of what lapses, nothing may be left. What was given back must have been taken first: a capture
    // that the shop has not heard of yet is waited for.
    if known || (done.kind == Kind::Cancel && left(payment, done.kind) <= 0) {
        return Ok(Recorded::Nothing);
    }
    let opened = open(payment.clone(), done, transaction_id, now)?;
    record(&opened.payment, &opened.transaction_id, Verdict::Succeeded, now)
}

/// Calls a payment off: what is authorised, or will be, is to be let go. `None` if it was before.
pub fn call_off(payment: &Payment, now: Timestamp) -> Option<Payment> {
    if payment.called_off {
        return None;
    }
    let payment = Payment { called_off: true, ..payment.clone() };
    Some(payment.with([], now))
}

/// Ends a hold: so much of what was put aside is taken, and the rest is let go. `None` where that was begun before, or
/// nothing was put aside. A card that holds less by now than is to be taken gives what it holds.
pub fn end_hold(
    payment: &Payment,
    captured: Money,
    cause: &str,
    new_id: &mut dyn FnMut() -> TransactionId,
    now: Timestamp,
) -> Result<Option<Payment>, Refusal> {
    if captured.minor <= 0 {
        return Ok(call_off(payment, now));
    }
    if !payment.caused_by(cause).is_empty() || left(payment, Kind::Capture) <= 0 {
        return Ok(None);
    }
    let mut next = payment.clone();
    let take = captured.minor.min(left(&next, Kind::Capture));
    let rest = left(&next, Kind::Capture) - take;
    for (kind, minor) in [(Kind::Capture, take), (Kind::Cancel, rest)] {
        if minor > 0 {
            let (amount, cause) = (Some(payment.money(minor)), cause.to_owned());
            next = open(next, Wanted { kind, amount, reason: None, cause }, new_id(), now)?.payment;
        }
    }
    Ok(Some(next))
}

/// Spreads a sum that is no longer owed over an order's payments: first what was put aside and not
/// taken is let go, then what was taken is given back. Of each, money of the buyer's own comes first and
/// gift cards last: what nobody has to give up is cash. Each gets back at most what it paid, and where it
/// paid from. Exactly the sum, or a refusal.
pub fn reduce(
    payments: Vec<Payment>,
    sum: Money,
    cause: &str,
    new_id: &mut dyn FnMut() -> TransactionId,
    now: Timestamp,
) -> Result<Vec<Payment>, Refusal> {
    spread(payments, &[Kind::Cancel, Kind::Refund], sum, cause, new_id, now)
}

/// Gives back of what was taken, in the same order; what is only put aside is for what is still to be sent,
/// and stays.
pub fn give_back(
    payments: Vec<Payment>,
    sum: Money,
    cause: &str,
    new_id: &mut dyn FnMut() -> TransactionId,
    now: Timestamp,
) -> Result<Vec<Payment>, Refusal> {
    spread(payments, &[Kind::Refund], sum, cause, new_id, now)
}

/// Notes that store credit was given for a part of what was taken: whoever calls issues it in the same
/// transaction, so that it is true at once and that part can never be given back again.
pub fn convert(
    payments: Vec<Payment>,
    sum: Money,
    cause: &str,
    new_id: &mut dyn FnMut() -> TransactionId,
    now: Timestamp,
) -> Result<Vec<Payment>, Refusal> {
    let begun = spread(payments, &[Kind::Convert], sum, cause, new_id, now)?;
    let done = |payment: Payment| {
        let own = payment.log.last().filter(|entry| entry.cause == cause);
        let Some(id) = own.map(|entry| entry.transaction_id.clone()) else { return Ok(payment) };
        Ok(match record(&payment, &id, Verdict::Succeeded, now)? {
            Recorded::Changed(next, _) => *next,
            Recorded::Nothing => payment,
        })
    };
    begun.into_iter().map(done).collect()
}

/// Undoes conversions among these transactions: what pays for nothing any more can be given back again. Whoever calls
/// takes what was issued for them back in the same transaction.
pub fn undo(
    payment: Payment,
    transactions: &[TransactionId],
    now: Timestamp,
) -> Result<Payment, Refusal> {
    let known = payment.transactions().into_iter();
    let own = known.filter(|entry| {
        entry.kind == Kind::Convert && transactions.contains(&entry.transaction_id)
    });
    let ids: Vec<TransactionId> = own.map(|entry| entry.transaction_id.clone()).collect();
    ids.into_iter().try_fold(payment, |payment, id| {
        let verdict = Verdict::Failed { code: "undone".into() };
        Ok(match record(&payment, &id, verdict, now)? {
            Recorded::Changed(next, _) => *next,
            Recorded::Nothing => payment,
        })
    })
}

fn spread(
    payments: Vec<Payment>,
    kinds: &[Kind],
    sum: Money,
    cause: &str,
    new_id: &mut dyn FnMut() -> TransactionId,
    now: Timestamp,
) -> Result<Vec<Payment>, Refusal> {
    let mut owed = sum.minor;
    let mut list = payments;
    for kind in kinds.iter().copied() {
        let (cards, own): (Vec<_>, Vec<_>) =
            list.iter_mut().partition(|payment| payment.provider == Provider::GiftCard);
        for payment in own.into_iter().chain(cards) {
            let part = owed.min(left(payment, kind));
            if part <= 0 {
                continue;
            }
            let amount = Money::new(part, sum.currency);
            let (cause, reason) = (cause.to_owned(), None);
            let wanted = Wanted { kind, amount: Some(amount), reason, cause };
            *payment = open(payment.clone(), wanted, new_id(), now)?.payment;
            owed -= part;
        }
    }
    if owed > 0 {
        let left = Money::new(sum.minor - owed, sum.currency);
        return Err(Refusal::TooMuch { kind: Kind::Refund, left });
    }
    Ok(list)
}

/// Takes a sum that has come due of an order's payments, in their order, which names gift cards before
/// money of the buyer's own, so that what is left to be let go for nothing is that: as much of it as is put aside
/// and was not taken before, such as by hand. Never more than was authorised.
pub fn take(
    payments: Vec<Payment>,
    sum: Money,
    cause: &str,
    new_id: &mut dyn FnMut() -> TransactionId,
    now: Timestamp,
) -> Result<Vec<Payment>, Refusal> {
    let mut due = sum.minor;
    let mut list = payments;
    for payment in list.iter_mut().filter(|payment| !payment.called_off) {
        let part = due.min(left(payment, Kind::Capture));
        if part <= 0 {
            continue;
        }
        let amount = Money::new(part, sum.currency);
        let (cause, reason) = (cause.to_owned(), None);
        let wanted = Wanted { kind: Kind::Capture, amount: Some(amount), reason, cause };
        *payment = open(payment.clone(), wanted, new_id(), now)?.payment;
        due -= part;
    }
    Ok(list)
}
