//! What a search finds among the rows it read, and how that divides.
use super::{ProductCard, WordRow, words};
use primitives::{Currency, Line, Slug};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is searched for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The beginnings of words that must all be there.
    pub prefixes: Vec<String>,
    /// Of this brand.
    pub brand: Option<Line>,
    /// In this category.
    pub category: Option<Slug>,
    /// In this currency: what bands are counted in.
    pub currency: Option<Currency>,
    /// In this band of prices.
    pub band: Option<PriceBand>,
}

/// What was found: every match among the rows that were read, and the facets of these.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The matches, in the order of the words.
    pub cards: Vec<ProductCard>,
    /// Counts.
    pub facets: Facets,
}

/// How the matches divide. A facet is counted as if its own filter were not set, so that it shows
/// what choosing another value would give.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Facets {
    /// By brand, most first.
    pub brands: Vec<Facet>,
    /// By category, most first.
    pub categories: Vec<Facet>,
    /// By band of prices, where a currency is given; lowest first.
    pub price_bands: Vec<Facet>,
}

/// One value and how many matches have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Facet {
    /// The value, as the filter takes it.
    pub value: String,
    /// Matches.
    pub count: u32,
}

/// Bands of prices, in whole units of the currency: `10-25` is from 10 up to but without 25.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum PriceBand {
    /// Below 5.
    #[serde(rename = "0-5")]
    To5,
    /// 5 to 10.
    #[serde(rename = "5-10")]
    To10,
    /// 10 to 25.
    #[serde(rename = "10-25")]
    To25,
    /// 25 to 50.
    #[serde(rename = "25-50")]
    To50,
    /// 50 to 100.
    #[serde(rename = "50-100")]
    To100,
    /// 100 to 250.
    #[serde(rename = "100-250")]
    To250,
    /// 250 to 1,000.
    #[serde(rename = "250-1000")]
    To1000,
    /// 1,000 and more.
    #[serde(rename = "1000-")]
    Above,
}

impl PriceBand {
    const ALL: [(Self, i64, &'static str); 8] = [
        (Self::To5, 5, "0-5"),
        (Self::To10, 10, "5-10"),
        (Self::To25, 25, "10-25"),
        (Self::To50, 50, "25-50"),
        (Self::To100, 100, "50-100"),
        (Self::To250, 250, "100-250"),
        (Self::To1000, 1_000, "250-1000"),
        (Self::Above, i64::MAX, "1000-"),
    ];

    /// The band of an amount of minor units.
    pub fn of(minor: i64, currency: Currency) -> Self {
        let whole = minor / 10_i64.pow(currency.digits());
        let band = Self::ALL.iter().find(|(_, end, _)| whole < *end);
        band.map_or(Self::Above, |(band, ..)| *band)
    }

    /// As the filter takes it.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(band, ..)| *band == self).map_or("1000-", |(.., code)| code)
    }
}

impl Wanted {
    /// A search for the words of a text.
    pub fn words(text: &str) -> Self {
        let mut prefixes = words::words(text);
        prefixes.sort();
        prefixes.dedup();
        Self { prefixes, ..Self::default() }
    }

    /// The word to read rows by: the longest, for it leaves the fewest.
    pub fn leading(&self) -> Option<&str> {
        self.prefixes.iter().map(String::as_str).max_by_key(|word| word.chars().count())
    }

    /// What was found among the rows that were read.
    pub fn among(&self, rows: Vec<WordRow>) -> Found {
        let mut seen = BTreeSet::new();
        let mut found = Found::default();
        let (mut brands, mut categories, mut bands) =
            (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for row in rows {
            if !seen.insert(row.product_id.clone()) || !self.has_words(&row.words) {
                continue;
            }
            let card = row.card;
            let band = self.band_of(&card);
            let by_brand = self.brand.is_none() || self.brand == card.brand;
            let by_category = self.category.as_ref().is_none_or(|c| card.categories.contains(c));
            let by_band = self.band.is_none() || self.band == band;
            if by_category && by_band {
                count(&mut brands, card.brand.iter().map(ToString::to_string));
            }
            if by_brand && by_band {
                count(&mut categories, card.categories.iter().map(ToString::to_string));
            }
            if by_brand && by_category {
                count(&mut bands, band);
            }
            if by_brand && by_category && by_band {
                found.cards.push(card);
            }
        }
        found.facets = Facets {
            brands: most_first(brands),
            categories: most_first(categories),
            price_bands: bands
                .into_iter()
                .map(|(band, count)| Facet { value: band.code().into(), count })
                .collect(),
        };
        found
    }

    fn has_words(&self, words: &[String]) -> bool {
        self.prefixes.iter().all(|prefix| words.iter().any(|word| word.starts_with(prefix)))
    }

    fn band_of(&self, card: &ProductCard) -> Option<PriceBand> {
        let price = card.price_from(self.currency?)?;
        Some(PriceBand::of(price.minor, price.currency))
    }
}

fn count<K: Ord>(counts: &mut BTreeMap<K, u32>, values: impl IntoIterator<Item = K>) {
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
}

fn most_first(counts: BTreeMap<String, u32>) -> Vec<Facet> {
    let mut list: Vec<Facet> =
        counts.into_iter().map(|(value, count)| Facet { value, count }).collect();
    list.sort_by(|one, two| two.count.cmp(&one.count).then_with(|| one.value.cmp(&two.value)));
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_know_how_many_digits_a_currency_has() {
        assert_eq!(PriceBand::of(1_099, Currency::GBP), PriceBand::To25);
        assert_eq!(PriceBand::of(1_099, Currency::JPY), PriceBand::Above);
        assert_eq!(PriceBand::of(499, Currency::GBP), PriceBand::To5);
        assert_eq!(PriceBand::of(500, Currency::GBP), PriceBand::To10);
        assert_eq!(PriceBand::of(0, Currency::GBP).code(), "0-5");
    }

    #[test]
    fn the_longest_word_leads() {
        let wanted = Wanted::words("A red Lantern, red");
        assert_eq!(wanted.prefixes, ["lantern", "red"]);
        assert_eq!(wanted.leading(), Some("lantern"));
        assert_eq!(Wanted::words("! a").leading(), None);
    }
}
