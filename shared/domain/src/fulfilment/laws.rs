//! The laws of parcels.
use super::*;
use crate::inventory::{Reservation, ReservationState, ReservedLine, Take};
use crate::order::{self, LineKind, LinePage, LineUnits, Order, OrderState, Scope, laws::lines};
use crate::refunds::RefundAccount;
use primitives::{
    CheckoutId, Code, Example, LineId, LocationId, Money, Quantity, ReservationId, ShipmentId,
    Timestamp,
    limits::{POSITIONS_MAX, SHIPMENT_PAGES_MAX},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);

/// The stock of a page, spread over locations as the seed has it.
fn reserved(page: &LinePage, seed: u32) -> Reservation {
    let place = |at: u32| LocationId::parse(format!("loc_{}", at % 3)).unwrap();
    let goods = page.lines.iter().filter(|line| line.takes_stock()).zip(0_u32..);
    let lines = goods
        .map(|(line, at)| {
            let (sku, units) = (line.sku.clone().unwrap(), line.quantity.get());
            let here = if (seed >> (at % 32)) & 1 == 0 { units } else { units / 2 };
            let take =
                |quantity, n| Take { sku: sku.clone(), location_id: place(n), shard: 0, quantity };
            let takes = [take(here, at), take(units - here, at + 1)];
            ReservedLine {
                sku: sku.clone(),
                quantity: units,
                released: 0,
                dispatched: 0,
                backordered: 0,
                takes: takes.into_iter().filter(|take| take.quantity > 0).collect(),
            }
        })
        .collect();
    Reservation {
        reservation_id: ReservationId::example(),
        page: page.page,
        checkout_id: CheckoutId::example(),
        lines,
        state: ReservationState::Committed,
        complete: true,
        created_at: NOW,
        expires_at: NOW,
        releases: Vec::new(),
    }
}

/// A shop's order with its parcels; every command is tried as it comes.
struct World {
    order: Order,
    pages: Vec<LinePage>,
    parcels: Vec<Shipment>,
    version: u64,
    taken: i64,
    given_back: i64,
}

impl World {
    fn new(lines: &[(i64, u32, u32)], shipping: Option<i64>, inclusive: bool, seed: u32) -> Self {
        let (mut order, mut pages) = order::laws::order(lines, shipping, inclusive);
        order.totals.currency = order.currency;
        for (line, at) in pages.iter_mut().flat_map(|page| &mut page.lines).zip(0_u32..) {
            line.weight_grams = (seed >> (at % 16)) % 20_000;
            if at % 7 == 3 {
                (line.kind, line.sku) = (LineKind::Charge, None);
            }
        }
        let routed: Vec<RoutePage> = pages
            .iter()
            .map(|page| RoutePage { lines: page.clone(), reservation: Some(reserved(page, seed)) })
            .collect();
        let routing = Routing { fallback: None, order_version: 1, now: NOW };
        let parcels =
            routed.chunks(SHIPMENT_PAGES_MAX).flat_map(|pages| route(&order, pages, &routing));
        let parcels = parcels.collect();
        Self { order, pages, parcels, version: 1, taken: 0, given_back: 0 }
    }

    fn in_parcels(&self) -> BTreeMap<&LineId, u32> {
        let mut sums = BTreeMap::new();
        let wanted = |one: &&Shipment| one.state != ShipmentState::Cancelled;
        for position in self.parcels.iter().filter(wanted).flat_map(|one| &one.positions) {
            *sums.entry(&position.line_id).or_default() += position.quantity;
        }
        sums
    }

    /// Every unit that is not cancelled is in exactly one parcel, and no parcel is too large.
    fn check(&self) {
        let sums = self.in_parcels();
        for line in self.pages.iter().flat_map(|page| &page.lines) {
            let kept = line.quantity.get() - line.cancelled;
            assert_eq!(sums.get(&line.line_id).copied().unwrap_or(0), kept, "{line:?}");
        }
        for parcel in &self.parcels {
            assert!(parcel.positions.len() <= POSITIONS_MAX);
            assert!(parcel.pages().len() <= SHIPMENT_PAGES_MAX);
            assert!(parcel.positions.iter().all(|one| one.picked <= one.quantity), "{parcel:?}");
        }
        let all = self.order.totals.total.minor;
        assert!(self.taken >= 0 && self.given_back >= 0 && self.taken + self.given_back <= all);
        if matches!(self.order.state, OrderState::Fulfilled | OrderState::Cancelled) {
            assert_eq!(self.taken + self.given_back, all, "{:?}", self.order);
        }
    }

