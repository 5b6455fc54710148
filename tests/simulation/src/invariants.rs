//! What must be true of the table: always, and once everything has come to rest.
use crate::Items;
use domain::{
    cart::{Cart, CartState},
    checkout::{Checkout, CheckoutState},
    inventory::{Level, Movement, Reservation, ReservationState},
    order::Order,
    payment::{Payment, fold},
};
use primitives::{LocationId, OrderId, Sku};
use std::collections::BTreeMap;

type Spot = (Sku, u16, LocationId);

/// True at every instant.
pub fn always(items: &Items) {
    levels_are_what_the_ledger_says(items);
    promises_are_backed(items);
    payments_add_up(items);
    one_order_per_checkout(items);
}

/// True when no event, no clock and no caller has anything left to do.
pub fn at_rest(items: &Items) {
    always(items);
    every_checkout_has_ended(items);
    nothing_is_held_for_nobody(items);
    carts_follow_their_checkouts(items);
}

fn levels_are_what_the_ledger_says(items: &Items) {
    let mut sums: BTreeMap<Spot, [i64; 5]> = BTreeMap::new();
    for entry in items.all::<Movement>() {
        let sum = sums.entry((entry.sku, entry.shard, entry.location_id)).or_default();
        let delta = entry.delta;
        let moves =
            [delta.on_hand, delta.reserved, delta.incoming, delta.damaged, delta.backordered];
        sum.iter_mut().zip(moves).for_each(|(sum, by)| *sum += by);
    }
    for level in items.all::<Level>() {
        let counters =
            [level.on_hand, level.reserved, level.incoming, level.damaged, level.backordered];
        let spot = (level.sku.clone(), level.shard, level.location_id.clone());
        let ledger = sums.remove(&spot).unwrap_or_default();
        assert_eq!(counters.map(i64::from), ledger, "the ledger disagrees with {level:?}");
        assert_eq!(level.free + level.reserved, level.on_hand, "{level:?}");
    }
    assert!(sums.values().all(|sum| *sum == [0; 5]), "the ledger knows levels that are not there");
}

fn promises_are_backed(items: &Items) {
    let mut promised: BTreeMap<Sku, i64> = BTreeMap::new();
    for reservation in items.all::<Reservation>() {
        let open =
            matches!(reservation.state, ReservationState::Created | ReservationState::Committed);
        for take in reservation.lines.iter().flat_map(|line| &line.takes).filter(|_| open) {
            *promised.entry(take.sku.clone()).or_default() += i64::from(take.quantity);
        }
    }
    let mut reserved: BTreeMap<Sku, i64> = BTreeMap::new();
    for level in items.all::<Level>() {
        *reserved.entry(level.sku).or_default() += i64::from(level.reserved);
    }
    reserved.retain(|_, units| *units != 0);
    promised.retain(|_, units| *units != 0);
    assert_eq!(promised, reserved, "open reservations and reserved stock differ");
}

fn payments_add_up(items: &Items) {
    for payment in items.all::<Payment>() {
        let buckets = payment.buckets;
        assert_eq!(fold(&payment.log), buckets, "the log disagrees with {payment:?}");
        assert!(buckets.authorised.all() <= payment.amount.minor, "{payment:?}");
        assert!(buckets.uncaptured() >= 0 || buckets.authorised.settled == 0, "{payment:?}");
        assert!(buckets.unrefunded() >= 0, "{payment:?}");
    }
}

/// How many checkouts became each order, and whether that order is there.
fn one_order_per_checkout(items: &Items) {
    let orders: BTreeMap<OrderId, Order> = items
        .all::<Order>()
        .into_iter()
        .filter(|order| order.placed_at.is_some())
        .map(|order| (order.order_id.clone(), order))
        .collect();
    let mut placed: BTreeMap<OrderId, Checkout> = BTreeMap::new();
    for checkout in items.all::<Checkout>() {
        if checkout.state == CheckoutState::Placed {
            let other = placed.insert(checkout.order_id.clone(), checkout);
            assert!(other.is_none(), "two checkouts became one order: {other:?}");
        } else {
            let order = orders.get(&checkout.order_id);
            assert!(order.is_none(), "an order without its checkout: {checkout:?}");
        }
    }
    for (order_id, checkout) in &placed {
        let order = orders.get(order_id).unwrap_or_else(|| panic!("no order of {checkout:?}"));
        assert_eq!(order.totals, checkout.totals, "the order's totals are not the checkout's");
    }
}

fn every_checkout_has_ended(items: &Items) {
    for checkout in items.all::<Checkout>() {
        let ended = matches!(checkout.state, CheckoutState::Placed | CheckoutState::Closed);
        assert!(ended, "a checkout that never ended: {checkout:?}");
    }
}

fn nothing_is_held_for_nobody(items: &Items) {
    let checkouts: BTreeMap<_, _> = items
        .all::<Checkout>()
        .into_iter()
        .map(|checkout| (checkout.checkout_id.clone(), checkout.state))
        .collect();
    for reservation in items.all::<Reservation>() {
        let placed = checkouts.get(&reservation.checkout_id) == Some(&CheckoutState::Placed);
        match reservation.state {
            ReservationState::Created => panic!("still only put aside: {reservation:?}"),
            ReservationState::Committed => assert!(placed, "kept for nobody: {reservation:?}"),
            _ => {}
        }
    }
}

fn carts_follow_their_checkouts(items: &Items) {
    for cart in items.all::<Cart>() {
        let frozen = matches!(cart.state, CartState::Frozen { .. });
        assert!(!frozen, "frozen by a checkout that has ended: {cart:?}");
    }
}
