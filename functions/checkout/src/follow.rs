//! Events that may move a checkout when nobody waits at a screen. What they say is not believed:
//! they are a reason to look, and the look reads what is so.
use crate::{
    saga::{Then, advance},
    work::Work,
};
use events::{
    Envelope,
    checkout::{CheckoutDueV1, CheckoutRequestedV1},
    payment::{PaymentActionRequiredV1, PaymentAuthorisedV1, PaymentDeclinedV1},
};
use primitives::CheckoutId;
use runtime::{Cx, Done, Progress, Step};
use table::keys;

pub async fn authorised(cx: Cx, event: Envelope<PaymentAuthorisedV1>) -> Progress<()> {
    follow(cx, event.data.checkout_id).await
}

pub async fn declined(cx: Cx, event: Envelope<PaymentDeclinedV1>) -> Progress<()> {
    follow(cx, event.data.checkout_id).await
}

pub async fn action_required(cx: Cx, event: Envelope<PaymentActionRequiredV1>) -> Progress<()> {
    follow(cx, event.data.checkout_id).await
}

pub async fn requested(cx: Cx, event: Envelope<CheckoutRequestedV1>) -> Progress<()> {
    follow(cx, Some(event.data.checkout_id)).await
}

pub async fn due(cx: Cx, event: Envelope<CheckoutDueV1>) -> Progress<()> {
    follow(cx, Some(event.data.checkout_id)).await
}

async fn follow(cx: Cx, checkout_id: Option<CheckoutId>) -> Progress<()> {
    let nothing = || Step::Finish(Done::new(()));
    // A payment without a checkout is none of this function's business.
    let Some(checkout_id) = checkout_id else { return Ok(nothing()) };
    let found = cx.find(keys::checkout::checkout(&checkout_id)).await?;
    let Some(held) = found else { return Ok(nothing()) };
    let turn = advance(&cx, Work::of(held)).await?;
    Ok(match turn.then {
        Then::Again => Step::Continue(turn.done),
        _ => Step::Finish(turn.done),
    })
}
