//! Operations of `checkout`.
use crate::{Caller, NoBody, NoPath, NoQuery, giftcards::GiftCodeBody, row::operations};
use domain::{
    checkout::{Checkout, CheckoutState, Source},
    order::{OrderNumber, OrderShipping},
    payment::Method,
    pricing::{
        currency::Settled,
        gift_card::{TENDERS_MAX, Tender},
    },
    totals::Totals,
};
use primitives::{
    Address, CartId, CheckoutId, Code, Email, GiftCardId, Money, OrderId, PaymentId, Timestamp,
    Title,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

operations! { "checkout":
    /// Begins a checkout: checks prices, and freezes the cart until it is ordered or given up.
    OpenCheckout: POST "/checkouts" (NoPath, NoQuery, OpenCheckoutBody) -> 201 CheckoutView,
        by Caller::Holder, with [Keyed];
    /// Shows a checkout.
    ViewCheckout: GET "/checkouts/{checkout_id}" (CheckoutPath, NoQuery, NoBody) -> 200 CheckoutView,
        by Caller::Holder, with [Versioned];
    /// Says who buys, where it goes and how it is sent. What is left out stays as it is.
    ChangeCheckout: PATCH "/checkouts/{checkout_id}" (CheckoutPath, NoQuery, ChangeCheckoutBody) -> 200 CheckoutView,
        by Caller::Holder, with [Versioned];
    /// Has a gift card pay, as far as it goes, before anything else does. Prices and tax stay as they are.
    AddGiftCard: POST "/checkouts/{checkout_id}/gift-cards" (CheckoutPath, NoQuery, GiftCodeBody) -> 200 CheckoutView,
        by Caller::Holder, with [Versioned];
    /// Has the signed-in customer's store credit pay, what expires first before the rest.
    UseStoreCredit: POST "/checkouts/{checkout_id}/store-credit" (CheckoutPath, NoQuery, NoBody) -> 200 CheckoutView,
        by Caller::Customer, with [Versioned];
    /// Takes a gift card or store credit off again.
    RemoveGiftCard: DELETE "/checkouts/{checkout_id}/gift-cards/{card_id}" (CheckoutCardPath, NoQuery, NoBody) -> 200 CheckoutView,
        by Caller::Holder, with [Versioned];
    /// Lists the ways of sending that are offered for the address and the lines.
    ListCheckoutShipping: GET "/checkouts/{checkout_id}/shipping-options" (CheckoutPath, NoQuery, NoBody) -> 200 ShippingOffers,
        by Caller::Holder, with [];
    /// Places the order; 202 where the shopper must confirm the payment first, or the provider is slow.
    CompleteCheckout: POST "/checkouts/{checkout_id}/complete" (CheckoutPath, NoQuery, CompleteCheckoutBody) -> 201 CompletionView,
        by Caller::Holder, with [Keyed, Waits];
    /// Gives a checkout up: stock goes back, the payment is let go, the cart can be changed again.
    CancelCheckout: POST "/checkouts/{checkout_id}/cancel" (CheckoutPath, NoQuery, NoBody) -> 200 CheckoutView,
        by Caller::Holder, with [];
    /// Places the order of a cart in one call: one cart becomes one order, however often it is sent.
    CompleteCart: POST "/carts/{cart_id}/complete" (CompleteCartPath, NoQuery, CompleteCartBody) -> 201 CompletionView,
        by Caller::Holder, with [Keyed, Waits];
}

/// Which checkout.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CheckoutPath {
    /// The checkout.
    pub checkout_id: CheckoutId,
}

/// Which card of a checkout.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CheckoutCardPath {
    /// The checkout.
    pub checkout_id: CheckoutId,
    /// The gift card or store credit.
    pub card_id: GiftCardId,
}

/// Which cart.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CompleteCartPath {
    /// The cart.
    pub cart_id: CartId,
}

/// What to begin with. What is left out is taken from the cart.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenCheckoutBody {
    /// The cart.
    pub cart_id: CartId,
    /// Where news of the order goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Where it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// Whom the invoice names; the shipping address where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// How it is sent: the id of one of the shop's shipping options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_option: Option<Code>,
    /// The total the shopper has seen. Another one is refused; without it, changed prices are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_total: Option<Money>,
}

/// What to change. What is left out stays as it is.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeCheckoutBody {
    /// Where news of the order goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Where it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// Whom the invoice names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// How it is sent: the id of one of the shop's shipping options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_option: Option<Code>,
}

/// How it is paid.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteCheckoutBody {
    /// Provider and token; may be left out where nothing is to be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<Method>,
    /// The total the shopper has seen; another one is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_total: Option<Money>,
}

/// Everything at once. What is left out is taken from the cart.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteCartBody {
    /// Where news of the order goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Where it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// Whom the invoice names; the shipping address where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// How it is sent: the id of one of the shop's shipping options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_option: Option<Code>,
    /// Codes of gift cards that pay, as far as they go, before anything else does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = TENDERS_MAX))]
    pub gift_cards: Vec<GiftCodeBody>,
    /// Provider and token; may be left out where nothing is to be paid, or gift cards pay for all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<Method>,
    /// The total the shopper has seen. Another one is refused; without it, changed prices are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_total: Option<Money>,
}

