//! What callers are shown.
use contract::inventory::{
    LevelView, LocationView, MovementView, ReservationPageView, ReservationView, ReservedLineView,
    StockView, StockedView, TakeView, TransferView,
};
use domain::inventory::{
    Availability, Level, Location, Movement, Reservation, Shelf, StockItem, Transfer,
};
use events::ActorKind;
use primitives::Timestamp;

pub fn location(location: Location) -> LocationView {
    let Location { location_id, title, country, address, active } = location;
    LocationView { location_id, title, country, address, active }
}

/// The stock of an item, of which every level was read.
pub fn stock(shelf: &Shelf, item: &StockItem, now: Timestamp) -> StockView {
    let mut total = LevelView::default();
    let locations = item
        .locations
        .iter()
        .map(|at| {
            let mut here = LevelView::default();
            for level in shelf.at(item, &at.location_id) {
                add(&mut here, item, &level);
                add(&mut total, item, &level);
            }
            let (location_id, safety_stock) = (at.location_id.clone(), at.safety_stock);
            StockedView { location_id, safety_stock, level: here }
        })
        .collect();
    let available = match shelf.availability(item, now) {
        Availability::Endless => None,
        Availability::InStock { units } => Some(units),
        _ => Some(0),
    };
    StockView {
        sku: item.sku.clone(),
        tracked: item.tracked,
        oversell: item.oversell,
        reorder_point: item.reorder_point,
        components: item.components.clone(),
        shards: item.shards,
        available,
        total,
        locations,
    }
}

fn add(sum: &mut LevelView, item: &StockItem, level: &Level) {
    let plus = |counter: &mut u32, units: u32| *counter = counter.saturating_add(units);
    plus(&mut sum.on_hand, level.on_hand);
    plus(&mut sum.reserved, level.reserved);
    plus(&mut sum.available, item.available(level));
    plus(&mut sum.incoming, level.incoming);
    plus(&mut sum.damaged, level.damaged);
    plus(&mut sum.backordered, level.backordered);
}

pub fn movement(movement: Movement) -> MovementView {
    let actor = match movement.actor.kind {
        ActorKind::Shopper => "shopper",
        ActorKind::Customer => "customer",
        ActorKind::Staff => "staff",
        ActorKind::Machine => "machine",
        ActorKind::System => "system",
    };
    let Movement { movement_id, at, location_id, delta, reason, reference, .. } = movement;
    MovementView { movement_id, at, location_id, delta, reason, actor: actor.into(), reference }
}

pub fn transfer(transfer: Transfer) -> TransferView {
    let on_the_way = transfer.summary().on_the_way;
    let Transfer { transfer_id, from, to, lines, shipped_at } = transfer;
    TransferView { transfer_id, from, to, shipped_at, lines, on_the_way }
}

/// All pages of a reservation; there is at least one.
pub fn reservation(first: &Reservation, pages: &[Reservation]) -> ReservationView {
    let page = |page: &Reservation| ReservationPageView {
        page: page.page,
        state: page.state,
        created_at: page.created_at,
        expires_at: page.expires_at,
        lines: page.lines.iter().map(line).collect(),
    };
    ReservationView {
        reservation_id: first.reservation_id.clone(),
        checkout_id: first.checkout_id.clone(),
        pages: pages.iter().map(page).collect(),
    }
}

fn line(line: &domain::inventory::ReservedLine) -> ReservedLineView {
    let from = line.takes.iter().map(|take| TakeView {
        sku: take.sku.clone(),
        location_id: take.location_id.clone(),
        quantity: take.quantity,
    });
    ReservedLineView {
        sku: line.sku.clone(),
        quantity: line.quantity,
        released: line.released,
        dispatched: line.dispatched,
        backordered: line.backordered,
        from: from.collect(),
    }
}
