use crate::views;
use contract::inventory::{PutStock, StockBody, StockView};
use domain::inventory::{Policy, StockItem, StockRefusal, StockedAt};
use primitives::limits::LOCATIONS_MAX;
use runtime::{Cx, Done, Fault, Outcome, Req};
use stock::Read;
use table::{Held, keys};

pub async fn handle(cx: Cx, req: Req<PutStock>) -> Outcome<StockView> {
    let sku = &req.path.sku;
    let parts = req.body.components.iter().map(|part| &part.sku);
    let mut read = Read::items(&cx, parts.chain([sku])).await?;
    let held = read.items.get(sku).cloned();
    match &held {
        Some(held) => req.check_version(held)?,
        None if req.if_match.is_some() => return Err(Fault::Changed),
        None => {}
    }
    check_locations(&cx, &req.body.locations).await?;
    let known: Vec<StockItem> = read.shelf.items.values().cloned().collect();
    let before = held.as_ref().map_or_else(|| StockItem::new(sku.clone()), |h| h.value.clone());
    let next = before.under(policy(req.body.clone()), &known)?;
    read.shelf.items.insert(sku.clone(), next.clone());
    read.all_levels(&cx).await?;
    let done = Done::new(views::stock(&read.shelf, &next, cx.now()));
    let (watched, _) = next.watched(read.shelf.available_of(&next));
    let same = held.as_ref().filter(|held| held.value == watched).map(Held::version);
    let version = held.as_ref().map_or(1, Held::next_version);
    let done = done.etag(same.unwrap_or(version));
    Ok(stock::keep(done, held.as_ref(), &next, read.shelf.available_of(&next)))
}

fn policy(body: StockBody) -> Policy {
    let StockBody { tracked, oversell, reorder_point, components, locations, shards } = body;
    Policy { tracked, oversell, reorder_point, components, locations, shards }
}

async fn check_locations(cx: &Cx, locations: &[StockedAt]) -> Result<(), Fault> {
    if locations.len() > LOCATIONS_MAX {
        return Err(StockRefusal::WrongLines(LOCATIONS_MAX).into());
    }
    let keys: Vec<_> =
        locations.iter().map(|at| keys::inventory::location(&at.location_id)).collect();
    if cx.load_many(&keys).await?.iter().all(Option::is_some) {
        Ok(())
    } else {
        Err(StockRefusal::UnknownLocation.into())
    }
}
