//! How the catalogue says no.
use crate::{Kind, Refuse};
use primitives::{ExternalKey, Sku, Slug};

/// Why a write of the catalogue was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A SKU is unique in the shop.
    #[error("the SKU {0} belongs to another product")]
    SkuTaken(Sku),
    /// So is a product's word in addresses.
    #[error("the slug {0} belongs to another product")]
    SlugTaken(Slug),
    /// And what other systems call it.
    #[error("the external key {0} belongs to another product")]
    KeyTaken(ExternalKey),
    /// The body names another key than the address.
    #[error("the body's external_key is not the one of the address")]
    KeyDiffers,
    /// Categories are made first.
    #[error("there is no category {0}")]
    UnknownCategory(Slug),
    /// So are product types.
    #[error("there is no product type {0}")]
    UnknownType(Slug),
    /// An attribute breaks the rule of the product's type.
    #[error("the attribute {name} {why}")]
    Attribute {
        /// Which attribute.
        name: String,
        /// What a good value looks like.
        why: String,
    },
    /// A definition that no value could satisfy, or that is given twice.
    #[error("the definition of {name} {why}")]
    Definition {
        /// Which attribute.
        name: String,
        /// What is wrong.
        why: &'static str,
    },
    /// Options and variants do not fit together.
    #[error("{0}")]
    Variants(String),
    /// A kit that could not be sold.
    #[error("the kit {sku}: {why}")]
    Kit {
        /// The kit.
        sku: Sku,
        /// What is wrong with it.
        why: String,
    },
    /// A price that nobody could pay.
    #[error("{0}")]
    Price(String),
    /// A list is longer than it may be, or names something twice.
    #[error("{0}")]
    List(String),
    /// What is on sale has a price.
    #[error("an active product needs a price for every variant; {0} has none")]
    NotSellable(Sku),
    /// More text than an item holds.
    #[error("the product holds more text than {0} bytes")]
    TooLarge(usize),
    /// More SKUs at once than one transaction holds.
    #[error("one write may add, change and drop at most {0} SKUs; change the product in two steps")]
    TooManyChanges(usize),
    /// A category cannot be its own ancestor.
    #[error("{0} would be its own ancestor")]
    Cycle(Slug),
    /// A tree this deep is a mistake.
    #[error("categories nest at most {0} deep")]
    TooDeep(usize),
    /// A row of a file stands for a product with one variant.
    #[error("the product has options; a CSV row cannot hold it, use JSON Lines")]
    NotSimple,
    /// The file has the same key on an earlier line, and that line was taken.
    #[error("line {0} has the same external key")]
    Repeated(u64),
    /// A file of a size that is not taken.
    #[error("a file has 1 to {0} bytes")]
    FileSize(u64),
    /// A row that cannot be read.
    #[error("{0}")]
    Unreadable(String),
}

impl Refuse for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::SkuTaken(_) => "catalog.sku_taken",
            Self::SlugTaken(_) => "catalog.slug_taken",
            Self::KeyTaken(_) => "catalog.key_taken",
            Self::KeyDiffers => "catalog.key_differs",
            Self::UnknownCategory(_) => "catalog.unknown_category",
            Self::UnknownType(_) => "catalog.unknown_type",
            Self::Attribute { .. } => "catalog.attribute_wrong",
            Self::Definition { .. } => "catalog.definition_wrong",
            Self::Variants(_) => "catalog.variants_wrong",
            Self::Kit { .. } => "catalog.kit_wrong",
            Self::Price(_) => "catalog.price_wrong",
            Self::List(_) => "catalog.list_wrong",
            Self::NotSellable(_) => "catalog.not_sellable",
            Self::TooLarge(_) => "catalog.product_too_large",
            Self::TooManyChanges(_) => "catalog.too_many_changes",
            Self::Cycle(_) => "catalog.category_cycle",
            Self::TooDeep(_) => "catalog.category_too_deep",
            Self::NotSimple => "import.not_simple",
            Self::Repeated(_) => "import.repeated_key",
            Self::FileSize(_) => "import.file_size",
            Self::Unreadable(_) => "import.unreadable_row",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::SkuTaken(_) | Self::SlugTaken(_) | Self::KeyTaken(_) | Self::Cycle(_) => {
                Kind::Conflict
            }
            _ => Kind::Wrong,
        }
    }
}
