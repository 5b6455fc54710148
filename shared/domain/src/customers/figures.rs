//! What a customer is worth to the shop, kept current.
//!
//! Each order is one line of a sum. News of an order makes its line anew, and the difference goes into the sum: so news
//! may come late, twice and in any order.
use crate::order::{Order, OrderState, PaymentSums};
use primitives::{Currency, CustomerId, Money, OrderId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one order comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFigures {
    /// Whose.
    pub customer_id: CustomerId,
    /// The order.
    pub order_id: OrderId,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// Whether anything of it is left: a cancelled order is none.
    pub counts: bool,
    /// What it costs, less what was cancelled.
    pub ordered: Money,
    /// What was taken.
    pub captured: Money,
    /// What of that was given back.
    pub refunded: Money,
}

impl OrderFigures {
    /// Of an order of a customer's, by what its payments have come to. None of a guest's, and none of a draft.
    pub fn of(order: &Order, sums: PaymentSums) -> Option<Self> {
        let customer_id = order.customer_id.clone()?;
        let money = |minor| Money { minor, currency: order.currency };
        order.is_public().then(|| Self {
            customer_id,
            order_id: order.order_id.clone(),
            placed_at: order.dated(),
            counts: order.state != OrderState::Cancelled,
            ordered: money(order.totals.total.minor.saturating_sub(order.cancelled_amount.minor)),
            captured: money(sums.captured),
            refunded: money(sums.refunded),
        })
    }
}

/// What the orders in one currency come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Worth {
    /// Orders that were not cancelled.
    pub orders: i64,
    /// What they cost, less what was cancelled. Minor units, as all here.
    pub ordered: i64,
    /// What was taken.
    pub captured: i64,
    /// What of that was given back.
    pub refunded: i64,
}

impl Worth {
    /// Lifetime value so far: what was taken and not given back, in minor units.
    pub fn lifetime_value(&self) -> i64 {
        self.captured.saturating_sub(self.refunded)
    }

    /// Average order value in minor units, a half rounded up; none without orders.
    pub fn average_order_value(&self) -> Option<i64> {
        let doubled = self.ordered.checked_mul(2)?.checked_add(self.orders)?;
        doubled.checked_div_euclid(self.orders.checked_mul(2)?)
    }

    fn moved(self, before: Option<&OrderFigures>, after: &OrderFigures) -> Self {
        let difference = |of: fn(&OrderFigures) -> i64| {
            of(after).saturating_sub(before.map(of).unwrap_or_default())
        };
        Self {
            orders: self.orders.saturating_add(difference(|one| i64::from(one.counts))),
            ordered: self.ordered.saturating_add(difference(|one| one.ordered.minor)),
            captured: self.captured.saturating_add(difference(|one| one.captured.minor)),
            refunded: self.refunded.saturating_add(difference(|one| one.refunded.minor)),
        }
    }
}

/// What all orders of a customer come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Figures {
    /// Whose.
    pub customer_id: CustomerId,
    /// By currency: sums of different currencies are no sums.
    pub worth: BTreeMap<Currency, Worth>,
    /// When the first order was placed, cancelled or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_order_at: Option<Timestamp>,
    /// When the last one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_order_at: Option<Timestamp>,
    /// Which that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_order_id: Option<OrderId>,
}

impl Figures {
    /// Of somebody who has bought nothing.
    pub fn none(customer_id: CustomerId) -> Self {
        Self {
            customer_id,
            worth: BTreeMap::new(),
            first_order_at: None,
            last_order_at: None,
            last_order_id: None,
        }
    }

    /// The figures when an order comes to something else than it did.
    #[must_use]
    pub fn moved(&self, before: Option<&OrderFigures>, after: &OrderFigures) -> Self {
        let mut next = self.clone();
        let worth = next.worth.entry(after.ordered.currency).or_default();
        *worth = worth.moved(before, after);
        let at = after.placed_at;
        next.first_order_at = Some(self.first_order_at.map_or(at, |first| first.min(at)));
        let last = (self.last_order_at, self.last_order_id.as_ref());
        if last < (Some(at), Some(&after.order_id)) {
            next.last_order_at = Some(at);
            next.last_order_id = Some(after.order_id.clone());
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Example;
    use proptest::prelude::*;

    fn figures(
        order: usize,
        counts: bool,
        ordered: i64,
        captured: i64,
        refunded: i64,
    ) -> OrderFigures {
        let currency = if order.is_multiple_of(2) { Currency::GBP } else { Currency::EUR };
        let money = |minor| Money { minor, currency };
        OrderFigures {
            customer_id: CustomerId::example(),
            order_id: OrderId::parse(format!("ord_{order:04}")).unwrap(),
            placed_at: Timestamp::example().plus_seconds(i64::try_from(order * 7 % 5).unwrap()),
            counts,
            ordered: money(ordered),
            captured: money(captured),
            refunded: money(refunded),
        }
    }

    proptest! {
        #[test]
        fn the_sum_is_that_of_each_orders_last_line_whatever_came_before(
            news in proptest::collection::vec(
                (0usize..6, any::<bool>(), 0i64..10_000, 0i64..10_000, 0i64..10_000), 0..40),
        ) {
            let mut sum = Figures::none(CustomerId::example());
            let mut lines: BTreeMap<usize, OrderFigures> = BTreeMap::new();
            for (order, counts, ordered, captured, refunded) in news {
                let after = figures(order, counts, ordered, captured, refunded);
                sum = sum.moved(lines.get(&order), &after);
                // The same once more changes nothing.
                prop_assert_eq!(&sum.moved(Some(&after), &after), &sum);
                lines.insert(order, after);
            }
            for currency in [Currency::GBP, Currency::EUR] {
                let of = |what: fn(&OrderFigures) -> i64| -> i64 {
                    lines.values().filter(|one| one.ordered.currency == currency).map(what).sum()
                };
                let worth = sum.worth.get(&currency).copied().unwrap_or_default();
                prop_assert_eq!(worth.orders, of(|one| i64::from(one.counts)));
                prop_assert_eq!(worth.ordered, of(|one| one.ordered.minor));
                prop_assert_eq!(worth.lifetime_value(), of(|one| one.captured.minor - one.refunded.minor));
            }
            let placed = lines.values().map(|one| (one.placed_at, &one.order_id));
            prop_assert_eq!(sum.first_order_at, placed.clone().map(|(at, _)| at).min());
            prop_assert_eq!(sum.last_order_at.zip(sum.last_order_id.as_ref()), placed.max());
        }
    }

    #[test]
    fn the_average_is_rounded_and_there_is_none_of_nothing() {
        let worth = |orders, ordered| Worth { orders, ordered, ..Worth::default() };
        assert_eq!(worth(2, 5).average_order_value(), Some(3));
        assert_eq!(worth(3, 10).average_order_value(), Some(3));
        assert_eq!(worth(0, 10).average_order_value(), None);
    }
}