    fn cancel(&mut self, line: usize, units: u32) {
        let lines: Vec<_> = self.pages.iter().flat_map(|page| &page.lines).collect();
        let line_id = lines[line % lines.len()].line_id.clone();
        let scope =
            Scope::Lines(vec![LineUnits { line_id, quantity: Quantity::parse(units).unwrap() }]);
        let Ok(events) = order::laws::cancel_telling(&mut self.order, &mut self.pages, &scope)
        else {
            return;
        };
        self.version += 1;
        for event in events {
            self.given_back += event.refund.minor;
            for dropped in drop_cancelled(&self.parcels, &event, self.version).unwrap() {
                self.keep(dropped.shipment);
            }
        }
    }

    fn keep(&mut self, next: Shipment) {
        let known = self.parcels.iter_mut().find(|one| one.shipment_id == next.shipment_id);
        match known {
            Some(known) => *known = next,
            None => self.parcels.push(next),
        }
    }

    fn send(&mut self, at: usize) {
        let parcel = self.parcels[at % self.parcels.len()].clone();
        let handover = Handover { carrier: Code::example(), tracking_number: None };
        let Ok(Sent::First { shipment, fulfilled, event }) =
            send(&parcel, &self.order, &self.pages, Some(handover), NOW)
        else {
            return;
        };
        self.version += 1;
        self.taken += event.amount.minor;
        assert_eq!(event.is_last, self.order.units_open() == event.units);
        self.order = fulfilled.order;
        for page in fulfilled.pages {
            let at = usize::try_from(page.page).unwrap();
            self.pages[at] = page;
        }
        self.keep(*shipment);
    }

    fn prepare(&mut self, at: usize) {
        let at = at % self.parcels.len();
        if let Ok((next, _)) = pick(&self.parcels[at], &self.order, None) {
            self.keep(next);
        }
        let packed = PackedAs { weight_grams: 1_000, service: Code::example() };
        if let Ok((next, _)) = pack(&self.parcels[at], &self.order, packed) {
            self.keep(next);
        }
    }

    fn split(&mut self, at: usize, units: u32) {
        let parcel = self.parcels[at % self.parcels.len()].clone();
        let Some(position) = parcel.positions.first() else { return };
        let quantity = Quantity::parse(units).unwrap();
        let lines = [LineUnits { line_id: position.line_id.clone(), quantity }];
        let name = format!("shp_split-{}", self.parcels.len());
        if let Ok((stays, goes)) = split(&parcel, ShipmentId::parse(name).unwrap(), &lines, NOW) {
            assert_eq!(stays.units() + goes.units(), parcel.units());
            self.keep(stays);
            self.keep(goes);
        }
    }

    fn merge(&mut self, into: usize, from: usize) {
        let (into, from) = (into % self.parcels.len(), from % self.parcels.len());
        if let Ok((all, empty)) = merge(&self.parcels[into], &self.parcels[from]) {
            self.keep(all);
            self.keep(empty);
        }
    }
}

#[derive(Clone, Debug)]
enum Act {
    Cancel(usize, u32),
    Send(usize),
    Prepare(usize),
    Split(usize, u32),
    Merge(usize, usize),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => (0_usize..60, 1_u32..6).prop_map(|(line, units)| Act::Cancel(line, units)),
        4 => (0_usize..12).prop_map(Act::Send),
        5 => (0_usize..12).prop_map(Act::Prepare),
        1 => (0_usize..12, 1_u32..6).prop_map(|(at, units)| Act::Split(at, units)),
        1 => (0_usize..12, 0_usize..12).prop_map(|(into, from)| Act::Merge(into, from)),
    ]
}

/// What is only granted is not split: nobody could pick the parts, and they would be open for ever.
#[test]
fn a_parcel_with_nothing_to_send_is_not_rearranged() {
    let lines = [(0, 5, 0), (0, 1, 0), (0, 1, 0), (0, 3, 0)];
    let mut world = World::new(&lines, None, false, 1_141_809_424);
    world.cancel(0, 5);
    let at = world.parcels.iter().position(|one| one.location_id.is_none()).unwrap();
    let lonely = world.parcels[at].clone();
    let one = LineUnits {
        line_id: lonely.positions[0].line_id.clone(),
        quantity: Quantity::parse(1).unwrap(),
    };
    let refusal = split(&lonely, ShipmentId::example(), &[one], NOW).unwrap_err();
    assert_eq!(refusal, ShipmentRefusal::NothingToSend);
    let other = Shipment { shipment_id: ShipmentId::example(), ..lonely.clone() };
    assert_eq!(merge(&lonely, &other).unwrap_err(), ShipmentRefusal::NothingToSend);
    world.send(at);
    assert_eq!(world.parcels[at].state, ShipmentState::Delivered);
}

