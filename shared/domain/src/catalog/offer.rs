//! What a cart needs to know of one SKU, in one item: a cart of a thousand lines reads a thousand
//! small items by key and no product.
use super::{KitComponent, Quantities};
use crate::pricing::{Article, Attribute};
pub use events::catalog::ProductState as State;
use primitives::{Code, Currency, Money, ProductId, Sku, Slug, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is sold under one SKU, kept equal to its product's variant by every write of the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The SKU; no two products of the shop have the same.
    pub sku: Sku,
    /// The product it is a variant of.
    pub product_id: ProductId,
    /// The product's word in addresses.
    pub slug: Slug,
    /// The product's title, with the variant's options: `T-shirt (red, L)`.
    pub title: Title,
    /// Whether it has to be shipped.
    pub kind: Kind,
    /// Base prices, one per currency.
    pub prices: Vec<Money>,
    /// Which tax rates apply, such as `standard`.
    pub tax_category: Code,
    /// Grams of one unit; 0 where nothing is known.
    pub weight_grams: u32,
    /// In what quantities it is sold.
    #[serde(default, skip_serializing_if = "Quantities::is_any")]
    pub quantities: Quantities,
    /// What it is made of, where it is a kit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kit: Vec<KitComponent>,
    /// Only what is active can be bought.
    pub state: State,
    /// Categories that it is listed in: promotions ask for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Code>,
    /// Options, choices and brand, as far as they are single words: promotions ask for them too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
}

/// What kind of thing is sold.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something that is shipped.
    #[default]
    Goods,
    /// Something that is done or sent by mail: no weight, no shipping.
    Service,
}

impl Offer {
    /// The base price in a currency, if it is sold in that.
    pub fn price(&self, currency: Currency) -> Option<Money> {
        self.prices.iter().copied().find(|price| price.currency == currency)
    }

    /// What promotions and price lists know of it.
    pub fn article(&self) -> Article {
        Article {
            sku: Some(self.sku.clone()),
            product: Some(self.product_id.clone()),
            categories: self.categories.clone(),
            attributes: self.attributes.clone(),
        }
    }

    /// Whether it can be bought at all.
    pub fn is_active(&self) -> bool {
        self.state == State::Active
    }
}
