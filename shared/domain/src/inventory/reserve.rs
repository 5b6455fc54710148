//! Which levels a page of lines takes its units from.
use super::{
    Ask, Counter, Delta, Guard, Move, ReservedLine, Shelf, Spot, StockItem, StockRefusal, Take,
    shelf::share,
};
use primitives::{Sku, Timestamp};
use std::collections::BTreeMap;

/// Levels one transaction may touch, each with its entry in the ledger, beside what its caller adds.
pub const MOVES_MAX: usize = 44;

/// A page, or as much of it as fits one transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// The first lines of what was asked, in order.
    pub lines: Vec<ReservedLine>,
    /// What moves.
    pub moves: Vec<Move>,
    /// SKUs whose total has fallen to the reorder point, with that total.
    pub low: Vec<(Sku, u32)>,
}

/// Units needed of each SKU that has units of its own. A component that is on two lines, or in a
/// kit and alone, is counted once with its total.
pub fn parts(shelf: &Shelf, lines: &[Ask]) -> Result<BTreeMap<Sku, u32>, StockRefusal> {
    let mut total: BTreeMap<Sku, u32> = BTreeMap::new();
    for line in lines {
        for (sku, quantity) in parts_of(shelf, line)? {
            let sum = total.entry(sku).or_default();
            *sum = sum.saturating_add(quantity);
        }
    }
    Ok(total)
}

fn known<'a>(shelf: &'a Shelf, sku: &Sku) -> Result<&'a StockItem, StockRefusal> {
    shelf.items.get(sku).ok_or_else(|| StockRefusal::UnknownSku(vec![sku.clone()]))
}

fn parts_of(shelf: &Shelf, line: &Ask) -> Result<Vec<(Sku, u32)>, StockRefusal> {
    let item = known(shelf, &line.sku)?;
    let wanted = line.quantity.get();
    if !item.tracked {
        return Ok(Vec::new());
    }
    if item.components.is_empty() {
        return Ok(vec![(line.sku.clone(), wanted)]);
    }
    let mut list = Vec::new();
    for component in &item.components {
        let part = known(shelf, &component.sku)?;
        if !part.components.is_empty() {
            return Err(StockRefusal::WrongComponent(component.sku.clone()));
        }
        if part.tracked {
            list.push((component.sku.clone(), wanted.saturating_mul(component.quantity.get())));
        }
    }
    Ok(list)
}

/// SKUs asked for that the warehouse does not know.
pub fn unknown(shelf: &Shelf, lines: &[Ask]) -> Vec<Sku> {
    let mut list: Vec<Sku> = lines.iter().map(|line| line.sku.clone()).collect();
    list.retain(|sku| !shelf.items.contains_key(sku));
    list.sort();
    list.dedup();
    list
}

/// Levels to look at first: one shard of each part, at every location.
pub fn first_look(shelf: &Shelf, parts: &BTreeMap<Sku, u32>, seed: &str) -> Vec<Spot> {
    parts
        .keys()
        .filter_map(|sku| shelf.items.get(sku))
        .flat_map(|item| {
            let shard = item.first_shard(seed);
            item.locations.iter().map(move |at| item.spot(&at.location_id, shard))
        })
        .collect()
}

/// Levels to look at besides, because the first look found too little, or found the SKU running low.
pub fn second_look(shelf: &Shelf, parts: &BTreeMap<Sku, u32>) -> Vec<Spot> {
    parts
        .iter()
        .filter_map(|(sku, wanted)| Some((shelf.items.get(sku)?, *wanted)))
        .filter(|(item, wanted)| {
            let seen: u32 = available_seen(shelf, item);
            let watch = item
                .reorder_point
                .filter(|_| !item.low)
                .map_or(0, |at| at.div_ceil(u32::from(item.shards.max(1))));
            item.shards_used > 1 && seen < wanted.saturating_add(watch)
        })
        .flat_map(|(item, _)| item.spots())
        .filter(|spot| !shelf.looked_at(spot))
        .collect()
}

fn available_seen(shelf: &Shelf, item: &StockItem) -> u32 {
    item.spots()
        .iter()
        .filter(|spot| shelf.looked_at(spot))
        .map(|spot| item.available(&shelf.level(spot)))
        .fold(0, u32::saturating_add)
}

