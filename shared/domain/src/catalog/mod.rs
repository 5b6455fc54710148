//! Products, what they are made of, and how people find them.
mod attributes;
mod category;
mod changes;
mod claims;
pub mod import;
pub mod kit;
mod language;
mod matrix;
mod offer;
mod placement;
mod product;
mod quantities;
mod refusal;
mod search;
mod upsert;
mod words;

pub use attributes::{
    ATTRIBUTE_TEXT_MAX, ATTRIBUTE_VALUES_MAX, AttributeDefinition, AttributeRule, AttributeValue,
    ProductType, define,
};
pub use category::{Category, place};
pub use changes::{Change, ProductChange};
pub use claims::{KeyClaim, SlugClaim};
pub use kit::KitComponent;
pub use language::spoken;
pub use matrix::{Choice, Matrix};
pub use offer::{Kind, Offer, State};
pub use placement::{ListedRow, Placement, ProductCard, Shelf, WordRow};
pub use product::{
    Dimensions, Media, MediaKind, OptionAxis, Product, ProductDraft, Translation, Variant,
};
pub use quantities::Quantities;
pub use refusal::Refusal;
pub use search::{Facet, Facets, Found, PriceBand, Wanted};
pub use upsert::{Offers, Plan, check, offers, offers_of, plan, slugs};
pub use words::{WORD_MIN, head, words as words_of};
