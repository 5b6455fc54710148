//! Where a product stands to be found: a row for each of its words and each of its categories.
//!
//! Each row carries the product's card, so that a page of results is one `Query` and facets are
//! counted from what it gives. The price of that is paid by writes: a product of 8 words in 2
//! categories has 10 rows of about 500 bytes, so a new title or price rewrites 10 items (22 write
//! units with the placement itself, as a transaction), whatever the size of the catalogue; at worst
//! 30 words and 10 categories, 40 rows. A change that the card does not show rewrites none. A search
//! reads one partition, the first two letters of its longest word, from that word on: at most 500
//! rows or 1 MB, at most 128 read units for a strongly consistent page.
use super::{MediaKind, Product, State, words};
use primitives::{
    Currency, Line, Money, ProductId, Slug, Title, WebAddress, limits::SEARCH_WORDS_MAX,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// What a list shows of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProductCard {
    /// The product.
    pub product_id: ProductId,
    /// Its word in addresses.
    pub slug: Slug,
    /// Its name.
    pub title: Title,
    /// Whether it is on sale.
    pub state: State,
    /// Who makes it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub brand: Option<Line>,
    /// Where it is listed.
    pub categories: Vec<Slug>,
    /// The lowest price of its variants, per currency.
    pub prices_from: Vec<Money>,
    /// Its picture.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub image: Option<WebAddress>,
    /// How many variants it has.
    pub variants: u32,
}

impl ProductCard {
    /// The card of a product.
    pub fn of(product: &Product) -> Self {
        let mut lowest: BTreeMap<Currency, Money> = BTreeMap::new();
        for price in product.variants.iter().flat_map(|variant| &variant.prices) {
            let known = lowest.entry(price.currency).or_insert(*price);
            *known = (*known).min(*price);
        }
        let image = product.media.iter().find(|media| media.kind == MediaKind::Image);
        Self {
            product_id: product.product_id.clone(),
            slug: product.slug.clone(),
            title: product.title.clone(),
            state: product.state,
            brand: product.brand.clone(),
            categories: product.categories.clone(),
            prices_from: lowest.into_values().collect(),
            image: image.map(|media| media.url.clone()),
            variants: u32::try_from(product.variants.len()).unwrap_or(u32::MAX),
        }
    }

    /// The lowest price in a currency.
    pub fn price_from(&self, currency: Currency) -> Option<Money> {
        self.prices_from.iter().copied().find(|price| price.currency == currency)
    }
}

/// Who finds a product. Two kinds of rows, so that shoppers never pay for drafts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Shelf {
    /// Everybody.
    #[serde(rename = "SHOP")]
    Shop,
    /// Staff: drafts and what is archived.
    #[serde(rename = "BACK")]
    Back,
}

impl fmt::Display for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shop => "SHOP",
            Self::Back => "BACK",
        })
    }
}

impl From<State> for Shelf {
    fn from(state: State) -> Self {
        if state == State::Active { Self::Shop } else { Self::Back }
    }
}

/// Which rows a product has: the memory by which the next write knows what to take away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// The product.
    pub product_id: ProductId,
    /// The version it shows.
    pub product_version: u64,
    /// Where its rows are.
    pub shelf: Shelf,
    /// Its words.
    pub words: Vec<String>,
    /// What its rows show.
    pub card: ProductCard,
}

/// One word of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordRow {
    /// Who finds it.
    pub shelf: Shelf,
    /// The word's first letters.
    pub head: String,
    /// The word.
    pub word: String,
    /// The product.
    pub product_id: ProductId,
    /// All words of the product: a search of several words looks no further.
    pub words: Vec<String>,
    /// What is shown.
    pub card: ProductCard,
}

/// One category of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedRow {
    /// The category.
    pub category: Slug,
    /// Who finds it.
    pub shelf: Shelf,
    /// The product.
    pub product_id: ProductId,
    /// What is shown.
    pub card: ProductCard,
}

impl Placement {
    /// The placement of a product: words of its title, its brand and its SKUs, in this order, as
    /// many as there is room for.
    pub fn of(product: &Product, product_version: u64) -> Self {
        let skus = product.variants.iter().map(|variant| variant.sku.as_ref());
        let brand = product.brand.iter().map(AsRef::as_ref);
        let mut list: Vec<String> = Vec::new();
        for word in [product.title.as_ref()].into_iter().chain(brand).chain(skus).flat_map(words) {
            if list.len() < SEARCH_WORDS_MAX && !list.contains(&word) {
                list.push(word);
            }
        }
        Self {
            product_id: product.product_id.clone(),
            product_version,
            shelf: product.state.into(),
            words: list,
            card: ProductCard::of(product),
        }
    }

    /// The rows of its words.
    pub fn word_rows(&self) -> impl Iterator<Item = WordRow> {
        self.words.iter().map(|word| WordRow {
            shelf: self.shelf,
            head: words::head(word),
            word: word.clone(),
            product_id: self.product_id.clone(),
            words: self.words.clone(),
            card: self.card.clone(),
        })
    }

    /// The rows of its categories.
    pub fn listed_rows(&self) -> impl Iterator<Item = ListedRow> {
        self.card.categories.iter().map(|category| ListedRow {
            category: category.clone(),
            shelf: self.shelf,
            product_id: self.product_id.clone(),
            card: self.card.clone(),
        })
    }

    /// Whether its rows are those of another, whatever their versions.
    pub fn shows_the_same(&self, other: &Self) -> bool {
        (self.shelf, &self.words, &self.card) == (other.shelf, &other.words, &other.card)
    }
}
use words::words;
