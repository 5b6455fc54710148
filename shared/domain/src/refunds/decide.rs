//! Deciding: asked for, approved or declined. Nothing is paid out here.
use super::{
    Books, CreditNote, CreditNoteCounter, Destination, ExchangeCredit, Refund, RefundAccount,
    RefundAsk, RefundPolicy, RefundRefusal, RefundState, quote,
};
use events::Actor;
use primitives::{Code, CustomerId, Line, Money, RefundId, ReturnId, Timestamp};

/// Somebody asks for a refund.
#[derive(Clone, Debug)]
pub struct Asking {
    /// Its id; made of what asks for it.
    pub refund_id: RefundId,
    /// What is to be given back.
    pub ask: RefundAsk,
    /// Where to.
    pub to: Destination,
    /// Why.
    pub reason: Line,
    /// The return that it is for.
    pub return_id: Option<ReturnId>,
    /// Who gets store credit, where it is not the order's customer.
    pub credit_to: Option<CustomerId>,
    /// What of it pays for an exchange.
    pub credit: Option<ExchangeCredit>,
    /// Who asks.
    pub by: Actor,
    /// When.
    pub now: Timestamp,
}

/// A refund after a decision, with everything that becomes true with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// The refund.
    pub refund: Refund,
    /// What was given back of the order.
    pub account: RefundAccount,
    /// Its credit note and the number that is the last now, where it is granted.
    pub note: Option<(CreditNoteCounter, CreditNote)>,
}

/// Asks for a refund. It is granted at once, unless its amount needs a second person; either way nobody else can
/// be given the same.
pub fn request(
    books: &Books<'_>,
    policy: &RefundPolicy,
    asking: Asking,
    last: &CreditNoteCounter,
) -> Result<Decided, RefundRefusal> {
    let customer = asking.credit_to.as_ref().or(books.order.customer_id.as_ref());
    if asking.to == Destination::StoreCredit && customer.is_none() {
        return Err(RefundRefusal::NoCustomer);
    }
    let breakdown = quote(books, &asking.ask)?;
    let account = counted(books.account.clone(), &breakdown)?;
    let refund = Refund {
        order_id: books.order.order_id.clone(),
        refund_id: asking.refund_id,
        state: RefundState::NeedsApproval,
        to: asking.to,
        reason: asking.reason,
        return_id: asking.return_id,
        credit_to: asking.credit_to,
        asked_by: asking.by,
        asked_at: asking.now,
        decided_by: None,
        decided_at: None,
        credit_note: None,
        parts: Vec::new(),
        attempts: 0,
        waiting: breakdown.payout,
        credit: asking.credit,
        cards: Vec::new(),
        failure: None,
        breakdown,
    };
    if policy.needs_approval(refund.breakdown.payout) {
        return Ok(Decided { refund, account, note: None });
    }
    Ok(granted(refund, account, last, asking.now))
}

fn counted(
    account: RefundAccount,
    refund: &super::Breakdown,
) -> Result<RefundAccount, RefundRefusal> {
    let mut account = account;
    for line in &refund.lines {
        account = account.with_line(&line.line_id, line.quantity.get(), line.given)?;
    }
    account = account.with_shipping(refund.shipping)?;
    account.goodwill = account.goodwill.plus(refund.goodwill)?;
    account.gross = account.gross.plus(refund.goodwill)?.minus(refund.given_before)?;
    account.withheld = account.withheld.plus(refund.withheld())?;
    account.waiting = account.waiting.plus(refund.payout)?;
    Ok(account)
}

fn granted(
    refund: Refund,
    account: RefundAccount,
    last: &CreditNoteCounter,
    now: Timestamp,
) -> Decided {
    let counter = last.next();
    let note = CreditNote {
        number: counter.last,
        order_id: refund.order_id.clone(),
        refund_id: refund.refund_id.clone(),
        issued_at: now,
    };
    let refund = Refund {
        state: RefundState::Granted,
        credit_note: Some(counter.last),
        decided_at: Some(now),
        ..refund
    };
    Decided { refund, account, note: Some((counter, note)) }
}

fn asked(refund: &Refund) -> Result<(), RefundRefusal> {
    match refund.state {
        RefundState::NeedsApproval => Ok(()),
        state => Err(RefundRefusal::State(state)),
    }
}

/// Somebody agrees: anybody but who asked.
pub fn approve(
    refund: &Refund,
    account: &RefundAccount,
    by: Actor,
    last: &CreditNoteCounter,
    now: Timestamp,
) -> Result<Decided, RefundRefusal> {
    asked(refund)?;
    if refund.asked_by == by {
        return Err(RefundRefusal::OwnApproval);
    }
    let refund = Refund { decided_by: Some(by), ..refund.clone() };
    Ok(granted(refund, account.clone(), last, now))
}

/// Somebody does not agree: what was asked for may be asked for another time.
pub fn decline(
    refund: &Refund,
    account: &RefundAccount,
    by: Actor,
    now: Timestamp,
) -> Result<Decided, RefundRefusal> {
    asked(refund)?;
    let mut account = account.clone();
    let asked = &refund.breakdown;
    for line in &asked.lines {
        account = account.without_line(&line.line_id, line.quantity.get(), line.given)?;
    }
    account = account.without_shipping(asked.shipping)?;
    account.goodwill = account.goodwill.minus(asked.goodwill)?;
    account.gross = account.gross.minus(asked.goodwill)?.plus(asked.given_before)?;
    account.withheld = account.withheld.minus(asked.withheld())?;
    account.waiting = account.waiting.minus(refund.waiting)?;
    let refund = Refund {
        state: RefundState::Declined,
        decided_by: Some(by),
        decided_at: Some(now),
        failure: Code::parse("declined").ok(),
        waiting: Money::zero(asked.payout.currency),
        ..refund.clone()
    };
    Ok(Decided { refund, account, note: None })
}
