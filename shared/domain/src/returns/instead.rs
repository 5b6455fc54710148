//! What comes instead of what goes back: an exchange, or the replacement of a claim. It is an order of its own, which
//! a checkout of its own places; what goes back pays for it.
//!
//! Invariant: what pays for an exchange in place of the buyer's money is backed to the minor unit, by what was taken
//! for the old goods or by a hold on a card; and a hold ends once, captured or released.
use super::{Return, ReturnAccount, ReturnKind, ReturnRefusal, ReturnState, freed};
use crate::{
    payment::Method,
    pricing::gift_card::TENDERS_MAX,
    refunds::{ExchangeCredit, Refund, RefundState},
};
use primitives::{Code, GiftCardId, Money, OrderId, PaymentId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Days that a buyer has for sending the old goods back where the shop has decided nothing. Card authorisations
/// mostly lapse after seven (<https://docs.stripe.com/payments/place-a-hold-on-a-payment-method>): one is left for the clock.
pub const ADVANCE_DAYS: u16 = 6;

/// What kind of thing comes instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InsteadKind {
    /// Something else; the difference is charged or given back.
    Exchange,
    /// The same once more, for nothing.
    Replacement,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InsteadState {
    /// The old goods have to come in and be looked at first.
    Waiting,
    /// A card was asked to hold what the old goods pay for.
    Holding,
    /// Its order is being placed.
    Placing,
    /// Its order is placed; the old goods are awaited, and the hold stands.
    Placed,
    /// Its order is placed, and everything is paid for.
    Done,
    /// Nothing comes instead: what comes back is refunded as that of any return.
    Failed,
}

/// How a hold ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HoldEnd {
    /// What was taken of it; the rest was let go.
    pub captured: Money,
    /// When.
    pub at: Timestamp,
}

/// Goods that leave before the old ones are back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Advance {
    /// Days from the new order in which the old goods have to be here.
    pub days: u16,
    /// The hold on a card, once it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_id: Option<PaymentId>,
    /// When the hold is captured unless the old goods are here; from when the new order is placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<HoldEnd>,
}

/// What comes instead of what goes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instead {
    /// What kind.
    pub kind: InsteadKind,
    /// Its order: a draft until it is placed.
    pub order_id: OrderId,
    /// How far it is.
    pub state: InsteadState,
    /// What its order costs.
    pub price: Money,
    /// What is given back for what goes back, if all of it comes and is good.
    pub worth: Money,
    /// How a difference is paid, and how the hold is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Whether it leaves before the old goods are back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advance: Option<Advance>,
    /// The card by which the hold pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_id: Option<GiftCardId>,
    /// Why nothing comes instead, or not in advance, in a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Code>,
}

impl Instead {
    /// An exchange that was agreed to.
    pub const fn exchange(
        order_id: OrderId,
        price: Money,
        worth: Money,
        method: Option<Method>,
        advance: Option<Advance>,
    ) -> Self {
        let (kind, state) = (InsteadKind::Exchange, InsteadState::Waiting);
        let (card_id, failure) = (None, None);
        Self { kind, order_id, state, price, worth, method, advance, card_id, failure }
    }

    /// What the old goods pay of it.
    pub fn pays(&self) -> Money {
        self.worth.min(self.price)
    }

    /// What is charged at the most: nobody agreed to more.
    pub fn agreed(&self) -> Money {
        Money::new(self.price.minor - self.pays().minor, self.price.currency)
    }

    /// Whether something is still to happen.
    pub const fn is_pending(&self) -> bool {
        !matches!(self.state, InsteadState::Done | InsteadState::Failed)
    }

    /// The hold that stands, or was asked for.
    pub fn hold(&self) -> Option<&PaymentId> {
        let open = self.advance.as_ref().filter(|advance| advance.ended.is_none());
        open.and_then(|advance| advance.payment_id.as_ref())
    }