proptest! {
    #[test]
    fn whatever_is_done_to_parcels_every_unit_is_in_one_and_the_money_adds_up(
        lines in lines(), shipping in prop::option::of(1_i64..5_000), inclusive: bool, seed: u32,
        acts in prop::collection::vec(act(), 0..60),
    ) {
        let mut world = World::new(&lines, shipping, inclusive, seed);
        world.check();
        for act in acts {
            match act {
                Act::Cancel(line, units) => world.cancel(line, units),
                Act::Send(at) => world.send(at),
                Act::Prepare(at) => world.prepare(at),
                Act::Split(at, units) => world.split(at, units),
                Act::Merge(into, from) => world.merge(into, from),
            }
            world.check();
        }
        // Whatever is left can always be sent.
        for at in 0..world.parcels.len() {
            world.prepare(at);
            world.send(at);
        }
        world.check();
        prop_assert_eq!(world.order.units_open(), 0);
    }

    #[test]
    fn sightings_in_any_order_end_alike(order in Just([
        (Status::InTransit, 10), (Status::DeliveryFailed, 20), (Status::OutForDelivery, 30), (Status::Delivered, 40),
    ]).prop_shuffle(), twice: bool) {
        let mut shipment = sent();
        let mut delivered = 0;
        for (status, at) in order.iter().flat_map(|one| std::iter::repeat_n(*one, 1 + usize::from(twice))) {
            let seen = Seen { attempt: 1, status, at: NOW.plus_seconds(at) };
            if let Some((next, news)) = track(&shipment, seen, |_| None) {
                delivered += i32::from(matches!(news, Some(News::Delivered(_))));
                shipment = next;
            }
        }
        prop_assert_eq!(shipment.state, ShipmentState::Delivered);
        prop_assert_eq!(shipment.delivered_at, Some(NOW.plus_seconds(40)));
        prop_assert_eq!(delivered, 1);
    }
}

/// A parcel that has left.
fn sent() -> Shipment {
    let mut world = World::new(&[(100, 2, 20)], None, true, 0);
    world.prepare(0);
    world.send(0);
    world.parcels.remove(0)
}

#[test]
fn more_than_was_allocated_is_not_picked() {
    let world = World::new(&[(100, 2, 20)], None, true, 0);
    let parcel = &world.parcels[0];
    let units = |quantity| {
        let line_id = parcel.positions[0].line_id.clone();
        [LineUnits { line_id, quantity: Quantity::parse(quantity).unwrap() }]
    };
    let (part, event) = pick(parcel, &world.order, Some(&units(1))).unwrap();
    assert_eq!((part.state, event), (ShipmentState::Allocated, None));
    let refusal = pick(&part, &world.order, Some(&units(2))).unwrap_err();
    assert_eq!(refusal.to_string(), "line line_0 has 1 units left in the shipment, not 2");
    let (all, event) = pick(&part, &world.order, Some(&units(1))).unwrap();
    assert_eq!((all.state, event.map(|event| event.units)), (ShipmentState::Picked, Some(2)));
}

#[test]
fn a_parcel_without_a_label_is_not_sent_unless_somebody_says_who_carries_it() {
    let mut world = World::new(&[(100, 2, 20)], None, true, 0);
    world.prepare(0);
    let refusal = send(&world.parcels[0], &world.order, &world.pages, None, NOW).unwrap_err();
    assert_eq!(refusal, ShipmentRefusal::NoLabel);
}

#[test]
fn what_is_lost_is_given_back_and_never_sent_again_what_is_back_may_be() {
    let lost = Seen { attempt: 1, status: Status::Lost, at: NOW };
    let back = Seen { attempt: 1, status: Status::Returned, at: NOW };
    let code = |failure: Failure| Code::parse(failure.name()).ok();
    let (gone, news) = track(&sent(), lost, code).unwrap();
    assert!(matches!(news, Some(News::Failed(event)) if event.failure.as_ref() == "lost"));
    let packed = PackedAs { weight_grams: 1, service: Code::example() };
    assert_eq!(resend(&gone, packed.clone()), Err(ShipmentRefusal::NotBack(Failure::Lost)));
    let mut world = World::new(&[(100, 2, 20)], None, true, 0);
    world.prepare(0);
    world.send(0);
    let (order, pages) = (&world.order, &world.pages);
    let account = RefundAccount::new(order.order_id.clone(), order.currency);
    let off = |restock| write_off(&gone, order, pages, &account, restock);
    assert_eq!(off(true), Err(ShipmentRefusal::NotRestockable(Failure::Lost)));
    let off = off(false).unwrap();
    assert_eq!(Some(off.event.refund), gone.amount);
    assert!(off.event.restock.is_empty() && gone.amount > Some(Money::zero(order.currency)));
    // What was given back to the buyer before is not given back again.
    let again = write_off(&gone, order, pages, &off.account, false).unwrap();
    assert_eq!(again.event.refund, Money::zero(order.currency));
    let (returned, _) = track(&gone, Seen { at: NOW.plus_seconds(1), ..back }, code).unwrap();
    let (again, event) = resend(&returned, packed).unwrap();
    assert_eq!((again.state, event.attempt), (ShipmentState::Packed, 2));
    // News of the first label no longer counts.
    assert_eq!(track(&again, Seen { at: NOW.plus_seconds(9), ..back }, code), None);
}
