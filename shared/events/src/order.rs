//! Events of `order`.
use crate::row::events;
use primitives::{
    CancellationId, CartId, CheckoutId, CustomerId, EditId, Example, LineId, Money, OrderId,
    PaymentId, Quantity, ReservationId, Sku, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

events! {
    /// An order was bought. Published by `checkout`, in the transaction that creates it.
    OrderPlacedV1 = "order.OrderPlaced.v1" {
        order_id: OrderId,
        checkout_id: CheckoutId,
        reservation_id: ReservationId,
        /// Pages of lines, and of the reservation.
        page_count: u32,
        line_count: u32,
        /// What pays for it; absent where it costs nothing.
        payment_id: Option<PaymentId>,
        /// Absent for guests.
        customer_id: Option<CustomerId>,
        total: Money,
        /// May lie in the past for imported history.
        placed_at: Timestamp,
    }
    /// A cancellation of many lines began; it goes on page by page until it is done.
    CancellationBegunV1 = "order.CancellationBegun.v1" {
        order_id: OrderId,
        cancellation_id: CancellationId,
    }
    /// Units of one page of lines were cancelled: their stock is free again.
    LinesCancelledV1 = "order.LinesCancelled.v1" {
        order_id: OrderId,
        cancellation_id: CancellationId,
        reservation_id: Option<ReservationId>,
        /// The page of lines, and of the reservation.
        page: u32,
        #[schemars(length(max = primitives::limits::LINES_PER_PAGE))]
        lines: Vec<CancelledLine>,
        /// What the payments give back on account of this event: the exact amount of the whole
        /// cancellation on its last event, nothing on those before.
        refund: Money,
        /// The order's payments, oldest first.
        #[schemars(length(max = primitives::limits::PAYMENTS_MAX))]
        payment_ids: Vec<PaymentId>,
    }
    /// A placed order was changed: lines were added on new pages, units taken off others, or its particulars changed.
    OrderEditedV1 = "order.OrderEdited.v1" {
        order_id: OrderId,
        edit_id: EditId,
        /// What put the stock of the new pages aside, and asked for money.
        checkout_id: CheckoutId,
        reservation_id: Option<ReservationId>,
        /// Pages of lines, and of the reservation, from now on.
        page_count: u32,
        /// The first that is new; as many as there are pages where none is.
        first_new_page: u32,
        /// Units on the new pages.
        units_added: u64,
        /// Units taken off other pages; their stock went with `LinesCancelled`.
        units_removed: u64,
        /// Whether where it goes, or whom the invoice names, changed.
        destination_changed: bool,
        shipping_changed: bool,
        /// What the order costs from now on, cancelled units included.
        total: Money,
        /// What the buyer paid for the edit.
        charged: Money,
        /// What the payments give back on account of this event: what is owed less than before.
        refund: Money,
        /// The order's payments, oldest first.
        #[schemars(length(max = primitives::limits::PAYMENTS_MAX))]
        payment_ids: Vec<PaymentId>,
        edited_at: Timestamp,
    }
    /// All units were cancelled before any was sent; money and stock went with `LinesCancelled`.
    OrderCancelledV1 = "order.OrderCancelled.v1" {
        order_id: OrderId,
        cancellation_id: CancellationId,
        cancelled_at: Timestamp,
        /// Of all cancellations together: what the order cost.
        amount: Money,
    }
    /// An order that an outside tax service follows stands otherwise than before: it was bought, units were cancelled, it was edited, or a parcel was given up. Published only where there is such a service.
    OrderTaxChangedV1 = "order.TaxChanged.v1" {
        order_id: OrderId,
    }
    /// Nothing of the order may be sent for now.
    OrderHeldV1 = "order.OrderHeld.v1" {
        order_id: OrderId,
        held_at: Timestamp,
    }
    /// Sending may go on.
    OrderReleasedV1 = "order.OrderReleased.v1" {
        order_id: OrderId,
        released_at: Timestamp,
    }
    /// What no invoice needs of whoever bought was erased, as they had asked, once the order was over: whoever keeps something personal about the order drops it.
    BuyerErasedV1 = "order.BuyerErased.v1" {
        order_id: OrderId,
        /// What it was.
        cart_id: Option<CartId>,
        checkout_id: Option<CheckoutId>,
        erased_at: Timestamp,
    }
    /// All orders of somebody who was erased have been looked at: those that are over name them on invoices alone.
    OrdersErasedV1 = "order.OrdersErased.v1" {
        customer_id: CustomerId,
        /// Orders that were erased so far.
        orders: u64,
        /// Whether it was the last look: none is still to be sent, brought back or mended.
        last: bool,
        looked_at: Timestamp,
    }
}

/// Units of one line that were cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CancelledLine {
    /// The line.
    pub line_id: LineId,
    /// Absent on charges, which have no stock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// Units.
    pub quantity: Quantity,
}

impl Example for CancelledLine {
    fn example() -> Self {
        Self {
            line_id: LineId::example(),
            sku: Some(Sku::example()),
            quantity: Quantity::example(),
        }
    }
}
