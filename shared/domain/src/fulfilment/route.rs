//! Which units of an order go together, and from where.
//!
//! Stock was put aside at certain locations when the order was bought; routing follows that, page by
//! page of the order's lines, so that an order of any size needs no larger transaction than a small
//! one. Units that lie together go together, as far as one parcel holds them.
use super::{Position, Shipment, ShipmentState};
use crate::inventory::{Reservation, Take};
use crate::order::{LinePage, Order, OrderLine};
use primitives::{LocationId, ShipmentId, Sku, Timestamp, limits::POSITIONS_MAX};
use std::collections::BTreeMap;

/// Grams of the heaviest parcel that carriers take as a matter of course: 30 kg.
pub const PARCEL_GRAMS_MAX: u32 = 30_000;

/// A page of lines with the stock that was put aside for it.
#[derive(Clone, Debug)]
pub struct RoutePage {
    /// The lines.
    pub lines: LinePage,
    /// The stock; none where the page has no goods.
    pub reservation: Option<Reservation>,
}

/// What routing needs to know besides.
#[derive(Clone, Debug)]
pub struct Routing {
    /// Where untracked goods are sent from.
    pub fallback: Option<LocationId>,
    /// The order's version.
    pub order_version: u64,
    /// When.
    pub now: Timestamp,
}

/// Units of a line that lie at one place.
struct Lot<'a> {
    page: u32,
    line: &'a OrderLine,
    units: u32,
    /// `None` for what rides along: charges, and goods that weigh nothing and lie nowhere.
    at: Option<LocationId>,
}

/// Makes parcels of some pages of an order. The same pages always make the same parcels.
pub fn route(order: &Order, pages: &[RoutePage], routing: &Routing) -> Vec<Shipment> {
    let lots: Vec<Lot<'_>> = pages.iter().flat_map(|page| lots(page, routing)).collect();
    let (goods, riders): (Vec<_>, Vec<_>) = lots.into_iter().partition(|lot| lot.at.is_some());
    let mut parcels: Vec<Parcel> = Vec::new();
    for lot in &goods {
        put(&mut parcels, lot, routing);
    }
    for lot in &riders {
        let room = parcels.iter_mut().find(|parcel| parcel.positions.len() < POSITIONS_MAX);
        let position = position(lot, lot.units, routing);
        match room {
            Some(parcel) => parcel.positions.push(position),
            None => parcels.push(Parcel { at: None, grams: 0, positions: vec![position] }),
        }
    }
    let first = pages.first().map_or(0, |page| page.lines.page);
    let routed_to = pages.last().map_or(0, |page| page.lines.page + 1);
    let made = parcels.into_iter().zip(0_u32..).filter_map(|(parcel, index)| {
        // Named after what it is made of: made twice, it is the same.
        let order_id = order.order_id.to_string();
        let tail = order_id.split_once('_').map_or(order_id.as_str(), |(_, tail)| tail);
        let shipment_id = ShipmentId::parse(format!("shp_{tail}-{first}-{index}")).ok()?;
        Some(shipment(order, shipment_id, parcel, routed_to, routing.now))
    });
    made.collect()
}

/// A parcel in the making.
struct Parcel {
    at: Option<LocationId>,
    grams: u64,
    positions: Vec<Position>,
}

/// Puts units into the first parcel of their location that has room; what has none makes another.
fn put(parcels: &mut Vec<Parcel>, lot: &Lot<'_>, routing: &Routing) {
    let each = u64::from(lot.line.weight_grams);
    let mut left = lot.units;
    while left > 0 {
        let open = parcels.iter_mut().find(|parcel| {
            parcel.at == lot.at
                && parcel.positions.len() < POSITIONS_MAX
                && (parcel.grams == 0 || room(parcel.grams, each) > 0)
        });
        let Some(parcel) = open else {
            parcels.push(Parcel { at: lot.at.clone(), grams: 0, positions: Vec::new() });
            continue;
        };
        // A single unit that is too heavy for any parcel goes into an empty one, alone.
        let units = left.min(room(parcel.grams, each).max(1));
        parcel.grams += each * u64::from(units);
        parcel.positions.push(position(lot, units, routing));
        left -= units;
    }
}

