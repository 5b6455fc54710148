//! The moment an order is bought.
use super::{
    Channel, Command, NumberTaken, Order, OrderNumber, OrderRefusal, OrderShipping, PaymentStatus,
    states,
};
use crate::{
    pricing::{Discount, TaxedBy, currency::Settled},
    totals::Totals,
};
use events::order::OrderPlacedV1;
use primitives::{
    Address, CartId, CheckoutId, Code, Currency, CustomerId, Email, Locale, Money, Note, OrderId,
    PaymentId, ReservationId, Timestamp,
};

/// A frozen cart, ready to become an order.
#[derive(Clone, Debug, PartialEq)]
pub struct NewOrder {
    /// The id that the checkout gave it.
    pub order_id: OrderId,
    /// Who buys; a guest where absent.
    pub customer_id: Option<CustomerId>,
    /// The checkout.
    pub checkout_id: CheckoutId,
    /// The cart.
    pub cart_id: CartId,
    /// Currency of every amount.
    pub currency: Currency,
    /// Where it was sold, as price lists and promotions know it.
    pub sold_in: Code,
    /// Where news of it goes.
    pub email: Option<Email>,
    /// The language the buyer reads, if known.
    pub locale: Option<Locale>,
    /// Where it goes.
    pub shipping_address: Option<Address>,
    /// Whom the invoice names.
    pub billing_address: Option<Address>,
    /// How it is sent.
    pub shipping: Option<OrderShipping>,
    /// What the buyer wrote.
    pub note: Option<Note>,
    /// What it costs.
    pub totals: Totals,
    /// What each promotion took off.
    pub discounts: Vec<Discount>,
    /// How it is settled, where the shop keeps its books in another currency.
    pub settled: Option<Settled>,
    /// Who reckoned its tax.
    pub taxed_by: TaxedBy,
    /// Lines.
    pub line_count: u32,
    /// Pages they were written in.
    pub page_count: u32,
    /// Units over all lines.
    pub units: u64,
    /// The stock put aside.
    pub reservation_id: ReservationId,
    /// What pays for it: gift cards first; nothing where it costs nothing.
    pub payment_ids: Vec<PaymentId>,
}

/// A placed order and the news of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The head, to be written in one transaction with the checkout.
    pub order: Order,
    /// The news.
    pub event: OrderPlacedV1,
}

impl Order {
    /// The row that keeps its number its own: created in the transaction that creates the order.
    pub fn number_taken(&self) -> NumberTaken {
        NumberTaken { number: self.number.clone(), order_id: self.order_id.clone() }
    }
}

/// Places the order that a cart becomes. Its pages of lines have been written before.
pub fn place_cart(new: NewOrder, number: OrderNumber, now: Timestamp) -> Placed {
    let event = OrderPlacedV1 {
        order_id: new.order_id.clone(),
        checkout_id: new.checkout_id.clone(),
        reservation_id: new.reservation_id.clone(),
        page_count: new.page_count,
        line_count: new.line_count,
        payment_id: new.payment_ids.last().cloned(),
        customer_id: new.customer_id.clone(),
        total: new.totals.total,
        placed_at: now,
    };
    let order = Order {
        order_id: new.order_id,
        number,
        state: super::OrderState::Placed,
        payment_status: PaymentStatus::Unpaid,
        customer_id: new.customer_id,
        checkout_id: Some(new.checkout_id),
        cart_id: Some(new.cart_id),
        channel: Channel::Web,
        reference: None,
        currency: new.currency,
        sold_in: new.sold_in,
        codes: Vec::new(),
        claims: Vec::new(),
        email: new.email,
        locale: new.locale,
        shipping_country: new.shipping_address.as_ref().map(|address| address.country.clone()),
        shipping_address: new.shipping_address,
        billing_address: new.billing_address,
        shipping: new.shipping,
        note: new.note,
        totals: new.totals,
        discounts: new.discounts,
        settled: new.settled,
        taxed_by: new.taxed_by,
        line_count: new.line_count,
        page_count: new.page_count,
        units: new.units,
        // Carts hold nothing else.
        goods: new.units,
        units_fulfilled: 0,
        units_cancelled: 0,
        cancelled_amount: Money::zero(new.currency),
        fulfilled_amount: Money::zero(new.currency),
        written_off_amount: Money::zero(new.currency),
        reservation_id: Some(new.reservation_id),
        payment_ids: new.payment_ids,
        created_at: now,
        placed_at: Some(now),
        held: None,
        cancelling: None,
        editing: None,
        edits: 0,
        instead_of: None,
        sending: None,
        attempt: None,
        buyer_erased_at: None,
    };
    Placed { order, event }
}

/// Places a draft that its checkout has reserved and paid for. A draft that the staff dated keeps
/// its date.
pub fn place_draft(
    order: &Order,
    checkout_id: &CheckoutId,
    reservation_id: &ReservationId,
    paid_by: &[PaymentId],
    now: Timestamp,
) -> Result<Placed, OrderRefusal> {
    let state = states::next(order.state, Command::Place)?;
    if order.checkout_id.as_ref() != Some(checkout_id) {
        return Err(OrderRefusal::OtherCheckout);
    }
    let placed_at = order.placed_at.unwrap_or(now);
    let mut payment_ids = order.payment_ids.clone();
    payment_ids.extend(paid_by.iter().cloned());
    let event = OrderPlacedV1 {
        order_id: order.order_id.clone(),
        checkout_id: checkout_id.clone(),
        reservation_id: reservation_id.clone(),
        page_count: order.page_count,
        line_count: order.line_count,
        payment_id: paid_by.last().cloned(),
        customer_id: order.customer_id.clone(),
        total: order.totals.total,
        placed_at,
    };
    let order = Order {
        state,
        placed_at: Some(placed_at),
        // Nothing is put aside for charges.
        reservation_id: (order.goods > 0).then(|| reservation_id.clone()),
        payment_ids,
        // The checkout has taken them.
        claims: Vec::new(),
        ..order.clone()
    };
    Ok(Placed { order, event })
}
