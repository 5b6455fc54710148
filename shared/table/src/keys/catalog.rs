//! Keys of `catalog`.
use crate::{
    Indexed,
    row::{keys, lists},
};
use domain::catalog::Offer;
use primitives::Sku;

keys! {
    /// What a cart reads of each line; that it exists is what makes a SKU unique.
    offer(sku: Sku) -> Offer: "SKU#{sku}" / "OFFER";
}

lists! {}

impl Indexed for Offer {}
