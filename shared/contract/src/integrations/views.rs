//! What goes out. No view holds a secret but the one that hands it out.
use crate::Role;
use domain::integrations::{Attempt, DeliveryState, Disabled, Subscription, client::ClientState};
use primitives::{ClientId, Code, Day, DeliveryId, EndpointId, EventId, Line, Timestamp, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An endpoint in a list.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EndpointLineView {
    /// The endpoint.
    pub endpoint_id: EndpointId,
    /// Where it is.
    pub url: String,
    /// What staff call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Line>,
    /// Which events it gets.
    pub subscriptions: Vec<Subscription>,
    /// That nothing is sent to it, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<Disabled>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An endpoint, with how it has been doing.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EndpointView {
    /// The endpoint.
    pub endpoint_id: EndpointId,
    /// Where it is.
    pub url: String,
    /// What staff call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Line>,
    /// Which events it gets.
    pub subscriptions: Vec<Subscription>,
    /// Its secrets, the newest first, without themselves.
    pub secrets: Vec<SecretView>,
    /// That nothing is sent to it, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<Disabled>,
    /// Failures since the last success.
    pub failures: u32,
    /// When the first of these was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<Timestamp>,
    /// Until when it is left alone, so that it can recover; its deliveries wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What may be shown of a secret.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SecretView {
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops signing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// A new endpoint, with the secret that its receiver verifies by.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CreatedEndpoint {
    /// The endpoint.
    pub endpoint: EndpointView,
    /// `whsec_…`; shown this once.
    pub secret: String,
}

/// A new secret.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RotatedSecret {
    /// `whsec_…`; shown this once.
    pub secret: String,
    /// All secrets, without themselves, the new one first.
    pub secrets: Vec<SecretView>,
}

/// What is not there any more.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Removed {
    /// The endpoint.
    pub endpoint_id: EndpointId,
}

/// A request as it would be sent.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SampleRequest {
    /// Where to.
    pub url: String,
    /// With these headers.
    pub headers: BTreeMap<String, String>,
    /// With this body, byte for byte.
    pub body: String,
}

/// A request that was sent, and what came back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SampleSent {
    /// What was sent.
    pub request: SampleRequest,
    /// The HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why there was no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// How long it took.
    pub millis: u32,
}

/// A delivery in a list.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DeliveryLineView {
    /// The delivery.
    pub delivery_id: DeliveryId,
    /// The event: the header `webhook-id`.
    pub event_id: EventId,
    /// The event's name.
    pub event: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// When the event was taken up.
    pub created_at: Timestamp,
}

/// A delivery with its log.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DeliveryView {
    /// The delivery.
    pub delivery_id: DeliveryId,
    /// Where to.
    pub endpoint_id: EndpointId,
    /// The event: the header `webhook-id`.
    pub event_id: EventId,
    /// The event's name.
    pub event: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// Why it was given up: `exhausted`, `gone`, `disabled` or `deleted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Code>,
    /// The last attempts, oldest first.
    pub attempts: Vec<Attempt>,
    /// Not tried again before then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// When the event was taken up.
    pub created_at: Timestamp,
    /// When it was delivered or given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
    /// What is sent, byte for byte, as long as it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// That a recovery has begun.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Recovering {
    /// Where to.
    pub endpoint_id: EndpointId,
    /// Of events since then.
    pub since: Timestamp,
}

/// A machine client.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ClientView {
    /// The client.
    pub client_id: ClientId,
    /// What staff call it.
    pub title: Title,
    /// What it may do.
    pub roles: Vec<Role>,
    /// Whether it may be used.
    pub state: ClientState,
    /// Its keys, without themselves, the newest first.
    pub keys: Vec<ApiKeyView>,
    /// The last day on which it was at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<Day>,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What may be shown of a key.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ApiKeyView {
    /// Names the key.
    pub key_id: Code,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// A new key.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct IssuedKey {
    /// `kontor_…`; shown this once.
    pub key: String,
    /// Names the key.
    pub key_id: Code,
    /// The client, with its keys.
    pub client: ClientView,
}

/// An access token, as OAuth 2.0 has it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TokenView {
    /// Send it as `Authorization: Bearer …`.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// Seconds for which it is good.
    pub expires_in: u32,
    /// What it allows.
    pub scope: String,
}
