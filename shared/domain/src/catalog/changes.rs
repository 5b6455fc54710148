//! What a write changed, for whoever asks later who did it and when.
use super::{Product, Variant};
use events::Actor;
use primitives::{ImportId, ProductId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt::Debug;

/// One version of a product, by what it changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProductChange {
    /// The product.
    pub product_id: ProductId,
    /// The version it made.
    pub version: u64,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// By which import, if by one.
    pub import_id: Option<ImportId>,
    /// What changed; the first version lists nothing.
    pub changes: Vec<Change>,
}

/// One field, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// Which, such as `title` or `variants.LANTERN-WHITE.prices`.
    pub field: String,
    /// What it was, shortened; absent where there was nothing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub before: Option<String>,
    /// What it is, shortened; absent where there is nothing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub after: Option<String>,
}

/// Characters kept of a value.
const SHOWN_MAX: usize = 200;
/// Changes listed of one write; a write of eighty variants may have more, and then says so.
const LISTED_MAX: usize = 200;

/// What differs between two versions of a product. Empty: nothing does.
pub fn between(before: &Product, after: &Product) -> Vec<Change> {
    let mut list = Vec::new();
    macro_rules! fields {
        ($($field:ident),*) => {$(
            note(&mut list, stringify!($field).into(), &before.$field, &after.$field);
        )*};
    }
    fields!(
        external_keys,
        slug,
        state,
        kind,
        title,
        description,
        translations,
        product_type,
        attributes,
        brand,
        categories,
        media,
        tax_category,
        options
    );
    let find = |of: &Product, sku| of.variants.iter().find(|v| v.sku == sku).cloned();
    for variant in &before.variants {
        let next = find(after, variant.sku.clone());
        variant_changes(&mut list, Some(variant), next.as_ref());
    }
    for variant in &after.variants {
        if find(before, variant.sku.clone()).is_none() {
            variant_changes(&mut list, None, Some(variant));
        }
    }
    let order = |of: &Product| of.skus();
    if list.is_empty() {
        note(&mut list, "variants".into(), &order(before), &order(after));
    }
    if list.len() > LISTED_MAX {
        let more = list.len() - LISTED_MAX;
        list.truncate(LISTED_MAX);
        let after = Some(format!("{more} more"));
        list.push(Change { field: "…".into(), before: None, after });
    }
    list
}

fn variant_changes(list: &mut Vec<Change>, before: Option<&Variant>, after: Option<&Variant>) {
    match (before, after) {
        (Some(before), Some(after)) => {
            let name = |field| format!("variants.{}.{field}", before.sku);
            note(list, name("options"), &before.options, &after.options);
            note(list, name("gtin"), &before.gtin, &after.gtin);
            note(list, name("prices"), &before.prices, &after.prices);
            note(list, name("weight_grams"), &before.weight_grams, &after.weight_grams);
            note(list, name("dimensions"), &before.dimensions, &after.dimensions);
            note(list, name("quantities"), &before.quantities, &after.quantities);
            note(list, name("kit"), &before.kit, &after.kit);
        }
        (before, after) => {
            let sku = before.or(after).map(|variant| variant.sku.to_string()).unwrap_or_default();
            list.push(Change {
                field: format!("variants.{sku}"),
                before: before.map(shown),
                after: after.map(shown),
            });
        }
    }
}

fn note<T: PartialEq + Debug>(list: &mut Vec<Change>, field: String, before: &T, after: &T) {
    if before != after {
        list.push(Change { field, before: Some(shown(before)), after: Some(shown(after)) });
    }
}

/// A value for people: as Rust prints it, without the names of the wrappers.
fn shown<T: Debug>(value: &T) -> String {
    let raw = format!("{value:?}");
    let short: String = raw.chars().take(SHOWN_MAX).collect();
    if short.len() < raw.len() { format!("{short}…") } else { short }
}