    /// When the old goods are due, as long as they are awaited.
    pub fn due_at(&self) -> Option<Timestamp> {
        let open = self.advance.as_ref().filter(|advance| advance.ended.is_none());
        open.and_then(|advance| advance.due_at)
    }

    /// Whether its goods are on their way although the old ones may not be here.
    pub fn is_out(&self) -> bool {
        self.hold().is_some() && matches!(self.state, InsteadState::Placing | InsteadState::Placed)
    }

    pub(super) fn end_hold(&mut self, captured: Money, now: Timestamp) {
        if let Some(advance) = &mut self.advance
            && advance.payment_id.is_some()
            && advance.ended.is_none()
        {
            advance.ended = Some(HoldEnd { captured, at: now });
        }
    }

    /// Nothing comes instead; a hold is let go.
    pub(super) fn fail(&mut self, why: &str, now: Timestamp) {
        self.end_hold(Money::zero(self.price.currency), now);
        self.state = InsteadState::Failed;
        self.failure = Some(crate::payment::word(why));
    }
}

/// What the refunds of a return have come to for what comes instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credits {
    /// What of them pays for it.
    pub given: Money,
    /// The cards that do, oldest first; none where a hold does.
    pub cards: Vec<GiftCardId>,
    /// Whether one is still to be decided or begun.
    pub open: bool,
}

impl Credits {
    /// Of a return, by the refunds of its order.
    pub fn of(one: &Return, refunds: &[Refund]) -> Self {
        let (mut given, mut cards, mut open) = (0, Vec::new(), false);
        for refund_id in one.refunds_done.iter().chain(&one.refunds_open) {
            let refund = refunds.iter().find(|refund| refund.refund_id == *refund_id);
            open |= refund.is_none_or(|refund| refund.attempts == 0 || owes(refund));
            let credit = refund.and_then(|refund| refund.credit.as_ref());
            if let Some(credit) = credit.filter(|credit| credit.given) {
                given += credit.amount.minor;
                cards.extend(credit.card_id.clone());
            }
        }
        let currency = one.instead.as_ref().map_or(primitives::Currency::GBP, |i| i.price.currency);
        Self { given: Money::new(given, currency), cards, open }
    }
}

/// Whether a refund was tried, and its credit was not given.
fn owes(refund: &Refund) -> bool {
    refund.credit.as_ref().is_some_and(|credit| !credit.given)
        || matches!(refund.state, RefundState::NeedsApproval | RefundState::Granted)
}

/// What a refund of a payout adds to what pays for an exchange: as much as is still missing. `before` are the order's
/// refunds.
pub fn credit_of(one: &Return, payout: Money, before: &[Refund]) -> Option<ExchangeCredit> {
    let instead = one.instead.as_ref()?;
    if instead.kind != InsteadKind::Exchange || !instead.is_pending() {
        return None;
    }
    let own = before.iter().filter(|refund| refund.return_id.as_ref() == Some(&one.return_id));
    let live = own.filter(|refund| refund.state != RefundState::Declined);
    let known: Vec<&ExchangeCredit> = live.filter_map(|refund| refund.credit.as_ref()).collect();
    let given: i64 = known.iter().map(|credit| credit.amount.minor).sum();
    let part = payout.minor.min(instead.pays().minor - given);
    // A checkout takes five cards; what comes in more portions than that is paid for otherwise.
    if part <= 0 || (known.len() >= TENDERS_MAX && !instead.is_out()) {
        return None;
    }
    let amount = Money::new(part, payout.currency);
    Some(ExchangeCredit { amount, issue: !instead.is_out(), given: false, card_id: None })
}

/// What is to be done next about what comes instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Onward {
    /// Nothing yet.
    Nothing,
    /// Its order is to be placed, by these cards; the rest is charged.
    Place(Vec<GiftCardId>),
    /// The return is as this by now.
    Changed(Box<Return>),
}

