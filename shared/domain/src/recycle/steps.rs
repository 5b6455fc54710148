//! What becomes of a take-back: a machine of states, each entered once.
use super::{
    ConditionGiven, GradeAmount, RecycleRefusal, Takeback, TakebackGrade, TakebackMoment,
    TakebackProgramme, TakebackState, Treatment, grade,
};
use crate::pricing::gift_card::{CardEntry, GiftCard, Owner};
use events::Actor;
use primitives::{Currency, CustomerId, LocationId, OrderId, Sku, TakebackId, Timestamp};

/// Seconds of a day.
const DAY: i64 = 24 * 3_600;

/// What a customer asks.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Named after the command.
    pub takeback_id: TakebackId,
    /// Who.
    pub customer_id: CustomerId,
    /// The order it was bought with.
    pub order_id: Option<OrderId>,
    /// What.
    pub sku: Sku,
    /// In what store credit is to be paid.
    pub currency: Currency,
    /// What they say of it.
    pub answers: Vec<ConditionGiven>,
    /// Who asks for them.
    pub by: Actor,
    /// When.
    pub now: Timestamp,
}

/// A quote for what somebody asks.
pub fn request(of: &TakebackProgramme, asked: Asked) -> Result<Takeback, RecycleRefusal> {
    if !of.is_open(asked.now) {
        return Err(RecycleRefusal::NotTaken(asked.sku));
    }
    if of.bought_here && asked.order_id.is_none() {
        return Err(RecycleRefusal::OrderNeeded);
    }
    let found = grade(&of.questions, &asked.answers)?;
    let amounts: Option<Vec<GradeAmount>> = TakebackGrade::ALL
        .into_iter()
        .map(|grade| Some(GradeAmount { grade, amount: of.worth(grade, asked.currency)? }))
        .collect();
    let amounts = amounts.ok_or(RecycleRefusal::NotPaidIn(asked.currency))?;
    let quote = of.worth(found, asked.currency).ok_or(RecycleRefusal::NotPaidIn(asked.currency))?;
    let state = TakebackState::Quoted;
    Ok(Takeback {
        materials: of.materials_of(&asked.sku).to_vec(),
        takeback_id: asked.takeback_id,
        customer_id: asked.customer_id,
        order_id: asked.order_id.filter(|_| of.bought_here),
        sku: asked.sku,
        programme: of.programme.clone(),
        market: of.market.clone(),
        weee: of.weee,
        amounts,
        answers: asked.answers,
        grade: found,
        quote,
        send_days: of.send_days,
        answer_days: of.answer_days,
        state,
        due_at: Some(after(asked.now, of.quote_days)),
        found: None,
        offer: None,
        credit: None,
        card_id: None,
        treatment: None,
        sold_as: None,
        location_id: None,
        log: vec![TakebackMoment { state, at: asked.now, by: Some(asked.by) }],
    })
}

fn after(now: Timestamp, days: u16) -> Timestamp {
    now.plus_seconds(i64::from(days) * DAY)
}

/// In another state, which the clock does not end.
fn moved(
    one: &Takeback,
    from: &[TakebackState],
    state: TakebackState,
    by: Option<Actor>,
    now: Timestamp,
) -> Result<Takeback, RecycleRefusal> {
    if !from.contains(&one.state) {
        return Err(RecycleRefusal::State(one.state));
    }
    let mut next = Takeback { state, due_at: None, ..one.clone() };
    next.log.push(TakebackMoment { state, at: now, by });
    Ok(next)
}

/// Whoever comes too late is refused, whether the clock has been there or not.
fn in_time(one: &Takeback, now: Timestamp) -> Result<(), RecycleRefusal> {
    match one.due_at {
        Some(due) if due <= now => Err(RecycleRefusal::TooLate(due)),
        _ => Ok(()),
    }
}

/// The customer takes the quote, and will send the thing.
pub fn accept(one: &Takeback, by: Actor, now: Timestamp) -> Result<Takeback, RecycleRefusal> {
    let next = moved(one, &[TakebackState::Quoted], TakebackState::Accepted, Some(by), now)?;
    in_time(one, now)?;
    Ok(Takeback { due_at: Some(after(now, one.send_days)), ..next })
}

/// Called off, before it came.
pub fn cancel(one: &Takeback, by: Actor, now: Timestamp) -> Result<Takeback, RecycleRefusal> {
    let from = [TakebackState::Quoted, TakebackState::Accepted];
    moved(one, &from, TakebackState::Cancelled, Some(by), now)
}

