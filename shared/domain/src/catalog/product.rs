//! Products as they are stored, and as they come in.
use super::{AttributeValue, Choice, Kind, KitComponent, Matrix, Quantities, State};
use primitives::{
    Code, ExternalKey, Gtin, Line, Locale, Money, Note, ProductId, Sku, Slug, Timestamp, Title,
    WebAddress, limits,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A product of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Product {
    /// The product.
    pub product_id: ProductId,
    /// What other systems call it; the one it was made by is the first.
    pub external_keys: Vec<ExternalKey>,
    /// Its word in addresses; unique.
    pub slug: Slug,
    /// Whether it is on sale.
    pub state: State,
    /// Whether it has to be shipped.
    pub kind: Kind,
    /// Its name.
    pub title: Title,
    /// What it is, in sentences.
    pub description: Option<Note>,
    /// Name and sentences in other languages.
    pub translations: Vec<Translation>,
    /// Which attributes it has.
    pub product_type: Option<Slug>,
    /// The attributes.
    pub attributes: BTreeMap<Slug, AttributeValue>,
    /// Who makes it.
    pub brand: Option<Line>,
    /// Where it is listed.
    pub categories: Vec<Slug>,
    /// Pictures, films, papers; the first picture stands for the product.
    pub media: Vec<Media>,
    /// Which tax rates apply.
    pub tax_category: Code,
    /// What a buyer chooses.
    pub options: Vec<OptionAxis>,
    /// What a buyer can choose, each with its SKU.
    pub variants: Vec<Variant>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Something a buyer chooses, such as a size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionAxis {
    /// Such as `size`.
    pub name: Code,
    /// Such as `S`, `M`, `L`.
    #[schemars(length(min = 1, max = limits::OPTION_VALUES_MAX))]
    pub values: Vec<Code>,
}

/// One thing that can be bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// The merchant's code; unique in the shop.
    pub sku: Sku,
    /// One value of each option.
    #[serde(default)]
    pub options: Choice,
    /// Global trade item number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gtin: Option<Gtin>,
    /// Base prices, one per currency.
    #[serde(default)]
    #[schemars(length(max = limits::PRICES_MAX))]
    pub prices: Vec<Money>,
    /// Grams of one unit; 0 where nothing is known.
    #[serde(default)]
    pub weight_grams: u32,
    /// Of one unit, packed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Dimensions>,
    /// In what quantities it is sold; any where nothing is said.
    #[serde(default, skip_serializing_if = "Quantities::is_any")]
    pub quantities: Quantities,
    /// What it is made of, where it is a kit: sold under this SKU at this price, and stocked, sent,
    /// cancelled and given back by its components.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = limits::KIT_COMPONENTS_MAX))]
    pub kit: Vec<KitComponent>,
}

/// How large something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dimensions {
    /// Millimetres.
    pub length_mm: u32,
    /// Millimetres.
    pub width_mm: u32,
    /// Millimetres.
    pub height_mm: u32,
}

/// A picture, a film, a paper; kept elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Media {
    /// Where it lies.
    pub url: WebAddress,
    /// What it is.
    #[serde(default)]
    pub kind: MediaKind,
    /// What it shows, for those who do not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<Line>,
}

/// Kinds of media.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A picture.
    #[default]
    Image,
    /// A film.
    Video,
    /// A paper, such as a manual.
    Document,
}

/// A product in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// The language.
    pub locale: Locale,
    /// Its name there.
    pub title: Title,
    /// Its sentences there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Note>,
}

