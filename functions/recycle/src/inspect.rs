//! Looks at what came, and pays: the state and the store credit are one transaction.
use crate::view::one;
use contract::recycle::{InspectTakeback, TakeTakebackOffer, TakebackView};
use domain::recycle::{self, Paid, Takeback};
use events::recycle::{TakebackCreditedV1, TakebackInspectedV1};
use primitives::Code;
use runtime::{Cx, Done, Outcome, Req};
use table::Held;

/// Notes the grade that was found.
pub async fn handle(cx: Cx, req: Req<InspectTakeback>) -> Outcome<TakebackView> {
    let held = one(&cx, &req.path).await?;
    let found = req.body.grade;
    let paid = recycle::inspect(&held, found, req.who.actor(), cx.now())?;
    let event = TakebackInspectedV1 {
        takeback_id: held.takeback_id.clone(),
        quoted: Code::parse(held.grade.name())?,
        found: Code::parse(found.name())?,
        quote: held.quote,
        offer: paid.after.offer.unwrap_or(held.quote),
    };
    let done = credited(&held, &paid);
    Ok(done.publish(&held.takeback_id, held.next_version(), &event))
}

/// The customer takes the lower offer.
pub async fn take(cx: Cx, req: Req<TakeTakebackOffer>) -> Outcome<TakebackView> {
    let held = one(&cx, &req.path).await?;
    let paid = recycle::take(&held, req.who.actor(), cx.now())?;
    Ok(credited(&held, &paid))
}

fn credited(held: &Held<Takeback>, paid: &Paid) -> Done<TakebackView> {
    let after = &paid.after;
    let done = Done::new(TakebackView::from(after)).replace(held, after);
    let Some(credit) = after.credit else { return done };
    let done = match &paid.credit {
        Some((card, entry)) => credit::issued(done, card, entry),
        None => done,
    };
    let (takeback_id, card_id) = (after.takeback_id.clone(), after.card_id.clone());
    let event = TakebackCreditedV1 { takeback_id, credit, card_id };
    done.publish(&after.takeback_id, held.next_version(), &event)
}