/// A checkout.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CheckoutView {
    /// The checkout.
    pub checkout_id: CheckoutId,
    /// The cart it is of.
    pub cart_id: CartId,
    /// How far it is.
    pub state: CheckoutState,
    /// Where news of the order goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Where it goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// Whom the invoice names; the shipping address where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// How it is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipping: Option<OrderShipping>,
    /// What it costs.
    pub totals: Totals,
    /// Gift cards and store credit, and what each pays of the total.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gift_cards: Vec<TenderView>,
    /// What is left to be paid otherwise.
    pub to_pay: Money,
    /// How it is settled, where the shop keeps its books in another currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Settled>,
    /// Lines.
    pub line_count: u32,
    /// When it is over unless the order is placed.
    pub expires_at: Timestamp,
    /// Why there is no order, or not yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureView>,
    /// The order it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// What people call that order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_number: Option<OrderNumber>,
}

/// A gift card or store credit that pays.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TenderView {
    /// What to take it off by.
    pub card_id: GiftCardId,
    /// The last characters of its code; absent where it is store credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending: Option<String>,
    /// What could be spent of it when it was put on.
    pub worth: Money,
    /// What it pays.
    pub pays: Money,
}

impl TenderView {
    fn all(checkout: &Checkout) -> Vec<Self> {
        let (shares, _) = checkout.shares();
        let view = |tender: &Tender| {
            let share = shares.iter().find(|share| share.card_id == tender.card_id);
            let nothing = Money::zero(checkout.totals.currency);
            Self {
                card_id: tender.card_id.clone(),
                ending: tender.ending.clone(),
                worth: tender.worth,
                pays: share.map_or(nothing, |share| share.amount),
            }
        };
        checkout.tenders.iter().map(view).collect()
    }
}

/// Why there is no order, or not yet.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FailureView {
    /// Stable, such as `payment.declined`.
    pub code: String,
    /// For a person.
    pub detail: String,
}

impl CheckoutView {
    /// The view of a shopper's checkout; a draft's is nobody's to see.
    pub fn of(checkout: &Checkout) -> Option<Self> {
        let Source::Cart(cart_id) = &checkout.source else { return None };
        let placed = checkout.state == CheckoutState::Placed;
        let details = checkout.details.clone();
        Some(Self {
            checkout_id: checkout.checkout_id.clone(),
            cart_id: cart_id.clone(),
            state: checkout.state,
            email: details.email,
            shipping_address: details.shipping_address,
            billing_address: details.billing_address,
            shipping: details.shipping,
            totals: checkout.totals.clone(),
            gift_cards: TenderView::all(checkout),
            to_pay: checkout.rest(),
            settled: checkout.settled.clone(),
            line_count: checkout.line_count,
            expires_at: checkout.expires_at,
            failure: checkout.refusal().map(|refusal| FailureView {
                code: domain::Refuse::code(&refusal).into(),
                detail: refusal.to_string(),
            }),
            order_id: placed.then(|| checkout.order_id.clone()),
            order_number: checkout.number.clone(),
        })
    }
}

/// How far the completion is. Once the order is placed, the answer is the same for ever.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CompletionView {
    /// The checkout.
    pub checkout_id: CheckoutId,
    /// `placed` with 201; with 202 `action_required`, or that it is under way.
    pub state: CheckoutState,
    /// The order; it exists once the state is `placed`.
    pub order_id: OrderId,
    /// What people call the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_number: Option<OrderNumber>,
    /// When it was placed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placed_at: Option<Timestamp>,
    /// What it costs.
    pub totals: Totals,
    /// Lines.
    pub line_count: u32,
    /// What pays for it besides gift cards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_id: Option<PaymentId>,
    /// Where the shopper confirms the payment; then complete again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge_url: Option<String>,
}

impl CompletionView {
    /// The view of a checkout that is being completed.
    pub fn of(checkout: &Checkout, challenge_url: Option<String>) -> Self {
        Self {
            checkout_id: checkout.checkout_id.clone(),
            state: checkout.state,
            order_id: checkout.order_id.clone(),
            order_number: checkout.number.clone(),
            placed_at: checkout.placed_at,
            totals: checkout.totals.clone(),
            line_count: checkout.line_count,
            payment_id: checkout.payment_id().cloned(),
            challenge_url,
        }
    }
}

/// The ways of sending that are offered.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShippingOffers {
    /// Cheapest first; empty until the shipping address is known.
    pub options: Vec<ShippingOffer>,
}

/// One way of sending.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShippingOffer {
    /// What to choose it by.
    pub shipping_option: Code,
    /// What people read.
    pub title: Title,
    /// What it costs for these lines.
    pub price: Money,
}
