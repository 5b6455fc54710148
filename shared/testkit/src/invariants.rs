//! What must be true of the table: always, and once everything has come to rest.
mod companies;
mod customers;
mod exchanges;
pub mod goods;
mod points;
mod refunds;

use crate::Items;
use domain::{
    cart::{Cart, CartState},
    checkout::{Checkout, CheckoutState, Source},
    inventory::{Level, Movement, Reservation, ReservationState, ReservedLine, Spot, Take},
    order::{Edit, EditState, LinePage, Order, OrderLine, OrderState, PaymentStatus, PaymentSums},
    payment::{Buckets, Payment, fold},
    pricing::gift_card::{CardEntry, Cause, GiftCard},
    totals::Totals,
};
use primitives::{GiftCardId, OrderId};
use std::collections::{BTreeMap, BTreeSet};

/// True at every instant.
pub fn always(items: &Items) {
    stock(items);
    payments_add_up(items);
    gift_cards(items);
    one_order_per_checkout(items);
    customers::sums(items);
    companies::always(items);
    points::always(items);
    refunds::always(items);
    exchanges::backed(items);
    nobody_is_told(items);
}

/// Nothing in the table says in clear who buys and where they live. The make-believe carrier is somebody else, and a
/// warehouse is nobody.
pub fn nobody_is_told(items: &Items) {
    let others: BTreeSet<String> = table::keys::haulier::ENTITIES
        .iter()
        .chain(table::keys::inventory::ENTITIES)
        .map(|row| row.entity.to_owned())
        .collect();
    for word in ["buyer@", "a. buyer", "\"line1\""] {
        let told: Vec<_> = items.telling(word).difference(&others).cloned().collect();
        assert!(told.is_empty(), "{word} stands in clear in {told:?}");
    }
}

/// Of stock alone: the ledger, the levels and the reservations tell the same.
pub fn stock(items: &Items) {
    levels_are_what_the_ledger_says(items);
    promises_are_backed(items);
}

/// True of orders whenever nothing is half done: what they cost and count is what their lines say, and
/// edits are at work only where the order names them.
pub fn orders(items: &Items) {
    let pages = items.all::<LinePage>();
    let edits = items.all::<Edit>();
    for order in items.all::<Order>() {
        let own = pages.iter().filter(|page| page.order_id == order.order_id);
        let lines: Vec<&OrderLine> = own.clone().flat_map(|page| &page.lines).collect();
        assert_eq!(own.count(), order.page_count as usize, "{order:?}");
        assert_eq!(lines.len(), order.line_count as usize, "{order:?}");
        let count = |of: &dyn Fn(&OrderLine) -> u32| -> u64 {
            lines.iter().map(|line| u64::from(of(line))).sum()
        };
        assert_eq!(count(&|line| line.quantity.get()), order.units, "{order:?}");
        assert_eq!(count(&|line| line.fulfilled), order.units_fulfilled, "{order:?}");
        assert_eq!(count(&|line| line.cancelled), order.units_cancelled, "{order:?}");
        let Totals { shipping, shipping_tax, prices_include_tax, total, .. } = &order.totals;
        let tax = if *prices_include_tax { 0 } else { shipping_tax.minor };
        let sum: i64 = lines.iter().map(|line| line.amounts.total.minor).sum();
        assert_eq!(sum + shipping.minor + tax, total.minor, "{order:?}");
        for edit in edits.iter().filter(|edit| edit.order_id == order.order_id) {
            let named = order.editing.as_ref() == Some(&edit.edit_id);
            assert_eq!(named, edit.state == EditState::AtWork, "{edit:?}");
        }
    }
}

/// True of orders once everything has come to rest, where nobody but the shop itself has moved their
/// money: stock is put aside for exactly the units that are still to be sent, and what is held or was
/// taken of the buyer's money is exactly what is owed.
pub fn orders_at_rest(items: &Items) {
    orders(items);
    money_at_rest(items);
    statuses_at_rest(items);
    customers::at_rest(items);
    exchanges::at_rest(items);
    let (pages, reservations) = (items.all::<LinePage>(), items.all::<Reservation>());
    for order in items.all::<Order>().into_iter().filter(|order| order.placed_at.is_some()) {
        for page in pages.iter().filter(|page| page.order_id == order.order_id) {
            let goods = page.lines.iter().filter(|line| line.takes_stock());
            let wanted: u32 = goods.map(OrderLine::open).sum();
            let kept: u32 = reservations
                .iter()
                .filter(|kept| Some(&kept.reservation_id) == order.reservation_id.as_ref())
                .filter(|kept| kept.page == page.page)
                .flat_map(|kept| &kept.lines)
                .map(ReservedLine::open)
                .sum();
            assert_eq!(kept, wanted, "page {} of {order:?}", page.page);
        }
    }
}

