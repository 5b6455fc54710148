//! What the shop says of its customers agrees with their orders and payments.
use crate::Items;
use domain::{
    customers::{Figures, OrderFigures, Union, Worth},
    order::{Order, PaymentSums},
    payment::Payment,
};
use primitives::{Currency, CustomerId};
use std::collections::BTreeMap;

/// True at every instant: a customer's figures are the sum of what each of their orders came to, and of those whom
/// they took in; who was merged has none.
pub fn sums(items: &Items) {
    let mut sums: BTreeMap<(CustomerId, Currency), Worth> = BTreeMap::new();
    let unions: BTreeMap<_, _> = items
        .all::<Union>()
        .into_iter()
        .filter_map(|one| one.into.map(|into| (one.customer_id, into)))
        .collect();
    for line in items.all::<OrderFigures>() {
        let mut owner = line.customer_id;
        while let Some(into) = unions.get(&owner) {
            owner = into.clone();
        }
        let sum = sums.entry((owner, line.ordered.currency)).or_default();
        sum.orders += i64::from(line.counts);
        sum.ordered += line.ordered.minor;
        sum.captured += line.captured.minor;
        sum.refunded += line.refunded.minor;
    }
    let mut told = BTreeMap::new();
    for figures in items.all::<Figures>() {
        let Figures { customer_id, worth, .. } = figures;
        told.extend(
            worth.into_iter().map(|(currency, worth)| ((customer_id.clone(), currency), worth)),
        );
    }
    assert_eq!(told, sums);
}

/// Once every event has been heard: each line is what its order and the payments say. Where there is no line at all,
/// the shop has no function for its customers.
pub fn at_rest(items: &Items) {
    let payments = items.all::<Payment>();
    let lines = items.all::<OrderFigures>();
    if lines.is_empty() {
        return;
    }
    for order in items.all::<Order>() {
        let own = payments.iter().filter(|payment| order.payment_ids.contains(&payment.payment_id));
        let sums = own.fold(PaymentSums::default(), PaymentSums::with);
        let held = lines.iter().find(|line| line.order_id == order.order_id);
        assert_eq!(held, OrderFigures::of(&order, sums).as_ref(), "{order:?}");
    }
}
