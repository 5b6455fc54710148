//! Every event that an endpoint wants comes by here, marked by the relay, and becomes one delivery for
//! every endpoint that wants it.
use crate::work::{Job, enqueue};
use domain::integrations::{
    Delivery, DeliveryState, Payload, Subscription, delivery::KEPT_DAYS, endpoint::wants, payload,
};
use events::Unread;
use primitives::EndpointId;
use runtime::{Cx, Done, Fault, Progress, Step};
use std::sync::Arc;
use table::keys::integrations as keys;

/// Deliveries that are begun in one transaction: with the largest event there is, they fit.
const CHUNK: usize = 10;
/// Days for which what is sent is kept: three of trying, those for looking it up, and some to spare.
const BODY_DAYS: i64 = KEPT_DAYS + 10;

/// Begins the deliveries of an event, a few at a time, then has them looked after. An event that
/// comes a second time finds its deliveries and begins none.
pub async fn handle(cx: Cx, name: Arc<str>, event: Unread) -> Progress<()> {
    let endpoints = cx.list_all(&keys::endpoints()).await?;
    let wanting = endpoints.iter().filter_map(|endpoint| {
        let choice = wants(endpoint.disabled.as_ref(), &endpoint.subscriptions, &name)?;
        let id = Delivery::id_of(&event.id, &endpoint.endpoint_id);
        Some((keys::delivery(&id), endpoint, choice))
    });
    let (wanted, wanting): (Vec<_>, Vec<_>) =
        wanting.map(|(key, endpoint, choice)| (key, (endpoint, choice))).unzip();
    if wanted.is_empty() {
        return Ok(Step::Finish(Done::new(())));
    }
    let there = cx.load_many(&wanted).await?;
    let missing = wanting.iter().zip(&there).filter(|(_, held)| held.is_none());
    let mut done = Done::new(());
    for ((endpoint, choice), _) in missing.take(CHUNK) {
        let held_back = endpoint.disabled.is_some();
        done = done.and(begin(&cx, &name, &event, &endpoint.endpoint_id, choice, held_back)?);
    }
    if !done.is_read_only() {
        return Ok(Step::Continue(done));
    }
    let now = cx.now();
    let due = there.into_iter().flatten().filter(|held| {
        held.state == DeliveryState::Pending && held.due_at.is_some_and(|due_at| due_at <= now)
    });
    enqueue(&cx, due.map(|held| Job::Deliver { delivery_id: held.value.delivery_id })).await?;
    Ok(Step::Finish(done))
}

/// A delivery and what it sends. For an endpoint that was given up it is filed as failed, so that it
/// can be recovered once the endpoint is back.
fn begin(
    cx: &Cx,
    name: &str,
    event: &Unread,
    endpoint_id: &EndpointId,
    choice: &Subscription,
    held_back: bool,
) -> Result<Done<()>, Fault> {
    let now = cx.now();
    let body = payload::body(name, event, choice)
        .map_err(|why| Fault::malformed(format!("the event cannot be passed on: {why}")))?;
    let delivery = Delivery::new(event.id.clone(), endpoint_id.clone(), name.to_owned(), now);
    let delivery = if held_back { delivery.given_up("disabled", now) } else { delivery };
    let until = now.plus_seconds(BODY_DAYS * 86_400);
    let message = Payload { delivery_id: delivery.delivery_id.clone(), body, until };
    Ok(Done::new(()).create(&delivery).create(&message))
}
