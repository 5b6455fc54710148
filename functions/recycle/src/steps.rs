//! Moves a take-back on, where nothing is paid and nothing treated.
use crate::{request::account, view::one};
use contract::recycle::{
    AcceptTakeback, CancelTakeback, DeclineTakebackOffer, ReceiveTakeback, SendTakebackBack,
    TakebackView,
};
use domain::recycle::{self, Takeback};
use events::{
    Event,
    recycle::{TakebackAcceptedV1, TakebackEndedV1, TakebackReceivedV1, TakebackReturningV1},
};
use primitives::Code;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::Held;

/// The customer takes the quote.
pub async fn accept(cx: Cx, req: Req<AcceptTakeback>) -> Outcome<TakebackView> {
    let held = one(&cx, &req.path).await?;
    let next = recycle::accept(&held, req.who.actor(), cx.now())?;
    let (takeback_id, sku, quote) = (next.takeback_id.clone(), next.sku.clone(), next.quote);
    Ok(moved(&held, &next, &TakebackAcceptedV1 { takeback_id, sku, quote }))
}

/// It came.
pub async fn receive(cx: Cx, req: Req<ReceiveTakeback>) -> Outcome<TakebackView> {
    let held = one(&cx, &req.path).await?;
    let next = recycle::receive(&held, req.who.actor(), cx.now())?;
    let (takeback_id, sku) = (next.takeback_id.clone(), next.sku.clone());
    Ok(moved(&held, &next, &TakebackReceivedV1 { takeback_id, sku }))
}

/// The customer wants it back.
pub async fn decline(cx: Cx, req: Req<DeclineTakebackOffer>) -> Outcome<TakebackView> {
    let held = one(&cx, &req.path).await?;
    let next = recycle::decline(&held, req.who.actor(), cx.now())?;
    Ok(moved(&held, &next, &TakebackReturningV1 { takeback_id: next.takeback_id.clone() }))
}

/// It is called off.
pub async fn cancel(cx: Cx, req: Req<CancelTakeback>) -> Outcome<TakebackView> {
    let held = one(&cx, &req.path).await?;
    let next = recycle::cancel(&held, req.who.actor(), cx.now())?;
    ended(&cx, &held, &next).await
}

/// It went back.
pub async fn send_back(cx: Cx, req: Req<SendTakebackBack>) -> Outcome<TakebackView> {
    let held = one(&cx, &req.path).await?;
    let next = recycle::send_back(&held, req.who.actor(), cx.now())?;
    ended(&cx, &held, &next).await
}

/// In another state, and the news of it.
pub fn moved<E: Event>(held: &Held<Takeback>, next: &Takeback, news: &E) -> Done<TakebackView> {
    let done = Done::new(TakebackView::from(next)).replace(held, next);
    done.publish(&next.takeback_id, held.next_version(), news)
}

/// Over without being paid: a unit that was bought may be brought another time.
pub async fn ended(cx: &Cx, held: &Held<Takeback>, next: &Takeback) -> Outcome<TakebackView> {
    let (takeback_id, state) = (next.takeback_id.clone(), Code::parse(next.state.name())?);
    let done = moved(held, next, &TakebackEndedV1 { takeback_id, state });
    freed(cx, done, next).await
}

async fn freed(
    cx: &Cx,
    done: Done<TakebackView>,
    one: &Takeback,
) -> Result<Done<TakebackView>, Fault> {
    let Some(order_id) = &one.order_id else { return Ok(done) };
    let (held, units) = account(cx, order_id).await?;
    Ok(done.save(held.as_ref(), &units.without(&one.sku)))
}