/// What is held or was taken of each buyer's money is exactly what is owed. What is owed less while a bank has the
/// money stays, at most as much as was ever disputed: the buyer has it already. What a card holds for goods that left
/// before the old ones were back pays for none of the order's lines, and is looked at by itself.
pub fn money_at_rest(items: &Items) {
    let (payments, holds) = (items.all::<Payment>(), exchanges::holds(items));
    for order in items.all::<Order>().into_iter().filter(|order| order.placed_at.is_some()) {
        let own = payments
            .iter()
            .filter(|payment| payment.order_id == order.order_id)
            .filter(|payment| !holds.contains(&payment.payment_id));
        let held: i64 = own.clone().map(kept).sum();
        let disputes = own.flat_map(|payment| &payment.disputes);
        let disputed: i64 = disputes.map(|dispute| dispute.amount.minor).sum();
        let owed = order.totals.total.minor - order.cancelled_amount.minor;
        let owed = owed - refunds::paid_back(items, &order.order_id);
        assert!((owed..=owed + disputed).contains(&held), "{held} for {owed}: {order:?}");
    }
}

/// What is held or was taken of a payment, and was neither given back nor turned into store credit.
fn kept(payment: &Payment) -> i64 {
    let Buckets { authorised, cancelled, refunded, converted, .. } = payment.buckets;
    authorised.all() - cancelled.all() - refunded.all() - converted.all()
}

/// Every order says of its payments what they say themselves.
fn statuses_at_rest(items: &Items) {
    let payments = items.all::<Payment>();
    for order in items.all::<Order>().into_iter().filter(|order| order.placed_at.is_some()) {
        let own = payments.iter().filter(|payment| order.payment_ids.contains(&payment.payment_id));
        let sums = own.fold(PaymentSums::default(), PaymentSums::with);
        let due = order.totals.total.minus(order.cancelled_amount).expect("one currency");
        assert_eq!(order.payment_status, PaymentStatus::of(due, sums), "{order:?}");
    }
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
        let sum = sums
            .entry(Spot { sku: entry.sku, location_id: entry.location_id, shard: entry.shard })
            .or_default();
        let delta = entry.delta;
        let moves =
            [delta.on_hand, delta.reserved, delta.incoming, delta.damaged, delta.backordered];
        sum.iter_mut().zip(moves).for_each(|(sum, by)| *sum += by);
    }
    for level in items.all::<Level>() {
        let counters =
            [level.on_hand, level.reserved, level.incoming, level.damaged, level.backordered];
        let ledger = sums.remove(&spot(&level)).unwrap_or_default();
        assert_eq!(counters.map(i64::from), ledger, "the ledger disagrees with {level:?}");
        assert!(ledger.iter().all(|counter| *counter >= 0), "less than nothing: {level:?}");
        assert_eq!(level.free + level.reserved, level.on_hand, "{level:?}");
    }
    assert!(sums.is_empty(), "the ledger knows levels that are not there: {sums:?}");
}

/// What a closed reservation took, it has given back: it lists nothing any more.
fn promises_are_backed(items: &Items) {
    let mut promised: BTreeMap<Spot, i64> = BTreeMap::new();
    for reservation in items.all::<Reservation>() {
        for take in reservation.lines.into_iter().flat_map(|line| line.takes) {
            let Take { sku, location_id, shard, quantity } = take;
            *promised.entry(Spot { sku, location_id, shard }).or_default() += i64::from(quantity);
        }
    }
    for level in items.all::<Level>() {
        let kept = i64::from(level.reserved) + i64::from(level.backordered);
        let asked = promised.remove(&spot(&level)).unwrap_or_default();
        assert_eq!(asked, kept, "open reservations and reserved stock differ: {level:?}");
    }
    assert!(promised.is_empty(), "promised where there is no stock: {promised:?}");
}

fn spot(level: &Level) -> Spot {
    let Level { sku, location_id, shard, .. } = level.clone();
    Spot { sku, location_id, shard }
}

