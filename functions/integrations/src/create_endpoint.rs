use crate::view;
use contract::integrations::{CreateEndpoint, CreatedEndpoint};
use domain::integrations::{Endpoint, EndpointDraft};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::integrations as keys;

/// Makes an endpoint with its first secret, which is shown in this answer alone.
pub async fn handle(cx: Cx, req: Req<CreateEndpoint>) -> Outcome<CreatedEndpoint> {
    let there = cx.list_all(&keys::endpoints()).await?.len();
    let body = req.body;
    let (url, description, subscriptions) = (body.url, body.description, body.subscriptions);
    let draft = EndpointDraft { url, description, subscriptions };
    let (id, key, now) = (cx.new_id(), cx.new_key(), cx.now());
    let endpoint = Endpoint::create(id, draft, key, there, view::loopback(&cx), now)?;
    let secret = endpoint.secrets.first().map(|secret| secret.reveal().to_owned());
    let reply = CreatedEndpoint {
        endpoint: view::endpoint(&endpoint, None),
        secret: secret.unwrap_or_default(),
    };
    Ok(Done::new(reply).etag(1).create(&endpoint))
}
