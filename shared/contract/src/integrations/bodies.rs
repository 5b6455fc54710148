//! What comes in.
use crate::{Role, patch::given};
use domain::integrations::{DeliveryState, Subscription, secret::OVERLAP_HOURS_MAX};
use primitives::{
    ClientId, Code, DeliveryId, EndpointId, Line, Timestamp, Title,
    limits::{PAGE_MAX, SUBSCRIPTIONS_MAX},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which endpoint.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EndpointPath {
    /// The endpoint.
    pub endpoint_id: EndpointId,
}

/// Which delivery.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DeliveryPath {
    /// The delivery.
    pub delivery_id: DeliveryId,
}

/// Which machine client.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ClientPath {
    /// The client.
    pub client_id: ClientId,
}

/// Which key.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ApiKeyPath {
    /// The client.
    pub client_id: ClientId,
    /// The key's id.
    pub key_id: Code,
}

/// A new endpoint.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateEndpointBody {
    /// Where it is: a public name under https.
    #[schemars(length(max = 1000), extend("examples" = ["https://partner.example/hooks"]))]
    pub url: String,
    /// What staff call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Line>,
    /// Which events it gets.
    #[schemars(length(min = 1, max = SUBSCRIPTIONS_MAX))]
    pub subscriptions: Vec<Subscription>,
}

/// What is to change.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeEndpointBody {
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1000))]
    pub url: Option<String>,
    /// What staff call it.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Line>")]
    pub description: Option<Option<Line>>,
    /// Which events it gets, all of them anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = SUBSCRIPTIONS_MAX))]
    pub subscriptions: Option<Vec<Subscription>>,
}

/// How long the old secret stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RotateBody {
    /// Hours for which the old secret signs too; 24 unless said otherwise, 0 if it has leaked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = OVERLAP_HOURS_MAX))]
    pub overlap_hours: Option<u32>,
}

/// Which event's sample.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleBody {
    /// The event's exact name.
    #[schemars(length(max = 100), extend("examples" = ["order.OrderPlaced.v1"]))]
    pub event: String,
}

/// Which deliveries.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveriesQuery {
    /// Only those of this state.
    #[serde(default)]
    pub state: Option<DeliveryState>,
    /// Where the page before ended: its `next`, passed back as it is.
    #[serde(default)]
    #[schemars(length(max = 1024))]
    pub cursor: Option<String>,
    /// How many items at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = PAGE_MAX))]
    pub limit: Option<u32>,
}

/// From when on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecoverBody {
    /// Of events since then.
    pub since: Timestamp,
}

/// A new machine client.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateClientBody {
    /// What staff call it.
    pub title: Title,
    /// What it may do.
    #[schemars(length(min = 1, max = 5))]
    pub roles: Vec<Role>,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// How long the old keys stay.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueKeyBody {
    /// Hours for which the keys before it open too; 24 unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = OVERLAP_HOURS_MAX))]
    pub overlap_hours: Option<u32>,
}
