//! An endpoint's health hears what came of a try, exactly once.
use domain::integrations::{Delivery, DisabledCause, Health, Tally};
use runtime::{Cx, Done, Progress, Step};
use table::{Held, keys::integrations as keys};

/// Counts it. An endpoint that is gone, or has failed for days, gets nothing any more, and the shop
/// is told.
pub async fn count(cx: &Cx, held: &Held<Delivery>, said: Tally) -> Progress<()> {
    let now = cx.now();
    let health = cx.find(keys::health(&held.endpoint_id)).await?;
    let known = health.as_ref().map(|health| health.value.clone());
    let known = known.unwrap_or_else(|| Health::good(held.endpoint_id.clone()));
    let counted = known.clone().counting(&held.delivery_id, said, now);
    let mut done = Done::new(()).replace(held, &held.value.clone().tallied());
    if counted != known {
        done = done.save(health.as_ref(), &counted);
    }
    let cause = match said {
        Tally::Gone => Some(DisabledCause::Gone),
        _ if counted.is_hopeless(now) => Some(DisabledCause::Failures),
        _ => None,
    };
    let Some(cause) = cause else { return Ok(Step::Continue(done)) };
    if let Some(endpoint) = cx.find(keys::endpoint(&held.endpoint_id)).await?
        && let Some((disabled, event)) = endpoint.disable(cause, counted.failing_since, now)
    {
        let version = endpoint.next_version();
        done = done.replace(&endpoint, &disabled).publish(&endpoint.endpoint_id, version, &event);
    }
    Ok(Step::Continue(done))
}
