//! An edit of a placed order asks for its stock and its money.
use super::{Checkout, CheckoutState, CloseReason, Details, Instruction, Requested, Source};
use crate::{
    order::{self, Applied, EDIT_HOURS, Edit, EditPage, LinePage, Order, OrderRefusal},
    payment::{self, Method, Provider},
    totals::Totals,
};
use events::checkout::CheckoutRequestedV1;
use primitives::{ReservationId, Timestamp};

/// Has an edit carried out. Whoever asks commits the checkout with the edit, its pages and the
/// order's head, which names the edit. `reservation_id` is for an order that has none.
pub fn from_edit(
    order: &Order,
    edit: &Edit,
    reservation_id: ReservationId,
    method: Option<Method>,
    now: Timestamp,
) -> Requested {
    let plan = &edit.plan;
    let checkout_id = edit.checkout_id.clone();
    let event =
        CheckoutRequestedV1 { checkout_id: checkout_id.clone(), order_id: order.order_id.clone() };
    let blank = Totals::zero(order.currency, order.totals.prices_include_tax);
    let checkout = Checkout {
        checkout_id,
        source: Source::Edit {
            order_id: order.order_id.clone(),
            edit_id: edit.edit_id.clone(),
            first_page: plan.first_page,
        },
        state: CheckoutState::Reserving,
        order_id: order.order_id.clone(),
        reservation_id: order.reservation_id.clone().unwrap_or(reservation_id),
        payment_ids: Vec::new(),
        tenders: Vec::new(),
        card_payments: Vec::new(),
        payment: method.map(|method| Instruction { method, by_staff: true }),
        customer_id: order.customer_id.clone(),
        details: Details::default(),
        totals: Totals { total: plan.charge(), ..blank },
        line_count: plan.line_count,
        page_count: plan.page_count,
        units: plan.units,
        weight_grams: 0,
        ships: false,
        discounts: plan.discounts.clone(),
        claims: plan.claims.clone(),
        settled: order.settled.clone(),
        taxed_by: order.taxed_by.clone(),
        claimed: false,
        reserved_pages: 0,
        held_pages: 0,
        failure: None,
        opened_at: now,
        changed_at: now,
        expires_at: now.plus_seconds(EDIT_HOURS * 3_600),
        placed_at: None,
        number: None,
    };
    Requested { checkout, event }
}

impl Instruction {
    /// How an edit that charges something is paid: as the staff say, or as the order was, by the
    /// same card. That money came in some other way is never guessed.
    pub fn of_edit(
        said: Option<Method>,
        before: Option<&payment::Payment>,
    ) -> Result<Method, payment::Refusal> {
        let again = before
            .map(|payment| Method { provider: payment.provider, method: payment.method.clone() });
        let named = said.is_some();
        let method = said.or(again).ok_or(payment::Refusal::MethodMissing)?;
        match (method.provider, &method.method) {
            (Provider::Manual, _) if named => Ok(method),
            (Provider::GiftCard, _) => Err(payment::Refusal::GiftCardIsNoMethod),
            (Provider::Manual, _) | (_, None) => Err(payment::Refusal::MethodMissing),
            _ => Ok(method),
        }
    }
}

/// What is written, in one transaction, when an edit becomes true: the checkout, and the rest.
pub fn place_from_edit(
    checkout: &Checkout,
    order: &Order,
    edit: &Edit,
    added: &[EditPage],
    touched: &[LinePage],
    now: Timestamp,
) -> Result<(Checkout, Applied), OrderRefusal> {
    let applied = order::apply_edit(
        order,
        edit,
        added,
        touched,
        checkout.payment_id(),
        &checkout.reservation_id,
        now,
    )?;
    let placed_at = order.placed_at.unwrap_or(now);
    Ok((checkout.placed(order.number.clone(), placed_at, now), applied))
}

/// The order and the edit after its checkout came to nothing; `None` if they have gone on without it.
pub fn let_go_of_edit(
    checkout: &Checkout,
    order: &Order,
    edit: &Edit,
    now: Timestamp,
) -> Option<(Order, Edit)> {
    let why = checkout.refusal().map_or_else(String::new, |refusal| refusal.to_string());
    let reason = checkout.failure.as_ref().map_or(CloseReason::Cancelled, |why| why.reason);
    order::end_edit(order, edit, reason, &why, now)
}
