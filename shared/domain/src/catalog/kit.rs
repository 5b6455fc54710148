//! Kits: several things sold under one SKU, at one price. Carts and prices know the kit; orders,
//! stock and parcels know what it is made of.
use super::{Offer, Product, Refusal, Variant};
use primitives::{Quantity, Sku, limits::KIT_COMPONENTS_MAX};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Units of one component that one kit may hold.
pub const KIT_UNITS_MAX: u32 = 1_000;
/// The largest share of a price.
pub const KIT_SHARE_MAX: u32 = 1_000_000;

/// One thing that a kit is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KitComponent {
    /// What; no kit itself.
    pub sku: Sku,
    /// Units of it in one kit.
    pub quantity: Quantity,
    /// Its part of the kit's price, all its units together, in proportion to the other components'.
    /// Every component has one, or none has: then what each costs by itself decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = KIT_SHARE_MAX))]
    pub share: Option<u32>,
}

/// Everything that the kits of a product are made of.
pub fn parts(product: &Product) -> BTreeSet<&Sku> {
    product.variants.iter().flat_map(|variant| &variant.kit).map(|part| &part.sku).collect()
}

/// Whether the kits of a product may be as they are. `known` is what the catalogue sells of their
/// components, other than the product's own variants.
pub fn check(product: &Product, known: &BTreeMap<Sku, Offer>) -> Result<(), Refusal> {
    let own: BTreeMap<&Sku, &Variant> =
        product.variants.iter().map(|variant| (&variant.sku, variant)).collect();
    for variant in product.variants.iter().filter(|variant| !variant.kit.is_empty()) {
        let wrong = |why: String| Refusal::Kit { sku: variant.sku.clone(), why };
        shape(variant).map_err(|why| wrong(why.to_owned()))?;
        for part in &variant.kit {
            let is_kit = match own.get(&part.sku) {
                Some(variant) => Some(!variant.kit.is_empty()),
                None => known.get(&part.sku).map(|offer| !offer.kit.is_empty()),
            };
            match is_kit {
                Some(false) => {}
                // So no kit can hold itself, however far round.
                Some(true) => return Err(wrong(format!("{} is a kit itself", part.sku))),
                None => return Err(wrong(format!("the catalogue does not know {}", part.sku))),
            }
        }
    }
    Ok(())
}

fn shape(variant: &Variant) -> Result<(), &'static str> {
    let kit = &variant.kit;
    let distinct: BTreeSet<&Sku> = kit.iter().map(|part| &part.sku).collect();
    let shared = kit.iter().filter(|part| part.share.is_some()).count();
    let shares: u64 = kit.iter().filter_map(|part| part.share).map(u64::from).sum();
    if kit.len() > KIT_COMPONENTS_MAX {
        return Err("a kit has at most 20 components");
    }
    if distinct.len() < kit.len() {
        return Err("a component is named twice");
    }
    if distinct.contains(&variant.sku) {
        return Err("a kit cannot hold itself");
    }
    if let [only] = kit.as_slice()
        && only.quantity == Quantity::ONE
    {
        return Err("one unit of one thing is no kit");
    }
    if kit.iter().any(|part| part.quantity.get() > KIT_UNITS_MAX) {
        return Err("a kit holds at most 1,000 units of a component");
    }
    if kit.iter().any(|part| part.share.is_some_and(|share| share > KIT_SHARE_MAX)) {
        return Err("a share is at most 1,000,000");
    }
    if shared > 0 && (shared < kit.len() || shares == 0) {
        return Err("name a share for every component, and not nothing for all, or for none");
    }
    Ok(())
}