/// Goes on, where everything that came was looked at and every refund was begun.
pub fn go_on(one: &Return, credits: &Credits, now: Timestamp) -> Onward {
    let Some(instead) = one.instead.as_ref().filter(|instead| instead.is_pending()) else {
        return Onward::Nothing;
    };
    let whole = one.lines.iter().all(|line| line.inspected == line.quantity);
    if instead.kind != InsteadKind::Exchange || !whole || credits.open {
        return Onward::Nothing;
    }
    let mut next = one.clone();
    let Some(then) = next.instead.as_mut() else { return Onward::Nothing };
    match instead.state {
        InsteadState::Waiting if credits.given.minor <= 0 => then.fail("nothing_given", now),
        InsteadState::Waiting
            if instead.price.minor - credits.given.minor > instead.agreed().minor =>
        {
            then.fail("dearer_than_agreed", now);
        }
        InsteadState::Waiting => return Onward::Place(credits.cards.clone()),
        InsteadState::Placed => settle_hold(then, credits.given, now),
        _ => return Onward::Nothing,
    }
    Onward::Changed(Box::new(closed(next)))
}

/// What of the hold was not paid for by the old goods is taken, and the rest is let go.
fn settle_hold(instead: &mut Instead, given: Money, now: Timestamp) {
    let captured = (instead.pays().minor - given.minor).max(0);
    instead.end_hold(Money::new(captured, given.currency), now);
    instead.state = InsteadState::Done;
}

/// The last thing that was awaited closes a return.
pub(super) fn closed(mut one: Return) -> Return {
    let pending = one.instead.as_ref().is_some_and(Instead::is_pending);
    if one.state == ReturnState::Inspected && one.refunds_open.is_empty() && !pending {
        one.state = ReturnState::Closed;
    }
    one
}

/// A claim is answered by sending the same once more, for nothing. What came damaged is awaited, or stays where it is.
/// Refuses whatever was answered, or is about to be.
pub fn replace(
    one: &Return,
    order_id: OrderId,
    free: Money,
    goods_come_back: bool,
    now: Timestamp,
) -> Result<Return, ReturnRefusal> {
    if one.kind != ReturnKind::Claim {
        return Err(ReturnRefusal::OnlyClaims);
    }
    let good = matches!(one.state, ReturnState::Requested | ReturnState::Approved);
    let known = one.instead.as_ref().is_some_and(|known| known.state != InsteadState::Failed);
    if !good || known || one.inspections > 0 {
        return Err(ReturnRefusal::State(one.state));
    }
    let instead = Instead {
        kind: InsteadKind::Replacement,
        state: InsteadState::Placing,
        ..Instead::exchange(order_id, free, free, None, None)
    };
    let mut next = Return {
        state: ReturnState::Approved,
        decided_at: one.decided_at.or(Some(now)),
        instead: Some(instead),
        ..one.clone()
    };
    if !goods_come_back {
        next.lines.iter_mut().for_each(|line| line.inspected = line.quantity);
        next.state = ReturnState::Inspected;
    }
    Ok(next)
}

/// A card is asked for the hold, as soon as the return is approved. `None` where nothing is to be held.
pub fn begin_hold(one: &Return, payment_id: PaymentId) -> Option<Return> {
    let mut next = one.clone();
    let instead = next.instead.as_mut()?;
    let fits = one.state == ReturnState::Approved && instead.state == InsteadState::Waiting;
    let advance = instead.advance.as_mut().filter(|advance| advance.payment_id.is_none())?;
    if !fits || instead.worth.min(instead.price).minor <= 0 {
        return None;
    }
    advance.payment_id = Some(payment_id);
    instead.state = InsteadState::Holding;
    Some(next)
}

/// The card holds it: the new order is placed, paid by what the hold backs.
pub fn held(one: &Return, payment_id: &PaymentId, card_id: GiftCardId) -> Option<Return> {
    let mut next = one.clone();
    let instead = next.instead.as_mut()?;
    if instead.state != InsteadState::Holding || instead.hold() != Some(payment_id) {
        return None;
    }
    (instead.state, instead.card_id) = (InsteadState::Placing, Some(card_id));
    Some(next)
}

