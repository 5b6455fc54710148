//! Orders of somebody who was erased keep what an invoice needs, and nothing else of a person.
//!
//! Invariant: nothing is taken from an order that is still to be sent, changed, cancelled or argued with a bank; it is looked at again until
//! it is over.
use super::{Order, OrderState};
use crate::fulfilment::{Shipment, ShipmentState};
use events::order::{BuyerErasedV1, OrdersErasedV1};
use primitives::{Address, CustomerId, Timestamp};
use serde::{Deserialize, Serialize};

/// Seconds between two looks at orders that are not over yet.
const AGAIN_SECONDS: i64 = 86_400;

/// How far the orders of somebody who was erased have been gone through. It stays, as the proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrdersErasure {
    /// Who was erased.
    pub customer_id: CustomerId,
    /// When.
    pub erased_at: Timestamp,
    /// When orders are looked at next; never again where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Where in the list of orders this look goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Whether this look found an order that is not over.
    #[serde(default)]
    pub open: bool,
    /// Orders that were erased so far.
    #[serde(default)]
    pub orders: u64,
}

impl OrdersErasure {
    /// Before the first look.
    pub const fn begun(customer_id: CustomerId, erased_at: Timestamp, now: Timestamp) -> Self {
        Self { customer_id, erased_at, due_at: Some(now), after: None, open: false, orders: 0 }
    }

    /// Whether it is time for a look, or to go on with one.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.due_at.is_some_and(|at| at <= now)
    }

    /// After a page: so many of its orders were erased, and whether some are not over. At the list's end, the next look
    /// is a day later as long as an order is open, or was being placed at the moment of the erasure.
    #[must_use]
    pub fn looked(&self, erased: u64, open: bool, next: Option<String>, now: Timestamp) -> Self {
        let orders = self.orders.saturating_add(erased);
        let open = self.open || open;
        if next.is_some() {
            return Self { after: next, open, orders, ..self.clone() };
        }
        let again = open || now < self.erased_at.plus_seconds(AGAIN_SECONDS);
        let due_at = again.then(|| now.plus_seconds(AGAIN_SECONDS));
        Self { due_at, after: None, open: false, orders, ..self.clone() }
    }

    /// The news of a look that came to the list's end; none of one that goes on.
    pub fn looked_event(&self, now: Timestamp) -> Option<OrdersErasedV1> {
        self.after.is_none().then(|| OrdersErasedV1 {
            customer_id: self.customer_id.clone(),
            orders: self.orders,
            last: self.due_at.is_none(),
            looked_at: now,
        })
    }
}

impl Order {
    /// Whether nothing is left to be done for which anybody must be reached: all of it came, was given up or cancelled.
    pub fn is_over(&self, parcels: &[Shipment]) -> bool {
        use ShipmentState::{Cancelled, Delivered, WrittenOff};
        let done = matches!(self.state, OrderState::Fulfilled | OrderState::Cancelled);
        let came = |one: &Shipment| matches!(one.state, Delivered | WrittenOff | Cancelled);
        done && self.cancelling.is_none() && self.editing.is_none() && parcels.iter().all(came)
    }

    /// Without what no invoice needs: e-mail address, telephone, where it went and what was written. Whom the invoice
    /// names stays. `None` where that was done.
    pub fn buyer_erased(&self, now: Timestamp) -> Option<Self> {
        if self.buyer_erased_at.is_some() {
            return None;
        }
        let billed = self.billing_address.as_ref().or(self.shipping_address.as_ref());
        let billing_address = billed.map(|to| Address { phone: None, ..to.clone() });
        Some(Self {
            email: None,
            shipping_address: None,
            billing_address,
            note: None,
            buyer_erased_at: Some(now),
            ..self.clone()
        })
    }

    /// The news of it, for whoever keeps something personal about the order; none before.
    pub fn buyer_erased_event(&self) -> Option<BuyerErasedV1> {
        Some(BuyerErasedV1 {
            order_id: self.order_id.clone(),
            cart_id: self.cart_id.clone(),
            checkout_id: self.checkout_id.clone(),
            erased_at: self.buyer_erased_at?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Example;

    const DAY: i64 = AGAIN_SECONDS;

    #[test]
    fn orders_are_looked_at_until_all_are_over_and_once_more_for_what_was_being_placed() {
        let start = Timestamp::example();
        let begun = OrdersErasure::begun(CustomerId::example(), start, start);
        assert!(begun.is_due(start) && !begun.is_due(start.plus_seconds(-1)));
        let page = begun.looked(2, true, Some("more".into()), start);
        assert!(page.is_due(start) && page.open && page.after.is_some(), "the look goes on");
        assert_eq!(page.looked_event(start), None);
        let end = page.looked(1, false, None, start);
        assert_eq!((end.orders, end.due_at), (3, Some(start.plus_seconds(DAY))));
        let next_day = end.looked(0, false, None, start.plus_seconds(DAY));
        assert_eq!((next_day.due_at, next_day.orders), (None, 3), "all are over");
        assert!(next_day.looked_event(start).is_some_and(|event| event.last));
        let open = end.looked(0, true, None, start.plus_seconds(DAY));
        assert_eq!(open.due_at, Some(start.plus_seconds(2 * DAY)));
    }
}
