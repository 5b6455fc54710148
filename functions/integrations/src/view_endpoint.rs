use crate::view;
use contract::integrations::{EndpointView, ViewEndpoint};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::integrations as keys;

/// One endpoint, with its health.
pub async fn handle(cx: Cx, req: Req<ViewEndpoint>) -> Outcome<EndpointView> {
    let held = cx.load(keys::endpoint(&req.path.endpoint_id)).await?;
    let health = cx.find(keys::health(&req.path.endpoint_id)).await?;
    let shown = view::endpoint(&held, health.as_ref().map(|health| &health.value));
    Ok(Done::new(shown).etag(held.version()))
}
