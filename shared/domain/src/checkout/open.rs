//! From a cart to a checkout, and what the shopper may still change in it.
use super::{
    CHECKOUT_MINUTES, Checkout, CheckoutState, Details, Quote, Refusal, Source, Wishes,
    quote::{choose, reckon},
};
use crate::{
    cart::Cart,
    order::{LinePage, OrderLine, into_pages},
    shop::Settings,
};
use primitives::{CheckoutId, Money, OrderId, ReservationId, Timestamp};

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

/// A checkout and the lines of the order it becomes.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The checkout.
    pub checkout: Checkout,
    /// The lines, in pages.
    pub pages: Vec<LinePage>,
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
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let pages = into_pages(&order_id, &quote.lines);
    let checkout = Checkout {
        checkout_id,
        source: Source::Cart(cart.cart_id.clone()),
        state: CheckoutState::Open,
        order_id,
        reservation_id,
        payment_ids: Vec::new(),
        payment: None,
        customer_id: cart.customer_id.clone(),
        details: Details {
            email: cart.email.clone(),
            shipping_address: cart.shipping_address.clone(),
            billing_address: cart.billing_address.clone(),
            shipping: quote.shipping,
        },
        totals: quote.totals,
        line_count: count(quote.lines.len()),
        page_count: count(pages.len()),
        units: quote.units,
        weight_grams: quote.weight_grams,
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
    Ok(Opened { checkout, pages })
}

/// Refuses a total that the shopper does not expect.
pub fn agree(now: Money, expected: Option<Money>, moved: bool) -> Result<(), Refusal> {
    match expected {
        Some(expected) if expected == now => Ok(()),
        None if !moved => Ok(()),
        _ => Err(Refusal::PriceChanged { now }),
    }
}

/// A checkout after a change. The pages are absent where no line costs anything else than before.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The checkout.
    pub checkout: Checkout,
    /// The lines, taxed anew, where they are.
    pub pages: Option<Vec<LinePage>>,
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

    /// Writes down what the shopper says about themselves. Goods that go to another country are
    /// taxed as that country does; a shipping option that is not offered there is dropped.
    pub fn change(
        &self,
        wishes: Wishes,
        pages: &[LinePage],
        settings: &Settings,
        now: Timestamp,
    ) -> Result<Changed, Refusal> {
        self.changeable(now)?;
        let mut next = Self { changed_at: now, ..self.clone() };
        let details = &mut next.details;
        details.email = wishes.email.or(details.email.take());
        details.billing_address = wishes.billing_address.or(details.billing_address.take());
        if wishes.shipping_address.is_none() && wishes.shipping_option.is_none() {
            return Ok(Changed { checkout: next, pages: None });
        }
        details.shipping_address = wishes.shipping_address.or(details.shipping_address.take());
        let country = details.shipping_address.as_ref().map(|address| address.country.clone());
        let mut lines: Vec<OrderLine> = pages.iter().flat_map(|p| p.lines.clone()).collect();
        if let Some(country) = &country {
            for line in &mut lines {
                line.tax_rate = settings.tax_rate(Some(country), &line.tax_category);
            }
        }
        reckon(&mut lines, &mut next.totals, None)?;
        let kept = next.details.shipping.take().map(|shipping| shipping.option);
        let option =
            |option| choose(settings, option, country.as_ref(), self.weight_grams, &next.totals);
        let shipping = match (&wishes.shipping_option, &kept) {
            _ if !self.ships => None,
            (Some(wanted), _) => Some(option(wanted)?),
            (None, Some(kept)) => option(kept).ok(),
            (None, None) => None,
        };
        if let Some(shipping) = shipping {
            reckon(&mut lines, &mut next.totals, Some(shipping.price))?;
            next.details.shipping = Some(shipping);
        }
        let pages = into_pages(&next.order_id, &lines);
        Ok(Changed { checkout: next, pages: Some(pages) })
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
