//! Keys of `integrations`: partners' endpoints, what is delivered to them, and machine clients.
use crate::{
    Index, Indexed, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::integrations::{
    ApiClient, Delivery, DeliveryState, Disabled, Endpoint, Health, Payload, Subscription, Target,
    delivery::KEPT_DAYS,
};
use primitives::{ClientId, Day, DeliveryId, EndpointId, EventId, Line, Timestamp};
use serde::{Deserialize, Serialize};

keys! {
    /// Heads the endpoint's partition, with the secrets that sign.
    endpoint(endpoint_id: EndpointId) -> Endpoint: "ENDPOINT#{endpoint_id}" / "ENDPOINT";
    /// Beside the endpoint, since failures are counted far more often than staff change anything.
    health(endpoint_id: EndpointId) -> Health: "ENDPOINT#{endpoint_id}" / "HEALTH";
    /// Heads the delivery's partition; its log is inside.
    delivery(delivery_id: DeliveryId) -> Delivery: "DELIVERY#{delivery_id}" / "DELIVERY";
    /// What is sent, apart from where it stands: written once, however often it is tried.
    message(delivery_id: DeliveryId) -> Payload: "DELIVERY#{delivery_id}" / "MESSAGE";
    /// Read when a machine shows a key.
    client(client_id: ClientId) -> ApiClient: "CLIENT#{client_id}" / "CLIENT";
    /// Written once a day, so that staff see which clients nobody uses any more.
    client_use(client_id: ClientId) -> ClientUse: "CLIENT#{client_id}" / "USE";
}

lists! {
    /// Staff look through the endpoints; every event looks who wants it.
    endpoints() -> EndpointSummary: gsi1 "ENDPOINTS#" / "" oldest;
    /// Staff look through an endpoint's deliveries.
    deliveries_of(endpoint_id: EndpointId) -> DeliverySummary: gsi1 "DELIVERIES#{endpoint_id}" / "" newest;
    /// Staff look for what did not arrive at once, and recover what failed.
    troubled_deliveries(endpoint_id: EndpointId, state: str) -> DeliverySummary: gsi3 "DELIVERIES-TROUBLED#{endpoint_id}#{state}" / "" newest;
    /// The clock looks for deliveries that somebody has to look after, shard by shard.
    due_deliveries(shard: u8) -> DeliverySummary: gsi2 "DELIVERIES-DUE#{shard}" / "" oldest;
    /// Staff look through the machine clients.
    clients() -> ClientSummary: gsi1 "CLIENTS#" / "" oldest;
}

/// What lists show of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointSummary {
    /// The endpoint.
    pub endpoint_id: EndpointId,
    /// Where it is.
    pub target: Target,
    /// What staff call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Line>,
    /// Which events it gets.
    pub subscriptions: Vec<Subscription>,
    /// That nothing is sent to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<Disabled>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What lists show of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliverySummary {
    /// The delivery.
    pub delivery_id: DeliveryId,
    /// The event, and the message's id.
    pub event_id: EventId,
    /// The event's name.
    pub event: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// When the event was taken up.
    pub created_at: Timestamp,
}

/// What lists show of a machine client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientSummary {
    /// The client.
    pub client_id: ClientId,
}

/// The last day on which a machine client was at work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientUse {
    /// The client.
    pub client_id: ClientId,
    /// The day.
    pub day: Day,
}

impl Indexed for Endpoint {
    fn entries(&self) -> Vec<(Index, Place)> {
        let sk = format!("{}#{}", self.created_at, self.endpoint_id);
        vec![(Index::gsi1, entry("ENDPOINTS#", sk))]
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(&EndpointSummary {
            endpoint_id: self.endpoint_id.clone(),
            target: self.target.clone(),
            description: self.description.clone(),
            subscriptions: self.subscriptions.clone(),
            disabled: self.disabled.clone(),
            created_at: self.created_at,
        }))
    }
}

impl Indexed for Health {}

impl Indexed for Delivery {
    fn entries(&self) -> Vec<(Index, Place)> {
        let Self { delivery_id, endpoint_id, created_at, state, .. } = self;
        let age = format!("{created_at}#{delivery_id}");
        let mut list = vec![(Index::gsi1, entry(format!("DELIVERIES#{endpoint_id}"), age.clone()))];
        if let Some(due_at) = self.due_at {
            let pk = format!("DELIVERIES-DUE#{}", self.shard());
            list.push((Index::gsi2, entry(pk, format!("{due_at}#{delivery_id}"))));
        }
        if matches!(state, DeliveryState::Retrying | DeliveryState::Failed) {
            let pk = format!("DELIVERIES-TROUBLED#{endpoint_id}#{}", state.name());
            list.push((Index::gsi3, entry(pk, age)));
        }
        list
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(&DeliverySummary {
            delivery_id: self.delivery_id.clone(),
            event_id: self.event_id.clone(),
            event: self.event.clone(),
            state: self.state,
            created_at: self.created_at,
        }))
    }

    fn expires(&self) -> Option<Timestamp> {
        self.finished_at.map(|at| at.plus_seconds(KEPT_DAYS * 86_400))
    }
}

impl Indexed for Payload {
    fn expires(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}

impl Indexed for ApiClient {
    fn entries(&self) -> Vec<(Index, Place)> {
        let sk = format!("{}#{}", self.created_at, self.client_id);
        vec![(Index::gsi1, entry("CLIENTS#", sk))]
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(&ClientSummary { client_id: self.client_id.clone() }))
    }
}

impl Indexed for ClientUse {}
