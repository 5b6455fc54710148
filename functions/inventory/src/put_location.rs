use crate::views;
use contract::inventory::{LocationBody, LocationView, PutLocation};
use domain::inventory::Location;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<PutLocation>) -> Outcome<LocationView> {
    let location_id = req.path.location_id.clone();
    let held = cx.find(keys::inventory::location(&location_id)).await?;
    match &held {
        Some(held) => req.check_version(held)?,
        None if req.if_match.is_some() => return Err(Fault::Changed),
        None => {}
    }
    let LocationBody { title, country, address, active } = req.body;
    let next = Location { location_id, title, country, address, active }.placed()?;
    let version = held.as_ref().map_or(1, table::Held::next_version);
    let done = Done::new(views::location(next.clone())).etag(version);
    Ok(done.save(held.as_ref(), &next))
}
