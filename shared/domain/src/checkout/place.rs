//! The one moment: a checkout becomes an order.
use super::{Checkout, CloseReason, Failure, Instruction, Refusal};
use crate::{
    Refuse,
    cart::{self, Cart, CartRefusal},
    customers::AllowanceRefusal,
    order::{
        NewOrder, Order, OrderNumber, OrderRefusal, PaymentStatus, PaymentSums, Placed,
        give_up_placing, place_cart, place_draft,
    },
    payment::{self, Method, Payment, Provider},
    pricing::{gift_card::GiftCardRefusal, promotion::Exhausted},
};
use primitives::{Money, Timestamp};

/// What is written, in one transaction, when a cart becomes an order.
#[derive(Clone, Debug, PartialEq)]
pub struct CartPlaced {
    /// The checkout, placed.
    pub checkout: Checkout,
    /// The cart, ordered.
    pub cart: Cart,
    /// The order and its news.
    pub placed: Placed,
}

/// Places the order of a cart, which its payments pay for as far as is known.
pub fn place_from_cart(
    checkout: &Checkout,
    cart: &Cart,
    payments: &[Payment],
    number: OrderNumber,
    now: Timestamp,
) -> Result<CartPlaced, CartRefusal> {
    let cart = cart::ordered(cart, &checkout.checkout_id, &checkout.order_id, now)?;
    let details = checkout.details.clone();
    let new = NewOrder {
        order_id: checkout.order_id.clone(),
        customer_id: checkout.customer_id.clone(),
        checkout_id: checkout.checkout_id.clone(),
        cart_id: cart.cart_id.clone(),
        currency: checkout.totals.currency,
        sold_in: cart.channel.clone(),
        email: details.email,
        locale: cart.locale.clone(),
        shipping_address: details.shipping_address,
        billing_address: details.billing_address,
        shipping: details.shipping,
        note: cart.note.clone(),
        totals: checkout.totals.clone(),
        discounts: checkout.discounts.clone(),
        settled: checkout.settled.clone(),
        taxed_by: checkout.taxed_by.clone(),
        line_count: checkout.line_count,
        page_count: checkout.page_count,
        units: checkout.units,
        reservation_id: checkout.reservation_id.clone(),
        payment_ids: checkout.order_payments(),
    };
    let mut placed = place_cart(new, number.clone(), now);
    placed.order.payment_status = paid(&placed.order, payments);
    Ok(CartPlaced { checkout: checkout.placed(number, now, now), cart, placed })
}

/// What is written, in one transaction, when a draft becomes an order.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftPlaced {
    /// The checkout, placed.
    pub checkout: Checkout,
    /// The order and its news.
    pub placed: Placed,
}

/// Places the order of a draft.
pub fn place_from_draft(
    checkout: &Checkout,
    order: &Order,
    payments: &[Payment],
    now: Timestamp,
) -> Result<DraftPlaced, OrderRefusal> {
    let mut placed = place_draft(
        order,
        &checkout.checkout_id,
        &checkout.reservation_id,
        &checkout.order_payments(),
        now,
    )?;
    placed.order.payment_status = paid(&placed.order, payments);
    let number = placed.order.number.clone();
    let checkout = checkout.placed(number, placed.event.placed_at, now);
    Ok(DraftPlaced { checkout, placed })
}

/// What the payments have come to by now. Should they have come further meanwhile, whoever takes note
/// of the order puts it right.
fn paid(order: &Order, payments: &[Payment]) -> PaymentStatus {
    let sums = payments.iter().fold(PaymentSums::default(), PaymentSums::with);
    PaymentStatus::of(order.totals.total, sums)
}

/// The draft after its checkout came to nothing; `None` if the draft has gone on without it.
pub fn let_go_of_draft(checkout: &Checkout, order: &Order) -> Option<Order> {
    let reason = checkout.refusal().map_or_else(String::new, |refusal| refusal.to_string());
    give_up_placing(order, &checkout.checkout_id, &reason).ok()
}

impl Failure {
    /// Why stock could not be put aside, written down for whoever asks.
    pub fn of_stock(code: &str, message: String) -> Self {
        let reason = match code {
            "stock.insufficient" | "stock.unknown_sku" => CloseReason::StockShort,
            _ => CloseReason::Impossible,
        };
        Self { reason, code: Some(code.to_owned()), message }
    }

    /// What of a promotion is used up, written down for whoever asks.
    pub fn of_promotion(exhausted: Exhausted) -> Self {
        let what = match exhausted {
            Exhausted::Uses | Exhausted::CampaignUses | Exhausted::Code => "has been used up",
            Exhausted::Customer => "has been used by this customer as often as it may",
            Exhausted::Anonymous => "is for customers who signed in",
            Exhausted::Money | Exhausted::Currency => "has given away all that it had",
        };
        let message =
            format!("a promotion in this order {what}; look at its price again, then try again");
        let code = Some("checkout.promotion_exhausted".to_owned());
        Self { reason: CloseReason::Impossible, code, message }
    }

    /// What a company does not allow, written down for whoever asks.
    pub fn of_company(refusal: AllowanceRefusal) -> Self {
        let code = Some(refusal.code().to_owned());
        Self { reason: CloseReason::Impossible, code, message: refusal.to_string() }
    }

    /// Why a gift card pays less than was agreed, written down for whoever asks.
    pub fn of_card(ending: Option<&str>, refusal: &GiftCardRefusal) -> Self {
        let which = ending.map_or_else(
            || "the store credit".to_owned(),
            |ending| format!("the gift card that ends in {ending}"),
        );
        let message = format!("{which} does not pay: {refusal}; look at the cards, then try again");
        let code = Some("checkout.gift_card_refused".to_owned());
        Self { reason: CloseReason::Impossible, code, message }
    }

    /// Why no money could be asked for.
    pub fn impossible(message: String) -> Self {
        Self { reason: CloseReason::Impossible, code: None, message }
    }
}

impl Instruction {
    /// How the shopper pays. Where nothing is to be paid, nobody has to be asked.
    pub fn of_shopper(method: Option<Method>, total: Money) -> Result<Self, Refusal> {
        if total.is_zero() {
            let method = Method { provider: Provider::Manual, method: None };
            return Ok(Self { method, by_staff: true });
        }
        let method = method.ok_or(Refusal::Missing("payment"))?;
        match (method.provider, &method.method) {
            (Provider::Manual, _) => Err(payment::Refusal::ManualIsForStaff.into()),
            (Provider::GiftCard, _) => Err(payment::Refusal::GiftCardIsNoMethod.into()),
            (_, None) => Err(payment::Refusal::MethodMissing.into()),
            _ => Ok(Self { method, by_staff: false }),
        }
    }
}
