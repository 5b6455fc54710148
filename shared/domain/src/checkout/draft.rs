//! A draft order asks to be placed.
use super::{CHECKOUT_MINUTES, Checkout, CheckoutState, Details, Instruction, Source};
use crate::{order::Order, payment::Method};
use events::checkout::CheckoutRequestedV1;
use primitives::{CheckoutId, ReservationId, Timestamp};

/// A checkout of a draft or an edit, and the news that sets it going. Whoever asks commits both in one
/// transaction with the draft's head, which names the checkout.
#[derive(Clone, Debug, PartialEq)]
pub struct Requested {
    /// The checkout.
    pub checkout: Checkout,
    /// The news.
    pub event: CheckoutRequestedV1,
}

/// Has a draft placed. Its lines are in their pages already, and cost what its totals say.
pub fn from_draft(
    order: &Order,
    checkout_id: CheckoutId,
    reservation_id: ReservationId,
    method: Method,
    now: Timestamp,
) -> Requested {
    let event =
        CheckoutRequestedV1 { checkout_id: checkout_id.clone(), order_id: order.order_id.clone() };
    let checkout = Checkout {
        checkout_id,
        source: Source::Draft(order.order_id.clone()),
        state: CheckoutState::Reserving,
        order_id: order.order_id.clone(),
        reservation_id,
        payment_ids: Vec::new(),
        tenders: Vec::new(),
        card_payments: Vec::new(),
        payment: Some(Instruction { method, by_staff: true }),
        customer_id: order.customer_id.clone(),
        details: Details::default(),
        totals: order.totals.clone(),
        line_count: order.line_count,
        page_count: order.page_count,
        units: order.units,
        weight_grams: 0,
        ships: false,
        discounts: order.discounts.clone(),
        claims: order.claims.clone(),
        settled: order.settled.clone(),
        taxed_by: order.taxed_by.clone(),
        claimed: false,
        reserved_pages: 0,
        held_pages: 0,
        failure: None,
        opened_at: now,
        changed_at: now,
        expires_at: now.plus_seconds(CHECKOUT_MINUTES * 60),
        placed_at: None,
        number: None,
    };
    Requested { checkout, event }
}
