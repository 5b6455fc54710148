use super::IDLE_SECONDS_MAX;
use primitives::{
    Address, CartId, CheckoutId, Code, CountryCode, Currency, CustomerId, Email, Line, LineId,
    Locale, Money, Note, OrderId, Quantity, Sku, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    /// The cart.
    pub cart_id: CartId,
    /// What may be done with it.
    pub state: CartState,
    /// Whose it is; a guest's has none.
    pub customer_id: Option<CustomerId>,
    /// Of every price in it. Fixed when it was opened.
    pub currency: Currency,
    /// Where it is sold, such as `web`. Fixed when it was opened.
    #[serde(default = "Code::web", skip_serializing_if = "is_web")]
    pub channel: Code,
    /// The language its owner reads, if known.
    pub locale: Option<Locale>,
    /// Digests of the secrets that open it, oldest first.
    pub secrets: Vec<String>,
    /// What is to be bought, in the order it was added.
    pub lines: Vec<CartLine>,
    /// Where to write to.
    pub email: Option<Email>,
    /// Where the goods go.
    pub shipping_address: Option<Address>,
    /// Who is billed, if not who gets the goods.
    pub billing_address: Option<Address>,
    /// Where the goods will go, as long as there is no address: for estimates.
    pub country: Option<CountryCode>,
    /// The chosen way of delivery.
    pub shipping_option: Option<Code>,
    /// What the shopper wants the shop to know.
    pub note: Option<Note>,
    /// Until when the seen prices of all lines are honoured: since a checkout agreed to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed_until: Option<Timestamp>,
    /// Codes that the shopper entered, in no order that matters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Code>,
    /// The newest adds, oldest first.
    pub adds: Vec<Added>,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub updated_at: Timestamp,
}

/// One line: small, because a cart of a thousand is one item. Everything else about the product is
/// read from its offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// The line.
    pub line_id: LineId,
    /// What.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
    /// Price of one unit when the shopper last saw and accepted it, in minor units of the cart's
    /// currency.
    pub seen: i64,
    /// Until when that price is honoured, where the shop honours prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub honoured_until: Option<Timestamp>,
}

/// Which cart a customer finds on every device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrentCart {
    /// The customer.
    pub customer_id: CustomerId,
    /// The cart.
    pub cart_id: CartId,
}

/// A cart that may have expired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartDue {
    /// The cart.
    pub cart_id: CartId,
}

/// What may be done with a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CartState {
    /// It can be edited.
    Active,
    /// It is being checked out, and cannot be edited.
    Frozen {
        /// By this checkout.
        checkout_id: CheckoutId,
    },
    /// It was bought.
    Ordered {
        /// The order it became.
        order_id: OrderId,
    },
    /// Its lines are in another cart now.
    Merged {
        /// That cart.
        into: CartId,
    },
    /// It was left alone for too long.
    Expired,
}

/// An add that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// Digest of caller and `Idempotency-Key`.
    pub request: String,
    /// Digest of the body.
    pub fingerprint: String,
}

impl Cart {
    /// When it expires if nobody edits it. Only an active cart does.
    pub fn expires_at(&self) -> Option<Timestamp> {
        (self.state == CartState::Active).then(|| self.updated_at.plus_seconds(IDLE_SECONDS_MAX))
    }

    /// Whether it has been left alone for too long, noticed by the clock or not yet.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.state == CartState::Expired || self.expires_at().is_some_and(|at| at <= now)
    }

    /// Where the goods go, as far as is known.
    pub fn destination(&self) -> Option<&CountryCode> {
        self.shipping_address.as_ref().map(|address| &address.country).or(self.country.as_ref())
    }

    /// Where the goods go, as far as prices depend on it.
    pub(crate) fn place(&self) -> (Option<&CountryCode>, Option<&Line>) {
        let address = self.shipping_address.as_ref();
        (self.destination(), address.and_then(|address| address.region.as_ref()))
    }

    /// Its entry among what may have expired.
    pub fn due(&self) -> CartDue {
        CartDue { cart_id: self.cart_id.clone() }
    }

    /// Which of so many partitions that entry is in.
    pub fn bucket(&self, of: u16) -> u16 {
        let sum = self
            .cart_id
            .as_ref()
            .bytes()
            .fold(0u16, |sum, byte| sum.wrapping_mul(31).wrapping_add(u16::from(byte)));
        sum % of.max(1)
    }

    /// The line of a SKU.
    pub fn line_of(&self, sku: &Sku) -> Option<&CartLine> {
        self.lines.iter().find(|line| line.sku == *sku)
    }

    /// The price of a line's unit when the shopper last saw it.
    pub fn seen(&self, line: &CartLine) -> Money {
        Money::new(line.seen, self.currency)
    }
}

fn is_web(channel: &Code) -> bool {
    *channel == Code::web()
}
