//! How things look from outside.
use contract::integrations::{DeliveryView, EndpointView, SecretView};
use domain::integrations::{Delivery, Endpoint, Health, Payload};
use runtime::Cx;

/// Whether receivers may be on this very machine.
pub fn loopback(cx: &Cx) -> bool {
    cx.settings().stage == "dev"
}

/// An endpoint.
pub fn endpoint(held: &Endpoint, health: Option<&Health>) -> EndpointView {
    EndpointView {
        endpoint_id: held.endpoint_id.clone(),
        url: held.target.as_str().to_owned(),
        description: held.description.clone(),
        subscriptions: held.subscriptions.clone(),
        secrets: secrets(held),
        disabled: held.disabled.clone(),
        failures: health.map_or(0, |health| health.failures),
        failing_since: health.and_then(|health| health.failing_since),
        paused_until: health.and_then(|health| health.open_until),
        created_at: held.created_at,
    }
}

/// An endpoint's secrets, without themselves.
pub fn secrets(held: &Endpoint) -> Vec<SecretView> {
    let shown = held
        .secrets
        .iter()
        .map(|secret| SecretView { created_at: secret.created_at, expires_at: secret.expires_at });
    shown.collect()
}

/// A delivery.
pub fn delivery(held: &Delivery, message: Option<&Payload>) -> DeliveryView {
    DeliveryView {
        delivery_id: held.delivery_id.clone(),
        endpoint_id: held.endpoint_id.clone(),
        event_id: held.event_id.clone(),
        event: held.event.clone(),
        state: held.state,
        failure: held.failure.clone(),
        attempts: held.attempts.clone(),
        due_at: held.due_at,
        created_at: held.created_at,
        finished_at: held.finished_at,
        body: message.map(|message| message.body.clone()),
    }
}