/// Units of a weight that still fit.
fn room(grams: u64, each: u64) -> u32 {
    let free = u64::from(PARCEL_GRAMS_MAX).saturating_sub(grams);
    match each {
        0 => u32::MAX,
        each => u32::try_from(free / each).unwrap_or(u32::MAX),
    }
}

fn position(lot: &Lot<'_>, units: u32, routing: &Routing) -> Position {
    Position {
        page: lot.page,
        line_id: lot.line.line_id.clone(),
        sku: lot.line.sku.clone().filter(|_| lot.line.takes_stock()),
        order_version: routing.order_version,
        quantity: units,
        by_hand: lot.at.is_some(),
        picked: 0,
        takes: Vec::new(),
    }
}

fn shipment(
    order: &Order,
    shipment_id: ShipmentId,
    parcel: Parcel,
    routed_to: u32,
    now: Timestamp,
) -> Shipment {
    Shipment {
        order_id: order.order_id.clone(),
        shipment_id,
        location_id: parcel.at,
        state: ShipmentState::Allocated,
        positions: parcel.positions,
        routed_to,
        attempt: 0,
        weight_grams: None,
        service: None,
        carrier: None,
        tracking_number: None,
        label_id: None,
        amount: None,
        shipping: None,
        failure: None,
        refused_because: None,
        seen_at: None,
        created_at: now,
        dispatched_at: None,
        delivered_at: None,
    }
}

/// The units of a page, by where they lie.
fn lots<'a>(page: &'a RoutePage, routing: &Routing) -> Vec<Lot<'a>> {
    let number = page.lines.page;
    let mut shelves = Shelves::of(page.reservation.as_ref());
    let mut lots = Vec::new();
    for line in page.lines.lines.iter().filter(|line| line.open() > 0) {
        let places = match &line.sku {
            Some(sku) if line.takes_stock() => shelves.take(sku, line.open()),
            _ => Vec::new(),
        };
        let mut left = line.open();
        for (at, units) in places {
            let units = units.min(left);
            left -= units;
            if units > 0 {
                lots.push(Lot { page: number, line, units, at: Some(at) });
            }
        }
        if left > 0 {
            let weighs = line.takes_stock() && line.weight_grams > 0;
            let at = routing.fallback.clone().filter(|_| weighs);
            lots.push(Lot { page: number, line, units: left, at });
        }
    }
    lots
}

/// Where the units of each SKU of a page lie, in the order they were put aside.
struct Shelves(BTreeMap<Sku, Vec<(LocationId, u32)>>);

impl Shelves {
    fn of(reservation: Option<&Reservation>) -> Self {
        let mut shelves: BTreeMap<Sku, Vec<(LocationId, u32)>> = BTreeMap::new();
        for line in reservation.into_iter().flat_map(|page| &page.lines) {
            let places = places(&line.takes, &line.sku, line.open());
            shelves.entry(line.sku.clone()).or_default().extend(places);
        }
        Self(shelves)
    }

    /// Takes so many units of a SKU, from the first place on.
    fn take(&mut self, sku: &Sku, units: u32) -> Vec<(LocationId, u32)> {
        let mut left = units;
        let mut taken = Vec::new();
        for (at, there) in self.0.get_mut(sku).into_iter().flatten() {
            let part = left.min(*there);
            *there -= part;
            left -= part;
            if part > 0 {
                taken.push((at.clone(), part));
            }
        }
        taken
    }
}

/// Where the units of one reserved line lie. A kit is sent from where its first part lies, whole.
fn places(takes: &[Take], sku: &Sku, open: u32) -> Vec<(LocationId, u32)> {
    if takes.iter().any(|take| take.sku != *sku) {
        return takes.first().map(|take| (take.location_id.clone(), open)).into_iter().collect();
    }
    let mut places: Vec<(LocationId, u32)> = Vec::new();
    for take in takes {
        match places.iter_mut().find(|(at, _)| *at == take.location_id) {
            Some((_, units)) => *units = units.saturating_add(take.quantity),
            None => places.push((take.location_id.clone(), take.quantity)),
        }
    }
    places
}
