//! Operations of `integrations`: endpoints that events are delivered to, and machines that may call.
use crate::{Caller, NoBody, NoPath, NoQuery, Page, PageQuery, row::operations};

mod bodies;
mod views;

pub use bodies::{
    ApiKeyPath, ChangeEndpointBody, ClientPath, CreateClientBody, CreateEndpointBody,
    DeliveriesQuery, DeliveryPath, EndpointPath, IssueKeyBody, RecoverBody, RotateBody, SampleBody,
};
pub use views::{
    ApiKeyView, ClientView, CreatedEndpoint, DeliveryLineView, DeliveryView, EndpointLineView,
    EndpointView, IssuedKey, Recovering, Removed, RotatedSecret, SampleRequest, SampleSent,
    SecretView, TokenView,
};

/// Only `admin`: who may send the shop's events elsewhere, or let machines in, may do everything.
const ADMIN: Caller = Caller::Staff(&[]);

operations! { "integrations":
    /// Adds an endpoint that chosen events are delivered to. Its secret is in this answer alone.
    CreateEndpoint: POST "/webhook-endpoints" (NoPath, NoQuery, CreateEndpointBody)
        -> 201 CreatedEndpoint, by ADMIN, with [Keyed, Versioned];
    /// Lists the endpoints, the oldest first.
    ListEndpoints: GET "/webhook-endpoints" (NoPath, PageQuery, NoBody)
        -> 200 Page<EndpointLineView>, by ADMIN, with [];
    /// One endpoint, with how it has been doing.
    ViewEndpoint: GET "/webhook-endpoints/{endpoint_id}" (EndpointPath, NoQuery, NoBody)
        -> 200 EndpointView, by ADMIN, with [Versioned];
    /// Changes where an endpoint is and what it gets. A field left out stays; null forgets it.
    ChangeEndpoint: PATCH "/webhook-endpoints/{endpoint_id}"
        (EndpointPath, NoQuery, ChangeEndpointBody)
        -> 200 EndpointView, by ADMIN, with [Versioned];
    /// Deletes an endpoint. What was on its way to it is given up.
    DeleteEndpoint: DELETE "/webhook-endpoints/{endpoint_id}" (EndpointPath, NoQuery, NoBody)
        -> 200 Removed, by ADMIN, with [Versioned];
    /// Switches an endpoint on again. What it missed can be recovered.
    EnableEndpoint: POST "/webhook-endpoints/{endpoint_id}/enable" (EndpointPath, NoQuery, NoBody)
        -> 200 EndpointView, by ADMIN, with [];
    /// Switches an endpoint off: events pass it by.
    DisableEndpoint: POST "/webhook-endpoints/{endpoint_id}/disable" (EndpointPath, NoQuery, NoBody)
        -> 200 EndpointView, by ADMIN, with [];
    /// Makes a new secret; the old one signs too until the overlap ends. It is in this answer alone.
    RotateSecret: POST "/webhook-endpoints/{endpoint_id}/secrets" (EndpointPath, NoQuery, RotateBody)
        -> 200 RotatedSecret, by ADMIN, with [Keyed];
    /// Shows what would be sent of an event, signed, made of its sample. Nothing is sent.
    PreviewWebhook: POST "/webhook-endpoints/{endpoint_id}/preview"
        (EndpointPath, NoQuery, SampleBody)
        -> 200 SampleRequest, by ADMIN, with [];
    /// Sends an event's sample, marked as a test, and shows what came back. It is not in the log.
    TestWebhook: POST "/webhook-endpoints/{endpoint_id}/test" (EndpointPath, NoQuery, SampleBody)
        -> 200 SampleSent, by ADMIN, with [];
    /// What was delivered to an endpoint, the newest first; of one state, pages may have fewer items.
    ListDeliveries: GET "/webhook-endpoints/{endpoint_id}/deliveries"
        (EndpointPath, DeliveriesQuery, NoBody)
        -> 200 Page<DeliveryLineView>, by ADMIN, with [];
    /// Sends again all that failed since a time; it is taken up within a minute.
    RecoverDeliveries: POST "/webhook-endpoints/{endpoint_id}/recover"
        (EndpointPath, NoQuery, RecoverBody)
        -> 202 Recovering, by ADMIN, with [Keyed];
    /// One delivery, with its attempts.
    ViewDelivery: GET "/webhook-deliveries/{delivery_id}" (DeliveryPath, NoQuery, NoBody)
        -> 200 DeliveryView, by ADMIN, with [];
    /// Sends it again under the same id, with all its attempts; delivered ones too.
    Redeliver: POST "/webhook-deliveries/{delivery_id}/redeliver" (DeliveryPath, NoQuery, NoBody)
        -> 202 DeliveryView, by ADMIN, with [Keyed];

    /// Adds a machine that may call the API. It has no key yet.
    CreateClient: POST "/api-clients" (NoPath, NoQuery, CreateClientBody)
        -> 201 ClientView, by ADMIN, with [Keyed];
    /// Lists the machine clients, the oldest first.
    ListClients: GET "/api-clients" (NoPath, PageQuery, NoBody)
        -> 200 Page<ClientView>, by ADMIN, with [];
    /// One machine client.
    ViewClient: GET "/api-clients/{client_id}" (ClientPath, NoQuery, NoBody)
        -> 200 ClientView, by ADMIN, with [];
    /// Makes a key, which is in this answer alone; sent again, another. Older keys end after the overlap.
    IssueApiKey: POST "/api-clients/{client_id}/keys" (ClientPath, NoQuery, IssueKeyBody)
        -> 200 IssuedKey, by ADMIN, with [];
    /// Revokes one key of a machine client at once.
    RevokeApiKey: DELETE "/api-clients/{client_id}/keys/{key_id}" (ApiKeyPath, NoQuery, NoBody)
        -> 200 ClientView, by ADMIN, with [];
    /// Gives an access token for a key (a form: OAuth 2.0 client credentials, the key as client_secret).
    GetToken: POST "/oauth/token" (NoPath, NoQuery, NoBody)
        -> 200 TokenView, by Caller::Signed, with [RawBody];
    /// Revokes a machine client with all its keys, for good.
    RevokeClient: DELETE "/api-clients/{client_id}" (ClientPath, NoQuery, NoBody)
        -> 200 ClientView, by ADMIN, with [];
}
