//! Events of `checkout`.
use crate::row::events;
use primitives::{CheckoutId, Example, OrderId, PaymentId, ReservationId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why no order comes of a checkout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// The shopper or the staff gave it up.
    Cancelled,
    /// Its time was over.
    Expired,
    /// There was too little stock.
    StockShort,
    /// The payment was declined, and nobody is there to try another.
    Declined,
    /// Something it needs is gone: a product, a price, a payment method.
    Impossible,
}

impl Example for CloseReason {
    fn example() -> Self {
        Self::Expired
    }
}

events! {
    /// Staff asked for a draft order to be placed: stock, payment, order.
    CheckoutRequestedV1 = "checkout.CheckoutRequested.v1" {
        checkout_id: CheckoutId,
        order_id: OrderId,
    }
    /// A checkout stood still, or its time is over: somebody has to look after it.
    CheckoutDueV1 = "checkout.CheckoutDue.v1" {
        checkout_id: CheckoutId,
    }
    /// No order comes of this checkout: whatever is still held for it has to be given back.
    CheckoutClosedV1 = "checkout.CheckoutClosed.v1" {
        checkout_id: CheckoutId,
        /// The order that will not be, or the draft that stays one.
        order_id: OrderId,
        reservation_id: ReservationId,
        /// Pages of lines the reservation may have.
        page_count: u32,
        /// Payments that were asked for, oldest first.
        #[schemars(length(max = primitives::limits::CHECKOUT_PAYMENTS_MAX))]
        payment_ids: Vec<PaymentId>,
        reason: CloseReason,
    }
}