/// The card does not hold it: the old goods are awaited, as in any exchange.
pub fn not_held(one: &Return, payment_id: &PaymentId, now: Timestamp) -> Option<Return> {
    let mut next = one.clone();
    let instead = next.instead.as_mut()?;
    if instead.state != InsteadState::Holding || instead.hold() != Some(payment_id) {
        return None;
    }
    instead.end_hold(Money::zero(instead.price.currency), now);
    instead.state = InsteadState::Waiting;
    instead.failure = Some(crate::payment::word("not_held"));
    Some(next)
}

/// Its order is being placed.
#[must_use]
pub fn placing(one: &Return) -> Return {
    let mut next = one.clone();
    if let Some(instead) = &mut next.instead {
        instead.state = InsteadState::Placing;
    }
    next
}

/// Its order is placed. `None` where that is known.
pub fn placed(one: &Return, order_id: &OrderId, now: Timestamp) -> Option<Return> {
    let mut next = one.clone();
    let instead = next.instead.as_mut().filter(|own| own.order_id == *order_id)?;
    if instead.state != InsteadState::Placing {
        return None;
    }
    instead.state = InsteadState::Done;
    if let Some(advance) = instead.advance.as_mut().filter(|advance| advance.ended.is_none()) {
        advance.due_at = Some(now.plus_seconds(i64::from(advance.days) * 86_400));
        instead.state = InsteadState::Placed;
    }
    Some(closed(next))
}

/// Its order came to nothing: what was to be replaced may be claimed otherwise, and what was to be exchanged is
/// refunded. `None` where that is known.
pub fn not_placed(one: &Return, order_id: &OrderId, why: &str, now: Timestamp) -> Option<Return> {
    let mut next = one.clone();
    let instead = next.instead.as_mut().filter(|own| own.order_id == *order_id)?;
    if instead.state != InsteadState::Placing {
        return None;
    }
    instead.fail(why, now);
    if instead.kind == InsteadKind::Replacement && next.inspections == 0 {
        next.state = match next.state {
            ReturnState::Inspected => ReturnState::Approved,
            state => state,
        };
        next.lines.iter_mut().for_each(|line| line.inspected = 0);
    }
    Some(closed(next))
}

/// The old goods are not waited for any longer: what they were to pay for is taken of the hold, and units that did not
/// come may be asked for another time. `None` as long as anything that came is to be looked at or paid.
pub fn overdue(
    one: &Return,
    account: &ReturnAccount,
    credits: &Credits,
    now: Timestamp,
) -> Option<(Return, ReturnAccount)> {
    let instead = one.instead.as_ref()?;
    let due = instead.advance.as_ref()?.due_at?;
    let looked_at = one.lines.iter().all(|line| line.inspected == line.received);
    if now < due || instead.state != InsteadState::Placed || !looked_at || credits.open {
        return None;
    }
    Some(given_up(one, account, credits.given, now))
}

/// The return ends with what has come: a hold is settled, and what is only waited for comes to nothing.
pub(super) fn given_up(
    one: &Return,
    account: &ReturnAccount,
    given: Money,
    now: Timestamp,
) -> (Return, ReturnAccount) {
    let mut next = one.clone();
    if let Some(instead) = next.instead.as_mut().filter(|instead| instead.is_pending()) {
        match instead.state {
            InsteadState::Placed => settle_hold(instead, given, now),
            _ => instead.fail("closed", now),
        }
    }
    next.state = ReturnState::Closed;
    // What was sent once more is not sent a third time, whether the first came back or not.
    let replaced = next.instead.as_ref().is_some_and(|instead| {
        instead.kind == InsteadKind::Replacement && instead.state == InsteadState::Done
    });
    let account = if replaced { account.clone() } else { freed(one, account) };
    (next, account)
}
