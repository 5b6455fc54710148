//! Products, what they are made of, and how people find them.
mod offer;

pub use offer::{Kind, Offer, State};
