//! Writing levels, each with its entry in the ledger: nothing else in the shop writes either.
use domain::inventory::{
    Counter, Guard, Level, Move, Movement, Reason, Shelf, StockItem, StockRefusal,
};
use events::inventory::StockLowV1;
use runtime::{Cx, Done, Fault};
use table::{Adjust, Held, keys};

/// Adds moves, and their entries in the ledger, to what a handler wants done.
pub fn book<R>(
    cx: &Cx,
    mut done: Done<R>,
    shelf: &Shelf,
    moves: &[Move],
    reason: Reason,
    reference: Option<&str>,
) -> Result<Done<R>, Fault> {
    for one in moves {
        let next = shelf.level(&one.spot).moved(&one.delta);
        let next = next.map_err(|_| StockRefusal::TooMany(one.spot.sku.clone()))?;
        done = if one.exists { done.adjust(adjust(one)) } else { done.create(&next) };
        if !one.delta.is_nothing() {
            done = done.create(&entry(cx, one, reason, reference));
        }
    }
    Ok(done)
}

fn adjust(one: &Move) -> Adjust<Level> {
    let spot = &one.spot;
    let key = keys::inventory::level(&spot.sku, &spot.shard, &spot.location_id);
    let mut adjust = Adjust::of(key);
    for counter in Counter::ALL {
        let by = one.delta.of(counter);
        adjust = adjust.add(counter.name(), by);
        if by < 0 {
            adjust = adjust.at_least(counter.name(), -by);
        }
    }
    one.guards.iter().fold(adjust, |adjust, guard| match guard {
        Guard::AtLeast(counter, least) => adjust.at_least(counter.name(), i64::from(*least)),
        Guard::AtMost(counter, most) => adjust.at_most(counter.name(), i64::from(*most)),
    })
}

fn entry(cx: &Cx, one: &Move, reason: Reason, reference: Option<&str>) -> Movement {
    Movement {
        movement_id: cx.new_id(),
        at: cx.now(),
        sku: one.spot.sku.clone(),
        shard: one.spot.shard,
        location_id: one.spot.location_id.clone(),
        delta: one.delta,
        reason,
        actor: cx.who().actor(),
        reference: reference.map(str::to_owned),
    }
}

/// Keeps what changed of an item, and tells staff once that it has fallen to its reorder point.
/// `available` is the total that may be promised, once everything is done.
pub fn keep<R>(
    done: Done<R>,
    held: Option<&Held<StockItem>>,
    item: &StockItem,
    available: u32,
) -> Done<R> {
    let (next, tell) = item.watched(available);
    if held.is_some_and(|held| held.value == next) {
        return done;
    }
    let done = done.save(held, &next);
    if !tell {
        return done;
    }
    let (sku, reorder_point) = (next.sku, next.reorder_point.unwrap_or_default());
    let event = StockLowV1 { sku: sku.clone(), available, reorder_point };
    done.publish(sku, held.map_or(1, Held::next_version), &event)
}