/// A product as another system describes it. What is left out is emptied, but for the slug and the
/// other keys, which stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductDraft {
    /// The key it is written by. In a file every row has it; in a request it may repeat the address.
    #[serde(default)]
    pub external_key: Option<ExternalKey>,
    /// Further keys of other systems; left out, they stay as they are.
    #[serde(default)]
    #[schemars(length(max = limits::EXTERNAL_KEYS_MAX - 1))]
    pub other_keys: Option<Vec<ExternalKey>>,
    /// Its word in addresses; left out, it is made of the title once, and stays.
    #[serde(default)]
    pub slug: Option<Slug>,
    /// Whether it is on sale.
    #[serde(default)]
    pub state: State,
    /// Whether it has to be shipped.
    #[serde(default)]
    pub kind: Kind,
    /// Its name.
    pub title: Title,
    /// What it is, in sentences.
    #[serde(default)]
    pub description: Option<Note>,
    /// Name and sentences in other languages.
    #[serde(default)]
    #[schemars(length(max = limits::TRANSLATIONS_MAX))]
    pub translations: Vec<Translation>,
    /// Which attributes it has.
    #[serde(default)]
    pub product_type: Option<Slug>,
    /// The attributes.
    #[serde(default)]
    #[schemars(extend("maxProperties" = limits::ATTRIBUTES_MAX))]
    pub attributes: BTreeMap<Slug, AttributeValue>,
    /// Who makes it.
    #[serde(default)]
    pub brand: Option<Line>,
    /// Where it is listed.
    #[serde(default)]
    #[schemars(length(max = limits::CATEGORIES_MAX))]
    pub categories: Vec<Slug>,
    /// Pictures, films, papers.
    #[serde(default)]
    #[schemars(length(max = limits::MEDIA_MAX))]
    pub media: Vec<Media>,
    /// Which tax rates apply, such as `standard`.
    pub tax_category: Code,
    /// What a buyer chooses.
    #[serde(default)]
    #[schemars(length(max = limits::OPTIONS_MAX))]
    pub options: Vec<OptionAxis>,
    /// What a buyer can choose; a product without options has one. Left out where `matrix` is given.
    #[serde(default)]
    #[schemars(length(max = limits::VARIANTS_MAX))]
    pub variants: Vec<Variant>,
    /// Makes the variants out of the options.
    #[serde(default)]
    pub matrix: Option<Matrix>,
}

impl Product {
    /// Its SKUs.
    pub fn skus(&self) -> Vec<Sku> {
        self.variants.iter().map(|variant| variant.sku.clone()).collect()
    }

    /// Whether shoppers see it.
    pub fn is_active(&self) -> bool {
        self.state == State::Active
    }

    /// The product as somebody could have described it.
    pub fn draft(&self) -> ProductDraft {
        let Self { state, kind, tax_category, .. } = self;
        ProductDraft {
            external_key: self.external_keys.first().cloned(),
            other_keys: None,
            slug: Some(self.slug.clone()),
            state: *state,
            kind: *kind,
            title: self.title.clone(),
            description: self.description.clone(),
            translations: self.translations.clone(),
            product_type: self.product_type.clone(),
            attributes: self.attributes.clone(),
            brand: self.brand.clone(),
            categories: self.categories.clone(),
            media: self.media.clone(),
            tax_category: tax_category.clone(),
            options: self.options.clone(),
            variants: self.variants.clone(),
            matrix: None,
        }
    }

    /// Bytes of its text, roughly as DynamoDB counts them.
    pub fn bytes(&self) -> usize {
        const EACH: usize = 60;
        let note = |note: &Option<Note>| note.as_ref().map_or(0, |note| note.as_ref().len());
        let attribute = |value: &AttributeValue| match value {
            AttributeValue::Flag(_) => 1,
            AttributeValue::Text(text) => text.as_ref().len(),
            AttributeValue::Localised(texts) => {
                texts.values().map(|text| text.as_ref().len() + 10).sum()
            }
        };
        let choice = |choice: &Choice| -> usize {
            choice.iter().map(|(name, value)| name.as_ref().len() + value.as_ref().len() + 5).sum()
        };
        let options = self.options.iter().flat_map(|axis| &axis.values);
        note(&self.description)
            + self.translations.iter().map(|t| note(&t.description) + 1_100).sum::<usize>()
            + self.attributes.values().map(|value| attribute(value) + 110).sum::<usize>()
            + self.media.iter().map(|m| m.url.as_ref().len() + 600).sum::<usize>()
            + options.map(|value| value.as_ref().len() + 5).sum::<usize>()
            + self
                .variants
                .iter()
                .map(|v| choice(&v.options) + (v.prices.len() + v.kit.len() * 2 + 4) * EACH)
                .sum::<usize>()
            + 4_096
    }
}