fn payments_add_up(items: &Items) {
    for payment in items.all::<Payment>() {
        let buckets = payment.buckets;
        assert_eq!(fold(&payment.log), buckets, "the log disagrees with {payment:?}");
        assert!(buckets.authorised.all() <= payment.amount.minor, "{payment:?}");
        assert!(buckets.uncaptured() >= 0 || buckets.authorised.settled == 0, "{payment:?}");
        assert!(buckets.unrefunded() >= 0, "{payment:?}");
        assert!(payment.refundable() >= 0, "given back and with a bank: {payment:?}");
    }
}

/// Of gift cards and store credit: what is left is the sum of the ledger and never below nothing, and what
/// an order has spent of a card is what its payments by that card still hold.
pub fn gift_cards(items: &Items) {
    let mut spent: BTreeMap<(GiftCardId, OrderId), i64> = BTreeMap::new();
    let entries = items.all::<CardEntry>();
    for card in items.all::<GiftCard>() {
        let mut own: Vec<&CardEntry> =
            entries.iter().filter(|entry| entry.card_id == card.card_id).collect();
        own.sort_by_key(|entry| entry.number);
        let mut balance = 0;
        for (number, entry) in own.iter().enumerate() {
            balance += entry.amount.minor;
            assert_eq!(entry.number, number as u64, "a gap in the ledger of {card:?}");
            assert_eq!(entry.balance.minor, balance, "{entry:?}");
            assert!(balance >= 0, "less than nothing: {entry:?}");
            if let Cause::Spent { order } | Cause::Refunded { order } = &entry.cause {
                let of = (card.card_id.clone(), order.clone());
                *spent.entry(of).or_default() -= entry.amount.minor;
            }
        }
        assert_eq!(own.len() as u64, card.entries, "{card:?}");
        assert_eq!(balance, card.balance.minor, "the ledger disagrees with {card:?}");
    }
    let mut held: BTreeMap<(GiftCardId, OrderId), i64> = BTreeMap::new();
    for payment in items.all::<Payment>() {
        if let Some(card_id) = payment.gift_card_id.clone() {
            *held.entry((card_id, payment.order_id.clone())).or_default() += payment.kept().minor;
        }
    }
    assert_eq!(spent, held, "what orders spent of cards is not what their payments hold");
}

/// One checkout became each order, the one that it names; and no other thinks that it did, or might.
fn one_order_per_checkout(items: &Items) {
    let orders: BTreeMap<OrderId, Order> =
        items.all::<Order>().into_iter().map(|order| (order.order_id.clone(), order)).collect();
    let mut placed: BTreeMap<OrderId, Checkout> = BTreeMap::new();
    // An edit is a checkout of an order that is there already.
    let mut edited = BTreeSet::new();
    for checkout in items.all::<Checkout>() {
        let order = orders.get(&checkout.order_id);
        match &checkout.source {
            Source::Edit { .. } if checkout.state == CheckoutState::Placed => {
                edited.insert(checkout.order_id);
            }
            Source::Edit { .. } => {}
            Source::Cart(_) | Source::Draft(_) if checkout.state == CheckoutState::Placed => {
                let other = placed.insert(checkout.order_id.clone(), checkout);
                assert!(other.is_none(), "two checkouts became one order: {other:?}");
            }
            // Its order is born when it is placed, and is nobody else's.
            Source::Cart(_) => {
                assert!(order.is_none(), "an order without its checkout: {checkout:?}");
            }
            Source::Draft(_) => of_draft(order, &checkout),
        }
    }
    for (order_id, checkout) in &placed {
        let order = orders.get(order_id).unwrap_or_else(|| panic!("no order of {checkout:?}"));
        assert!(order.is_public(), "a draft of a checkout that was placed: {order:?}");
        assert_eq!(order.checkout_id.as_ref(), Some(&checkout.checkout_id), "{order:?}");
        let same = edited.contains(order_id) || order.totals == checkout.totals;
        assert!(same, "the order's totals are not the checkout's: {order:?}");
    }
}

/// A draft is being placed by the checkout that it names as long as that is at work. One that came to
/// nothing has let go of it: then it may be written, placed by another, or thrown away.
fn of_draft(order: Option<&Order>, checkout: &Checkout) {
    let named = order.filter(|one| one.checkout_id.as_ref() == Some(&checkout.checkout_id));
    if checkout.state == CheckoutState::Closed {
        assert!(named.is_none(), "a draft holds on to what came to nothing: {checkout:?}");
    } else {
        let placing = named.is_some_and(|order| order.state == OrderState::Placing);
        assert!(placing, "a checkout at work for a draft that knows nothing of it: {checkout:?}");
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
