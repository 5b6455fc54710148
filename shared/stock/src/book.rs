//! Writing levels, each with its entry in the ledger: nothing else in the shop writes either.
use domain::inventory::{
    Counter, Guard, Level, Move, Movement, Reason, Shelf, StockItem, StockRefusal,
};
use events::inventory::StockLowV1;
use primitives::Sku;
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

/// Tells, once, that SKUs have fallen to their reorder points.
pub(crate) fn tell_low<'a, R>(
    mut done: Done<R>,
    low: impl IntoIterator<Item = (&'a Held<StockItem>, u32)>,
) -> Done<R> {
    for (held, available) in low {
        let next = StockItem { low: true, ..held.value.clone() };
        let reorder_point = held.reorder_point.unwrap_or_default();
        let sku: Sku = held.sku.clone();
        let event = StockLowV1 { sku: sku.clone(), available, reorder_point };
        done = done.replace(held, &next).publish(sku, held.next_version(), &event);
    }
    done
}
