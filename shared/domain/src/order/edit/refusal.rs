//! Why an edit of a placed order is refused.
use super::EDITS_MAX;
use crate::{Kind, Refuse};
use primitives::{Code, CountryCode, Line, limits::EDIT_PAGES_MAX, limits::PAYMENTS_MAX};

/// Why an edit is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditRefusal {
    /// One at a time.
    #[error("an edit of the order is at work; wait for its end, or abandon it")]
    AtWork,
    /// What was previewed is not what would be done.
    #[error("the order or its prices have changed since the preview; preview the edit again")]
    Outdated,
    /// Nothing is asked for.
    #[error("the edit changes nothing")]
    Nothing,
    /// Nothing would be left.
    #[error(
        "the edit would leave nothing to be sent; cancel the order, or the rest of it, instead"
    )]
    Empties,
    /// More than one transaction holds.
    #[error("an edit touches at most {EDIT_PAGES_MAX} pages of lines; make it in several")]
    TooLarge,
    /// Far more than any sale has.
    #[error("an order is edited at most {EDITS_MAX} times")]
    TooMany,
    /// Far more than any sale has.
    #[error("an order has at most {PAYMENTS_MAX} payments")]
    TooManyPayments,
    /// Another country has other taxes.
    #[error("the order goes to {from}; for {to} cancel it and place it anew: its tax would differ")]
    Country {
        /// Where it goes.
        from: CountryCode,
        /// Where it was to go.
        to: CountryCode,
    },
    /// Another state or province has other taxes, and an outside service said what they are.
    #[error("the order goes to {from}; for {to} cancel it and place it anew: its tax would differ")]
    Region {
        /// Where it goes.
        from: Line,
        /// Where it was to go.
        to: Line,
    },
    /// Shipping is earned with the first parcel.
    #[error("a parcel has left: the way of sending can no longer be changed")]
    ShippingEarned,
    /// The shop has no such option.
    #[error("the shipping option {0} is not offered for this order")]
    NoSuchShipping(Code),
    /// Nobody knows what it costs.
    #[error("added line {0}: the catalogue does not sell it now; name a unit_price")]
    NoPrice(usize),
    /// Nobody knows what it is.
    #[error("added line {0}: the catalogue does not know it; name a title")]
    NoTitle(usize),
    /// It came to nothing.
    #[error("the edit was not made: {0}")]
    NotMade(String),
    /// It is too late to abandon it.
    #[error("the edit is done")]
    Done,
}

impl Refuse for EditRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::AtWork => "order.edit_at_work",
            Self::Outdated => "order.edit_outdated",
            Self::Nothing => "order.edit_nothing",
            Self::Empties => "order.edit_empties",
            Self::TooLarge => "order.edit_too_large",
            Self::TooMany => "order.too_many_edits",
            Self::TooManyPayments => "order.too_many_payments",
            Self::Country { .. } => "order.edit_country",
            Self::Region { .. } => "order.edit_region",
            Self::ShippingEarned => "order.shipping_earned",
            Self::NoSuchShipping(_) => "order.shipping_not_offered",
            Self::NoPrice(_) => "order.edit_no_price",
            Self::NoTitle(_) => "order.edit_no_title",
            Self::NotMade(_) => "order.edit_not_made",
            Self::Done => "order.edit_done",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::AtWork
            | Self::Outdated
            | Self::Empties
            | Self::TooMany
            | Self::TooManyPayments
            | Self::Country { .. }
            | Self::Region { .. }
            | Self::ShippingEarned
            | Self::NotMade(_)
            | Self::Done => Kind::Conflict,
            _ => Kind::Wrong,
        }
    }
}
