use super::{CODES_MAX, Cart, Unsold};
use crate::{Kind, Refuse, pricing::PricingRefusal};
use primitives::{
    CartId, CheckoutId, Code, Currency, Invalid, LineId, MoneyError, OrderId, Sku,
    limits::LINES_MAX,
};

/// Why a cart says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CartRefusal {
    /// It is being checked out.
    #[error("the cart is in checkout {0}; finish or cancel that first")]
    Frozen(CheckoutId),
    /// It was bought.
    #[error("the cart has become order {0}")]
    Ordered(OrderId),
    /// Its lines are elsewhere.
    #[error("the cart was merged into {0}")]
    Merged(CartId),
    /// It was left alone for too long.
    #[error("the cart has expired; open a new one")]
    Expired,
    /// There is nothing in it.
    #[error("there is nothing in the cart")]
    Empty,
    /// It has no such line.
    #[error("the cart has no line {0}")]
    NoLine(LineId),
    /// More lines than a cart may have.
    #[error("a cart has at most {LINES_MAX} lines")]
    TooManyLines,
    /// Nothing was asked for.
    #[error("name from 1 to {LINES_MAX} lines")]
    NothingAsked,
    /// More units than a line may have, or not as the product is sold.
    #[error("{sku}: {why}")]
    Quantity {
        /// Of what.
        sku: Sku,
        /// What a good quantity is like.
        why: String,
    },
    /// Nobody sells it.
    #[error("{0} is not on sale")]
    NotOnSale(Sku),
    /// It has no price in the cart's currency.
    #[error("{sku} is not sold in {currency}")]
    NotInCurrency {
        /// What.
        sku: Sku,
        /// The cart's currency.
        currency: Currency,
    },
    /// The way of delivery does not exist, or not for this cart.
    #[error("this way of delivery is not open to the cart; see its shipping options")]
    ShippingOption,
    /// More codes than a cart may have.
    #[error("a cart has at most {CODES_MAX} codes")]
    TooManyCodes,
    /// No promotion has this code.
    #[error("there is no code {0}")]
    Code(Code),
    /// It cannot be priced.
    #[error(transparent)]
    Pricing(#[from] PricingRefusal),
    /// A value is wrong.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

impl CartRefusal {
    /// Why a line cannot be sold in this cart.
    pub(super) fn unsold(sku: &Sku, cart: &Cart, why: Unsold) -> Self {
        match why {
            Unsold::NotOnSale => Self::NotOnSale(sku.clone()),
            Unsold::NoPrice(PricingRefusal::NoPrice { .. }) => {
                Self::NotInCurrency { sku: sku.clone(), currency: cart.currency }
            }
            Unsold::NoPrice(refusal) => Self::Pricing(refusal),
        }
    }

    pub(super) const fn money(error: MoneyError) -> Self {
        Self::Pricing(PricingRefusal::Money(error))
    }
}

impl Refuse for CartRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Frozen(_) => "cart.frozen",
            Self::Ordered(_) => "cart.ordered",
            Self::Merged(_) => "cart.merged",
            Self::Expired => "cart.expired",
            Self::Empty => "cart.empty",
            Self::NoLine(_) => "cart.no_line",
            Self::TooManyLines => "cart.too_many_lines",
            Self::NothingAsked => "cart.nothing_asked",
            Self::Quantity { .. } => "cart.quantity",
            Self::NotOnSale(_) => "cart.not_on_sale",
            Self::NotInCurrency { .. } => "cart.not_in_currency",
            Self::ShippingOption => "cart.shipping_option",
            Self::TooManyCodes => "cart.too_many_codes",
            Self::Code(_) => "cart.code",
            Self::Pricing(error) => error.code(),
            Self::Invalid(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Frozen(_)
            | Self::Ordered(_)
            | Self::Merged(_)
            | Self::Expired
            | Self::Empty
            | Self::TooManyLines => Kind::Conflict,
            Self::NoLine(_) => Kind::Missing,
            Self::Pricing(error) => error.kind(),
            _ => Kind::Wrong,
        }
    }
}
