use crate::views;
use contract::inventory::{LocationView, ViewLocation};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ViewLocation>) -> Outcome<LocationView> {
    let held = cx.load(keys::inventory::location(&req.path.location_id)).await?;
    let version = held.version();
    Ok(Done::new(views::location(held.value)).etag(version))
}
