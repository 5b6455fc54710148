//! On and off, by staff. Doing it again changes nothing.
use crate::view;
use contract::integrations::{DisableEndpoint, EnableEndpoint, EndpointView};
use domain::integrations::DisabledCause;
use runtime::{Cx, Done, Outcome, Req};
use table::keys::integrations as keys;

/// On again, with a clean record.
pub async fn on(cx: Cx, req: Req<EnableEndpoint>) -> Outcome<EndpointView> {
    let held = cx.load(keys::endpoint(&req.path.endpoint_id)).await?;
    let health = keys::health(&req.path.endpoint_id);
    let Some((next, event)) = held.enable() else {
        let health = cx.find(health).await?;
        return Ok(Done::new(view::endpoint(&held, health.as_ref().map(|held| &held.value))));
    };
    Ok(Done::new(view::endpoint(&next, None)).replace(&held, &next).erase(&health).publish(
        &held.endpoint_id,
        held.next_version(),
        &event,
    ))
}

/// Off: events pass it by, and what is on its way is given up when it is due.
pub async fn off(cx: Cx, req: Req<DisableEndpoint>) -> Outcome<EndpointView> {
    let held = cx.load(keys::endpoint(&req.path.endpoint_id)).await?;
    let health = cx.find(keys::health(&req.path.endpoint_id)).await?;
    let health = health.as_ref().map(|health| &health.value);
    let Some((next, event)) = held.disable(DisabledCause::Staff, None, cx.now()) else {
        return Ok(Done::new(view::endpoint(&held, health)));
    };
    Ok(Done::new(view::endpoint(&next, health)).replace(&held, &next).publish(
        &held.endpoint_id,
        held.next_version(),
        &event,
    ))
}
