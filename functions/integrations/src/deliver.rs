//! Looks after one delivery, one commit at a time: begin a try, send, write down what came of it,
//! have the endpoint's health count it.
use crate::{send, tally};
use domain::integrations::{Delivery, Gate, Health, Next};
use primitives::DeliveryId;
use runtime::{Cx, Done, Progress, Step};
use table::{Held, keys::integrations as keys};

/// The next thing that a delivery needs. Several workers may come for the same delivery: one of them
/// begins the try, and it alone sends.
pub async fn one(cx: &Cx, delivery_id: &DeliveryId) -> Progress<()> {
    let Some(held) = cx.find(keys::delivery(delivery_id)).await? else {
        return Ok(Step::Finish(Done::new(())));
    };
    match held.next(cx.correlation_id(), cx.now()) {
        Next::Tally(said) => tally::count(cx, &held, said).await,
        Next::Begin => begin(cx, &held).await,
        Next::Send => try_it(cx, &held).await,
        Next::Rest => Ok(Step::Finish(Done::new(()))),
    }
}

async fn begin(cx: &Cx, held: &Held<Delivery>) -> Progress<()> {
    let now = cx.now();
    let to = |next: Delivery| Done::new(()).replace(held, &next);
    let Some(endpoint) = cx.find(keys::endpoint(&held.endpoint_id)).await? else {
        return Ok(Step::Finish(to(held.value.clone().given_up("deleted", now))));
    };
    if endpoint.disabled.is_some() {
        return Ok(Step::Finish(to(held.value.clone().given_up("disabled", now))));
    }
    let health = cx.find(keys::health(&held.endpoint_id)).await?;
    let gate = health.as_ref().map_or(Gate::Closed, |health| health.gate(now));
    let begun = || held.value.clone().begun(cx.correlation_id(), now);
    Ok(match gate {
        Gate::Closed => Step::Continue(to(begun())),
        Gate::Open(until) => Step::Finish(to(held.value.clone().postponed(until))),
        Gate::Probe => {
            let known = health.as_ref().map(|health| health.value.clone());
            let known = known.unwrap_or_else(|| Health::good(held.endpoint_id.clone()));
            let probing = known.probing(held.delivery_id.clone(), now);
            Step::Continue(to(begun()).save(health.as_ref(), &probing))
        }
    })
}

async fn try_it(cx: &Cx, held: &Held<Delivery>) -> Progress<()> {
    let to = |next: Delivery| Done::new(()).replace(held, &next);
    let endpoint = cx.find(keys::endpoint(&held.endpoint_id)).await?;
    let message = cx.find(keys::message(&held.delivery_id)).await?;
    let (Some(endpoint), Some(message)) = (endpoint, message) else {
        return Ok(Step::Finish(to(held.value.clone().given_up("deleted", cx.now()))));
    };
    let health = cx.find(keys::health(&held.endpoint_id)).await?;
    let healthy = health.is_none_or(|health| health.failures == 0);
    let request = send::request(&endpoint, held.event_id.as_ref(), &message.body, cx.now());
    let outcome = send::post(cx, &request).await?;
    Ok(Step::Continue(to(held.value.clone().recorded(outcome, healthy, cx.now()))))
}
