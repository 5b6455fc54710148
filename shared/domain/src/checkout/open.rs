//! From a cart to a checkout, and what the shopper may still change in it.
use super::{
    CHECKOUT_MINUTES, Checkout, CheckoutState, Details, Quote, Refusal, Source, Wishes, quote,
};
use crate::{
    cart::{Cart, Facts, unpromised},
    order::{LinePage, OrderDerivation, into_pages},
    pricing::{TaxQuestion, TaxedBy},
    totals::Totals,
};
use primitives::{CheckoutId, LineId, Money, OrderId, ReservationId, Timestamp};

/// The ids of a sale: siblings, minted together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleIds {
    /// The checkout.
    pub checkout_id: CheckoutId,
    /// The order it becomes.
    pub order_id: OrderId,
    /// The stock put aside for it.
    pub reservation_id: ReservationId,
}

/// The lines of the order that a checkout becomes, and how their prices came to be.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderLines {
    /// The lines, in pages.
    pub pages: Vec<LinePage>,
    /// How their prices came to be.
    pub derivation: OrderDerivation,
}

/// A checkout and the lines of the order it becomes.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The checkout.
    pub checkout: Checkout,
    /// The lines.
    pub lines: OrderLines,
}

/// Begins the checkout of a cart, with the shopper's wishes written into it, at the prices of this
/// moment, if the shopper agrees to them: by
/// the total they expect, or, where they name none, because no price moved since they saw it.
pub fn open(
    cart: &Cart,
    quote: Quote,
    expected: Option<Money>,
    ids: SaleIds,
    now: Timestamp,
) -> Result<Opened, Refusal> {
    agree(quote.totals.total, expected, quote.moved)?;
    let SaleIds { checkout_id, order_id, reservation_id } = ids;
    let mut checkout = Checkout {
        checkout_id,
        source: Source::Cart(cart.cart_id.clone()),
        state: CheckoutState::Open,
        order_id,
        reservation_id,
        payment_ids: Vec::new(),
        tenders: Vec::new(),
        card_payments: Vec::new(),
        payment: None,
        customer_id: cart.customer_id.clone(),
        details: Details {
            email: cart.email.clone(),
            shipping_address: cart.shipping_address.clone(),
            billing_address: cart.billing_address.clone(),
            shipping: None,
        },
        totals: Totals::zero(cart.currency, quote.totals.prices_include_tax),
        line_count: 0,
        page_count: 0,
        units: 0,
        weight_grams: 0,
        discounts: Vec::new(),
        claims: Vec::new(),
        settled: quote.settled.clone(),
        taxed_by: TaxedBy::Own,
        claimed: false,
        ships: quote.ships,
        reserved_pages: 0,
        held_pages: 0,
        failure: None,
        opened_at: now,
        changed_at: now,
        expires_at: now.plus_seconds(CHECKOUT_MINUTES * 60),
        placed_at: None,
        number: None,
    };
    let lines = checkout.priced_by(quote);
    Ok(Opened { checkout, lines })
}

/// Refuses a total that the shopper does not expect.
pub fn agree(now: Money, expected: Option<Money>, moved: bool) -> Result<(), Refusal> {
    match expected {
        Some(expected) if expected == now => Ok(()),
        None if !moved => Ok(()),
        _ => Err(Refusal::PriceChanged { now }),
    }
}

/// A checkout after a change. The lines are absent where none costs anything else than before.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The checkout.
    pub checkout: Checkout,
    /// The lines, priced anew, where they are.
    pub lines: Option<OrderLines>,
    /// What an outside tax service should be asked, and then the change made anew.
    pub asks: Option<TaxQuestion>,
}

impl Checkout {
    /// Whether what the shopper says about themselves may still be changed.
    pub fn changeable(&self, now: Timestamp) -> Result<(), Refusal> {
        match self.state {
            CheckoutState::Open if self.is_overdue(now) => Err(Refusal::Expired),
            CheckoutState::Open => Ok(()),
            CheckoutState::Placed => Err(Refusal::Placed),
            _ => Err(Refusal::NotOpen),
        }
    }

    /// Writes down what the shopper says about themselves. Goods that go elsewhere are taxed and
    /// reduced as they are there, at the prices that were agreed; a shipping option that is not
    /// offered there is dropped.
    pub fn change(
        &self,
        wishes: Wishes,
        cart: &Cart,
        facts: &Facts,
        mut new_line: impl FnMut() -> LineId,
        now: Timestamp,
    ) -> Result<Changed, Refusal> {
        self.changeable(now)?;
        let mut next = Self { changed_at: now, ..self.clone() };
        let details = &mut next.details;
        details.email = wishes.email.or(details.email.take());
        details.billing_address = wishes.billing_address.or(details.billing_address.take());
        if wishes.shipping_address.is_none() && wishes.shipping_option.is_none() {
            return Ok(Changed { checkout: next, lines: None, asks: None });
        }
        details.shipping_address = wishes.shipping_address.or(details.shipping_address.take());
        let named = wishes.shipping_option.is_some();
        let before = self.as_cart(cart);
        let mut cart = next.as_cart(cart);
        if cart.place() != before.place() {
            // The prices were agreed to for another place.
            cart = unpromised(&cart);
        }
        cart.shipping_option = wishes.shipping_option.or(cart.shipping_option);
        let quote = match quote(&cart, facts, &mut new_line, now) {
            Err(Refusal::ShippingNotOffered) if !named => {
                cart.shipping_option = None;
                quote(&cart, facts, new_line, now)
            }
            other => other,
        };
        let quote = quote?;
        let asks = quote.asks.clone();
        let lines = Some(next.priced_by(quote));
        Ok(Changed { checkout: next, lines, asks })
    }

    /// Takes over what a quote says; gives its lines and how their prices came to be.
    fn priced_by(&mut self, quote: Quote) -> OrderLines {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let pages = into_pages(&self.order_id, &quote.lines);
        self.details.shipping = quote.shipping;
        self.totals = quote.totals;
        self.line_count = count(quote.lines.len());
        self.page_count = count(pages.len());
        self.units = quote.units;
        self.weight_grams = quote.weight_grams;
        self.discounts = quote.discounts;
        self.claims = quote.claims;
        self.taxed_by = quote.derivation.taxed_by.clone();
        let derivation = OrderDerivation {
            order_id: self.order_id.clone(),
            part: 0,
            at: self.changed_at,
            derivation: quote.derivation,
        };
        OrderLines { pages, derivation }
    }

    /// Refuses while something is missing that an order needs.
    pub fn ready(&self) -> Result<(), Refusal> {
        let missing = |what: &'static str| Err(Refusal::Missing(what));
        match &self.details {
            _ if self.is_unattended() => Ok(()),
            Details { email: None, .. } => missing("email"),
            Details { shipping_address: None, .. } if self.ships => missing("shipping_address"),
            Details { shipping: None, .. } if self.ships => missing("shipping_option"),
            _ => Ok(()),
        }
    }
}
