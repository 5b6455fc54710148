use contract::integrations::{DeleteEndpoint, Removed};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::integrations as keys;

/// Deletes it. Whoever looks after a delivery to it next gives that up.
pub async fn handle(cx: Cx, req: Req<DeleteEndpoint>) -> Outcome<Removed> {
    let endpoint_id = req.path.endpoint_id.clone();
    let held = cx.load(keys::endpoint(&endpoint_id)).await?;
    req.check_version(&held)?;
    let health = keys::health(&endpoint_id);
    Ok(Done::new(Removed { endpoint_id }).remove(&held).erase(&health))
}
