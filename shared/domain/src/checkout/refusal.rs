//! Why a checkout says no.
use super::Failure;
use crate::{
    Kind, Refuse,
    cart::CartRefusal,
    customers::AllowanceRefusal,
    payment,
    pricing::{PricingRefusal, gift_card::GiftCardRefusal},
};
use events::checkout::CloseReason;
use primitives::{Money, limits::CHECKOUT_PAYMENTS_MAX};

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing to sell.
    #[error("the cart is empty")]
    Empty,
    /// Prices moved since the shopper saw them.
    #[error("the total is now {now}; send that as expected_total to agree")]
    PriceChanged {
        /// The total as of now.
        now: Money,
    },
    /// A product cannot be bought any more, or not in this quantity.
    #[error("cannot be bought as it is: {0}")]
    Unavailable(String),
    /// Something has to be said first.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// No such way of sending for this address.
    #[error("the shipping option is not offered for this address and cart")]
    ShippingNotOffered,
    /// It is being completed, or over.
    #[error("the checkout can no longer be changed; cancel it to begin anew")]
    NotOpen,
    /// The same cart is being completed with other particulars.
    #[error(
        "the cart is being completed with another address or shipping option; cancel that first"
    )]
    OtherDetails,
    /// Two payments at once would be two charges.
    #[error("another payment is under way; finish it, or cancel the checkout")]
    PaymentPending,
    /// Somebody tries out cards.
    #[error("at most {CHECKOUT_PAYMENTS_MAX} payments may be tried; begin a new checkout")]
    TooManyPayments,
    /// The provider said no.
    #[error("the payment was declined: {0}")]
    Declined(String),
    /// Too little stock.
    #[error("{0}")]
    StockShort(String),
    /// What a promotion may give away has been given away.
    #[error("{0}")]
    PromotionExhausted(String),
    /// A gift card has less on it than it was to pay, or is not to be spent any more.
    #[error("{0}")]
    CardRefused(String),
    /// The company that the buyer orders for does not allow it: the code, and why.
    #[error("{1}")]
    CompanyRefused(&'static str, String),
    /// A SKU that stock does not know.
    #[error("{0}")]
    StockUnknown(String),
    /// It was given up.
    #[error("the checkout was cancelled")]
    Cancelled,
    /// Its time is over.
    #[error("the checkout's time is over; begin a new one")]
    Expired,
    /// The order is there already.
    #[error("the order has been placed")]
    Placed,
    /// Something it needs is gone.
    #[error("the checkout cannot be completed: {0}")]
    Impossible(String),
    /// The cart does not allow it.
    #[error(transparent)]
    Cart(#[from] CartRefusal),
    /// Nobody can be paid like that.
    #[error(transparent)]
    Payment(#[from] payment::Refusal),
    /// A gift card does not allow it.
    #[error(transparent)]
    GiftCard(#[from] GiftCardRefusal),
    /// It cannot be priced.
    #[error(transparent)]
    Pricing(#[from] PricingRefusal),
}

impl Refuse for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "checkout.empty",
            Self::PriceChanged { .. } => "checkout.price_changed",
            Self::Unavailable(_) => "checkout.unavailable",
            Self::Missing(_) => "checkout.incomplete",
            Self::ShippingNotOffered => "checkout.shipping_not_offered",
            Self::NotOpen => "checkout.not_open",
            Self::OtherDetails => "checkout.other_details",
            Self::PaymentPending => "checkout.payment_pending",
            Self::TooManyPayments => "checkout.too_many_payments",
            Self::Declined(_) => "payment.declined",
            Self::StockShort(_) => "stock.insufficient",
            Self::StockUnknown(_) => "stock.unknown_sku",
            Self::PromotionExhausted(_) => "checkout.promotion_exhausted",
            Self::CardRefused(_) => "checkout.gift_card_refused",
            Self::CompanyRefused(code, _) => code,
            Self::Cancelled => "checkout.cancelled",
            Self::Expired => "checkout.expired",
            Self::Placed => "checkout.placed",
            Self::Impossible(_) => "checkout.impossible",
            Self::Cart(error) => error.code(),
            Self::Payment(error) => error.code(),
            Self::GiftCard(error) => error.code(),
            Self::Pricing(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Missing(_) | Self::ShippingNotOffered | Self::Empty => Kind::Wrong,
            Self::Cart(error) => error.kind(),
            Self::Payment(error) => error.kind(),
            Self::GiftCard(error) => error.kind(),
            Self::Pricing(error) => error.kind(),
            _ => Kind::Conflict,
        }
    }
}

impl From<&Failure> for Refusal {
    fn from(failure: &Failure) -> Self {
        let message = failure.message.clone();
        match failure.reason {
            CloseReason::Cancelled => Self::Cancelled,
            CloseReason::Expired => Self::Expired,
            CloseReason::Declined => Self::Declined(message),
            CloseReason::StockShort if failure.code.as_deref() == Some("stock.unknown_sku") => {
                Self::StockUnknown(message)
            }
            CloseReason::StockShort => Self::StockShort(message),
            CloseReason::Impossible => impossible(failure.code.as_deref(), message),
        }
    }
}

fn impossible(code: Option<&str>, message: String) -> Refusal {
    match code {
        Some("checkout.promotion_exhausted") => Refusal::PromotionExhausted(message),
        Some("checkout.gift_card_refused") => Refusal::CardRefused(message),
        code => match code.and_then(AllowanceRefusal::known) {
            Some(code) => Refusal::CompanyRefused(code, message),
            None => Refusal::Impossible(message),
        },
    }
}