/// It came. A parcel that the clock has not yet given up is taken even if it is late.
pub fn receive(one: &Takeback, by: Actor, now: Timestamp) -> Result<Takeback, RecycleRefusal> {
    moved(one, &[TakebackState::Accepted], TakebackState::Received, Some(by), now)
}

/// A take-back that is paid, and the store credit where something was due.
#[derive(Clone, Debug)]
pub struct Paid {
    /// Afterwards.
    pub after: Takeback,
    /// The store credit and the first entry of its ledger.
    pub credit: Option<(GiftCard, CardEntry)>,
}

/// Somebody looked at it. As good as quoted, or better, is paid as quoted; what is worth less is offered less for.
pub fn inspect(
    one: &Takeback,
    found: TakebackGrade,
    by: Actor,
    now: Timestamp,
) -> Result<Paid, RecycleRefusal> {
    let offer = one.worth(found).min(one.quote);
    let seen = Takeback { found: Some(found), offer: Some(offer), ..one.clone() };
    let from = [TakebackState::Received];
    if offer == one.quote {
        return pay(&seen, &from, by, now);
    }
    let next = moved(&seen, &from, TakebackState::Reduced, Some(by), now)?;
    let after = Takeback { due_at: Some(after(now, one.answer_days)), ..next };
    Ok(Paid { after, credit: None })
}

/// The customer takes the lower offer.
pub fn take(one: &Takeback, by: Actor, now: Timestamp) -> Result<Paid, RecycleRefusal> {
    let paid = pay(one, &[TakebackState::Reduced], by, now)?;
    in_time(one, now)?;
    Ok(paid)
}

fn pay(
    one: &Takeback,
    from: &[TakebackState],
    by: Actor,
    now: Timestamp,
) -> Result<Paid, RecycleRefusal> {
    let mut after = moved(one, from, TakebackState::Credited, Some(by), now)?;
    let worth = one.offer.unwrap_or(one.quote).min(one.quote);
    after.credit = Some(worth);
    if worth.minor <= 0 {
        return Ok(Paid { after, credit: None });
    }
    let owner = Owner::Customer { customer: one.customer_id.clone() };
    let credit = GiftCard::issue(one.card()?, owner, worth, None, now)
        .map_err(|_| RecycleRefusal::NoCard)?;
    after.card_id = Some(credit.0.card_id.clone());
    Ok(Paid { after, credit: Some(credit) })
}

/// The customer wants it back.
pub fn decline(one: &Takeback, by: Actor, now: Timestamp) -> Result<Takeback, RecycleRefusal> {
    moved(one, &[TakebackState::Reduced], TakebackState::Returning, Some(by), now)
}

/// It went back.
pub fn send_back(one: &Takeback, by: Actor, now: Timestamp) -> Result<Takeback, RecycleRefusal> {
    moved(one, &[TakebackState::Returning], TakebackState::SentBack, Some(by), now)
}

/// What the clock does: an offer that nobody answered sends the thing back, since it is the customer's still; anything
/// else that is due is over. `None` where nothing is due.
pub fn lapse(one: &Takeback, now: Timestamp) -> Option<Takeback> {
    if in_time(one, now).is_ok() {
        return None;
    }
    let state = match one.state {
        TakebackState::Quoted | TakebackState::Accepted => TakebackState::Expired,
        TakebackState::Reduced => TakebackState::Returning,
        _ => return None,
    };
    moved(one, &[one.state], state, None, now).ok()
}

/// What becomes of it, once it is the shop's. `sold` says as what and where it is sold again.
pub fn treat(
    one: &Takeback,
    treatment: Treatment,
    sold: Option<(Sku, LocationId)>,
    by: Actor,
    now: Timestamp,
) -> Result<Takeback, RecycleRefusal> {
    if sold.is_some() != (treatment == Treatment::Refurbish) {
        return Err(RecycleRefusal::SoldAs);
    }
    if sold.as_ref().is_some_and(|(sku, _)| *sku == one.sku) {
        return Err(RecycleRefusal::SameSku);
    }
    let next = moved(one, &[TakebackState::Credited], TakebackState::Treated, Some(by), now)?;
    let (sold_as, location_id) = sold.unzip();
    Ok(Takeback { treatment: Some(treatment), sold_as, location_id, ..next })
}
