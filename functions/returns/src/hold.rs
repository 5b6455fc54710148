//! The hold on a card for goods that leave before the old ones are back.
use crate::{draft, news};
use domain::{
    payment::{self, Ask, Requested},
    pricing::gift_card::{GiftCard, Owner, Tender},
    returns::{Instead, Return, ReturnState, begin_hold, held, not_held},
};
use events::{
    Envelope,
    payment::{PaymentAuthorisedV1, PaymentDeclinedV1},
};
use primitives::{CheckoutId, OrderId, PaymentId};
use runtime::{Cx, Done, Fault, Outcome};
use table::{Held, keys::returns as keys};

/// A return for which a card may have been asked.
pub struct Begun {
    /// The return.
    pub one: Return,
    /// The hold, where one was asked for.
    pub payment: Option<Requested>,
}

/// Asks a card for the hold, as soon as the return is approved and where one is wanted.
pub fn asked(cx: &Cx, one: &Return) -> Result<Begun, Fault> {
    let payment_id: PaymentId = cx.new_id();
    let Some(next) = begin_hold(one, payment_id.clone()) else {
        return Ok(Begun { one: one.clone(), payment: None });
    };
    let Some(instead) = &next.instead else { return Ok(Begun { one: next, payment: None }) };
    let method = instead.method.clone();
    let ask = Ask {
        payment_id,
        authorise_id: cx.new_id(),
        capture_id: cx.new_id(),
        order_id: one.order_id.clone(),
        checkout_id: None,
        method: method.ok_or(payment::Refusal::MethodMissing)?,
        amount: instead.pays(),
        by_staff: false,
    };
    let payment = payment::request(ask, cx.now())?;
    Ok(Begun { one: next, payment: Some(payment) })
}

/// Adds the hold, and the news that has the card asked.
pub fn added<R>(done: Done<R>, payment: Option<&Requested>) -> Done<R> {
    let Some(Requested { payment, event }) = payment else { return done };
    done.create(payment).publish(&payment.payment_id, 1, event)
}

/// A card holds something: where that is for goods in advance, they are ordered, paid by what the hold backs.
pub async fn authorised(cx: Cx, event: Envelope<PaymentAuthorisedV1>) -> Outcome<()> {
    let PaymentAuthorisedV1 { payment_id, order_id, checkout_id, .. } = &event.data;
    let Some(known) = find(&cx, order_id, checkout_id.as_ref(), payment_id).await? else {
        return Ok(Done::new(()));
    };
    let card_id: primitives::GiftCardId = cx.new_id();
    let Some(next) = held(&known, payment_id, card_id.clone()) else { return Ok(Done::new(())) };
    let Some(instead) = &next.instead else { return Ok(Done::new(())) };
    let Some(order) = draft::find(&cx, &instead.order_id).await? else {
        let mut next = next.clone();
        next.without("draft_gone", cx.now());
        return Ok(news::replaced(Done::new(()), &known, &next));
    };
    let owner = Owner::Bearer { code: None };
    let (card, entry) = GiftCard::issue(card_id, owner, instead.pays(), None, cx.now())?;
    let tender = Tender::of(&card, order.totals.total, cx.now())?;
    let (placing, checkout) = draft::placing(&cx, &order, &next, vec![tender])?;
    let done = news::replaced(Done::new(()), &known, &next).replace(&order, &placing);
    Ok(draft::requested(credit::issued(done, &card, &entry), &checkout))
}

/// A card does not: the old goods are awaited first.
pub async fn declined(cx: Cx, event: Envelope<PaymentDeclinedV1>) -> Outcome<()> {
    let PaymentDeclinedV1 { payment_id, order_id, checkout_id, .. } = &event.data;
    let known = find(&cx, order_id, checkout_id.as_ref(), payment_id).await?;
    let next = known.as_ref().and_then(|known| not_held(known, payment_id, cx.now()));
    Ok(match (known, next) {
        (Some(known), Some(next)) => news::replaced(Done::new(()), &known, &next),
        _ => Done::new(()),
    })
}

/// The return that a payment is the hold of. Holds are asked for by no checkout: of all others nothing is read.
async fn find(
    cx: &Cx,
    order_id: &OrderId,
    checkout_id: Option<&CheckoutId>,
    payment_id: &PaymentId,
) -> Result<Option<Held<Return>>, Fault> {
    if checkout_id.is_some() {
        return Ok(None);
    }
    let all = cx.list_all(&keys::returns_of_order(order_id)).await?;
    let own = |one: &&Return| one.instead.as_ref().and_then(Instead::hold) == Some(payment_id);
    let Some(found) = all.iter().find(own) else { return Ok(None) };
    let held = cx.find(keys::one(order_id, &found.return_id)).await?;
    Ok(held.filter(|held| held.state != ReturnState::Closed))
}