/// Units taken at one spot.
#[derive(Clone, Debug)]
struct Found {
    spot: Spot,
    stock: u32,
    beyond: u32,
}

/// Takes every line, or refuses naming the lines that cannot be had. Where the levels of all lines
/// are too many for one transaction, takes as many lines as fit, at least one.
pub fn plan(
    shelf: &Shelf,
    lines: &[Ask],
    seed: &str,
    now: Timestamp,
) -> Result<Planned, StockRefusal> {
    let unknown = unknown(shelf, lines);
    if !unknown.is_empty() {
        return Err(StockRefusal::UnknownSku(unknown));
    }
    let mut count = lines.len();
    loop {
        let some = lines.get(..count).unwrap_or(lines);
        let planned = plan_all(shelf, some, seed, now)?;
        if planned.moves.len() <= MOVES_MAX {
            return Ok(planned);
        }
        if count <= 1 {
            let sku = some.first().map(|line| line.sku.clone());
            return Err(sku.map_or(StockRefusal::WrongLines(1), StockRefusal::Scattered));
        }
        count = count.div_ceil(2);
    }
}

fn plan_all(
    shelf: &Shelf,
    lines: &[Ask],
    seed: &str,
    now: Timestamp,
) -> Result<Planned, StockRefusal> {
    let mut found: BTreeMap<Sku, Vec<Found>> = BTreeMap::new();
    let mut short: Vec<Sku> = Vec::new();
    for (sku, wanted) in parts(shelf, lines)? {
        let item = known(shelf, &sku)?;
        match find(shelf, item, wanted, seed, now) {
            Some(list) => {
                found.insert(sku, list);
            }
            None => short.push(sku),
        }
    }
    if !short.is_empty() {
        return Err(StockRefusal::Insufficient(asked_for(shelf, lines, &short)));
    }
    let moves = moves(shelf, &found, now);
    let low = low(shelf, &found);
    let lines = lines
        .iter()
        .map(|line| Ok(deal(line, parts_of(shelf, line)?, &mut found)))
        .collect::<Result<_, StockRefusal>>()?;
    Ok(Planned { lines, moves, low })
}

/// What the buyer asked for that lacks one of these parts: the kit, not its component.
fn asked_for(shelf: &Shelf, lines: &[Ask], short: &[Sku]) -> Vec<Sku> {
    let lacks = |line: &&Ask| {
        parts_of(shelf, line).is_ok_and(|parts| parts.iter().any(|(sku, _)| short.contains(sku)))
    };
    let mut list: Vec<Sku> = lines.iter().filter(lacks).map(|line| line.sku.clone()).collect();
    list.sort();
    list.dedup();
    list
}

/// Finds units: all at one level if any level has them, else at as few as possible, else beyond
/// what there is, if the SKU may be oversold.
fn find(
    shelf: &Shelf,
    item: &StockItem,
    wanted: u32,
    seed: &str,
    now: Timestamp,
) -> Option<Vec<Found>> {
    let first = item.first_shard(seed);
    // Each reservation probes the shards in its own order, so that they do not all meet at one.
    let turn = |shard: u16| {
        let used = item.shards_used.max(1);
        (shard % used + used - first % used) % used
    };
    let mut spots: Vec<(Spot, u32)> = Vec::new();
    for at in &item.locations {
        let mut here = item.spots_at(&at.location_id);
        here.retain(|spot| shelf.looked_at(spot));
        here.sort_by_key(|spot| turn(spot.shard));
        spots.extend(here.into_iter().map(|spot| {
            let available = item.available(&shelf.level(&spot));
            (spot, available)
        }));
    }
    if let Some((spot, _)) = spots.iter().find(|(_, available)| *available >= wanted) {
        return Some(vec![Found { spot: spot.clone(), stock: wanted, beyond: 0 }]);
    }
    let mut left = wanted;
    let mut list: Vec<Found> = Vec::new();
    spots.sort_by_key(|(_, available)| std::cmp::Reverse(*available));
    for (spot, available) in spots.iter().filter(|(_, available)| *available > 0) {
        let stock = left.min(*available);
        left -= stock;
        list.push(Found { spot: spot.clone(), stock, beyond: 0 });
        if left == 0 {
            return Some(list);
        }
    }
    beyond(shelf, item, left, &turn, now, &mut list).then_some(list)
}

