//! What things cost: one pure engine for cart, checkout, order, return and invoice.
//!
//! [`price`] takes a [`Basket`] and the [`Rules`] and gives every amount of it with its
//! [`Derivation`]: select unit prices, put equal lines together, let promotions take their turns, tax
//! what is left, lay it over the lines again, add up. Whole minor units everywhere; what is not whole
//! is rounded in one named step, and the step is written down. [`verify`] recomputes it all by other means.
pub mod allocation;
mod basket;
pub mod book;
pub(crate) mod crockford;
pub mod currency;
pub mod derivation;
pub mod dynamic;
mod engine;
mod exact;
pub mod gift_card;
mod group;
mod lot;
mod priced;
pub mod promotion;
mod refusal;
mod rules;
pub mod selection;
mod story;
mod tariff;
pub mod tax;
mod trial;
mod verify;
pub mod work;

#[cfg(test)]
pub(crate) mod laws;

pub use allocation::{KitPart, kit};
pub use basket::{
    Article, Attribute, Basket, BasketLine, Beside, Buyer, Held, LinePrice, RuleRef, ShippingPrice,
    Window,
};
pub use derivation::Derivation;
pub use engine::{price, refuse_unpriceable};
pub use exact::{Fraction, MILLION, Rounded, RoundingMode};
pub use group::GroupMember;
pub use priced::{Discount, GiftLine, PassedOver, Priced, PricedLine, ShippingAmounts, Why};
pub use promotion::Claim;
pub use refusal::PricingRefusal;
pub use rules::{Rules, Terms};
pub use story::{Manner, PriceSource, Step, StepKind};
pub use tariff::{BuyerTerms, CodeLead, GROUPS_MAX, Standing, Tariff};
pub use tax::{TaxBy, TaxQuestion, TaxedBy, Treatment};
pub use trial::{Trial, try_out};
pub use verify::{Bill, Flaw, verify};
