//! Events of `catalog`.
use crate::row::events;
use primitives::{Example, ImportId, ProductId, Sku, Slug, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether a product can be seen and bought.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ProductState {
    /// In the making: staff alone see it.
    #[default]
    Draft,
    /// On sale.
    Active,
    /// No longer on sale; its SKUs and its word stay taken.
    Archived,
}

impl std::fmt::Display for ProductState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Draft => "DRAFT",
            Self::Active => "ACTIVE",
            Self::Archived => "ARCHIVED",
        })
    }
}

impl Example for ProductState {
    fn example() -> Self {
        Self::Active
    }
}

events! {
    /// A product was made or changed. Writing it again as it is publishes nothing.
    ProductUpsertedV1 = "catalog.ProductUpserted.v1" {
        /// The product.
        product_id: ProductId,
        /// Its word in addresses.
        slug: Slug,
        /// Whether it is on sale.
        state: ProductState,
        /// Its variants.
        #[schemars(length(max = primitives::limits::VARIANTS_MAX))]
        skus: Vec<Sku>,
        /// Whether this is its first version.
        created: bool,
        /// When.
        at: Timestamp,
    }

    /// A product was taken off sale.
    ProductArchivedV1 = "catalog.ProductArchived.v1" {
        /// The product.
        product_id: ProductId,
        /// Its variants.
        #[schemars(length(max = primitives::limits::VARIANTS_MAX))]
        skus: Vec<Sku>,
        /// When.
        archived_at: Timestamp,
    }

    /// Every row of an import has been applied or rejected.
    ImportFinishedV1 = "catalog.ImportFinished.v1" {
        /// The import.
        import_id: ImportId,
        /// Products it made.
        created: u64,
        /// Products it changed.
        updated: u64,
        /// Rows that changed nothing.
        unchanged: u64,
        /// Rows it could not apply.
        rejected: u64,
        /// When.
        finished_at: Timestamp,
    }
}
