use crate::views;
use contract::{
    Page,
    inventory::{ListMovements, MovementView},
};
use domain::inventory::Movement;
use primitives::{MovementId, Timestamp, limits::PAGE_MAX};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{TableError, keys};

/// The ledgers of all shards, merged.
pub async fn handle(cx: Cx, req: Req<ListMovements>) -> Outcome<Page<MovementView>> {
    let sku = &req.path.sku;
    let item = cx.load(keys::inventory::stock_item(sku)).await?;
    let limit = match req.query.limit {
        None => PAGE_MAX,
        Some(limit) if (1..=PAGE_MAX).contains(&limit) => limit,
        Some(_) => return Err(Fault::malformed(format!("limit must be from 1 to {PAGE_MAX}"))),
    };
    let after = req.query.cursor.as_deref().map(place).transpose()?;
    let mut all: Vec<Movement> = Vec::new();
    for shard in 0..item.shards_used {
        let mut list = keys::inventory::movements(sku, &shard);
        if let Some((at, movement_id)) = &after {
            list = list.up_to(format!("{at}#{movement_id}"));
        }
        // One more, to know whether there is more, and one for the entry the cursor stands on.
        let page = cx.list(&list, limit.saturating_add(2), None).await?;
        all.extend(page.items);
    }
    all.sort_by_key(|one| std::cmp::Reverse((one.at, one.movement_id.clone())));
    all.retain(|one| after.as_ref().is_none_or(|after| order(one) < *after));
    let count = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = all.len() > count;
    all.truncate(count);
    let next = all.last().filter(|_| more).map(|one| format!("{}~{}", one.at, one.movement_id));
    Ok(Done::new(Page { items: all.into_iter().map(views::movement).collect(), next }))
}

fn order(one: &Movement) -> (Timestamp, MovementId) {
    (one.at, one.movement_id.clone())
}

fn place(cursor: &str) -> Result<(Timestamp, MovementId), Fault> {
    let read = || {
        let (at, movement_id) = cursor.split_once('~')?;
        Some((Timestamp::parse(at).ok()?, MovementId::parse(movement_id).ok()?))
    };
    read().ok_or(Fault::Table(TableError::Cursor))
}