/// Promises units that are not there, at the first location, each shard up to its share of the limit.
fn beyond(
    shelf: &Shelf,
    item: &StockItem,
    mut left: u32,
    turn: &dyn Fn(u16) -> u16,
    now: Timestamp,
    list: &mut Vec<Found>,
) -> bool {
    let limit = item.oversell.limit(now);
    let Some(at) = item.locations.first().filter(|_| limit > 0) else { return false };
    let mut spots = item.spots_at(&at.location_id);
    spots.retain(|spot| shelf.looked_at(spot) && spot.shard < item.shards);
    spots.sort_by_key(|spot| turn(spot.shard));
    for spot in spots {
        let room =
            share(limit, item.shards, spot.shard).saturating_sub(shelf.level(&spot).backordered);
        let take = left.min(room);
        if take == 0 {
            continue;
        }
        left -= take;
        match list.iter_mut().find(|found| found.spot == spot) {
            Some(found) => found.beyond = take,
            None => list.push(Found { spot, stock: 0, beyond: take }),
        }
        if left == 0 {
            return true;
        }
    }
    false
}

fn moves(shelf: &Shelf, found: &BTreeMap<Sku, Vec<Found>>, now: Timestamp) -> Vec<Move> {
    let mut list = Vec::new();
    for one in found.values().flatten() {
        let Some(item) = shelf.items.get(&one.spot.sku) else { continue };
        let delta = Delta {
            reserved: i64::from(one.stock),
            backordered: i64::from(one.beyond),
            ..Delta::default()
        };
        let mut guards = Vec::new();
        if one.stock > 0 {
            let safety = item.safety(&one.spot);
            guards.push(Guard::AtLeast(Counter::Free, one.stock.saturating_add(safety)));
        }
        if one.beyond > 0 {
            let limit = share(item.oversell.limit(now), item.shards, one.spot.shard);
            guards.push(Guard::AtMost(Counter::Backordered, limit.saturating_sub(one.beyond)));
        }
        list.push(shelf.step(one.spot.clone(), delta, guards));
    }
    list
}

/// Who has fallen to the reorder point. Only a SKU of which every level was looked at can tell.
fn low(shelf: &Shelf, found: &BTreeMap<Sku, Vec<Found>>) -> Vec<(Sku, u32)> {
    found
        .iter()
        .filter_map(|(sku, taken)| {
            let item = shelf.items.get(sku).filter(|item| !item.low)?;
            let point = item.reorder_point?;
            item.spots().iter().all(|spot| shelf.looked_at(spot)).then_some(())?;
            let taken: u32 = taken.iter().map(|one| one.stock).sum();
            let left = shelf.available_of(item).saturating_sub(taken);
            (left <= point).then(|| (sku.clone(), left))
        })
        .collect()
}

/// Deals what was found to one line.
fn deal(line: &Ask, parts: Vec<(Sku, u32)>, found: &mut BTreeMap<Sku, Vec<Found>>) -> ReservedLine {
    let mut takes = Vec::new();
    let mut backordered = 0;
    for (sku, total) in parts {
        let mut left = total;
        let mut late = 0;
        for one in found.get_mut(&sku).into_iter().flatten() {
            let stock = left.min(one.stock);
            let beyond = (left - stock).min(one.beyond);
            if stock + beyond == 0 {
                continue;
            }
            one.stock -= stock;
            one.beyond -= beyond;
            left -= stock + beyond;
            late += beyond;
            let Spot { sku, location_id, shard } = one.spot.clone();
            takes.push(Take { sku, location_id, shard, quantity: stock + beyond });
        }
        let per_unit = (total / line.quantity.get()).max(1);
        backordered = backordered.max(late.div_ceil(per_unit));
    }
    ReservedLine {
        sku: line.sku.clone(),
        quantity: line.quantity.get(),
        released: 0,
        dispatched: 0,
        backordered,
        takes,
    }
}
