//! Has a draft placed. The checkout does it; this waits until the order says how it ended.
use crate::timeline;
use contract::order::{CompleteDraft, OrderView};
use domain::{
    checkout,
    order::{self, Happened, Order, OrderRefusal, OrderState},
    payment::{self, Provider},
};
use runtime::{Cx, Done, Fault, Progress, Req, Step};
use table::{Held, keys};

pub async fn handle(cx: Cx, req: Req<CompleteDraft>) -> Progress<OrderView> {
    let held = cx.load(keys::order::order(&req.path.order_id)).await?;
    let own = held.attempt.as_ref().filter(|attempt| *attempt.command == *req.command);
    let Some(own) = own else { return begin(&cx, &req, &held).map(Step::Continue) };
    if let Some(why) = &own.failure {
        return Err(OrderRefusal::NotPlaced(why.clone()).into());
    }
    let done = Done::new(OrderView::for_staff(&held)).etag(held.version());
    Ok(match held.state {
        OrderState::Draft | OrderState::Placing => Step::Wait(done),
        _ => Step::Finish(done),
    })
}

/// Sets the checkout going: one transaction of the draft, the checkout and the news.
fn begin(cx: &Cx, req: &Req<CompleteDraft>, held: &Held<Order>) -> Result<Done<()>, Fault> {
    held.by_hand()?;
    let method = req.body.payment.clone();
    if method.provider == Provider::GiftCard {
        return Err(payment::Refusal::GiftCardIsNoMethod.into());
    }
    if method.provider != Provider::Manual && method.method.is_none() {
        return Err(payment::Refusal::MethodMissing.into());
    }
    cx.takes(method.provider)?;
    let next = order::begin_placing(held, req.command.to_string(), cx.new_id())?;
    let checkout_id = next.checkout_id.clone().unwrap_or_else(|| cx.new_id());
    let requested = checkout::from_draft(&next, checkout_id.clone(), cx.new_id(), method, cx.now());
    let entry = timeline::entry(cx, &next.order_id, Happened::PlacingBegun).about(&checkout_id);
    Ok(Done::new(()).replace(held, &next).create(&requested.checkout).create(&entry).publish(
        &checkout_id,
        1,
        &requested.event,
    ))
}
