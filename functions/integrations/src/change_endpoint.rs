use crate::view;
use contract::integrations::{ChangeEndpoint, EndpointView};
use domain::integrations::EndpointDraft;
use runtime::{Cx, Done, Outcome, Req};
use table::keys::integrations as keys;

/// Changes what is named. What is on its way goes to the new address with the old content.
pub async fn handle(cx: Cx, req: Req<ChangeEndpoint>) -> Outcome<EndpointView> {
    let held = cx.load(keys::endpoint(&req.path.endpoint_id)).await?;
    req.check_version(&held)?;
    let health = cx.find(keys::health(&req.path.endpoint_id)).await?;
    let health = health.as_ref().map(|health| &health.value);
    let (before, body) = (held.draft(), req.body);
    let draft = EndpointDraft {
        url: body.url.unwrap_or(before.url),
        description: body.description.unwrap_or(before.description),
        subscriptions: body.subscriptions.unwrap_or(before.subscriptions),
    };
    let next = held.change(draft, view::loopback(&cx))?;
    if next == held.value {
        return Ok(Done::new(view::endpoint(&held, health)).etag(held.version()));
    }
    if next.target != held.target {
        // What the old address did is nothing against the new one.
        let done = Done::new(view::endpoint(&next, None)).etag(held.next_version());
        return Ok(done.replace(&held, &next).erase(&keys::health(&req.path.endpoint_id)));
    }
    Ok(Done::new(view::endpoint(&next, health)).replace(&held, &next).etag(held.next_version()))
}
