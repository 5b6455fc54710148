//! Price lists as they are kept: rows by SKU, because carts ask by SKU.
use super::{PriceBook, PriceRow};
use crate::pricing::PricingRefusal;
use primitives::{Code, Sku, Timestamp, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rows that one SKU may have over all lists: they are one item, which a cart reads whole.
pub const ROWS_OF_SKU_MAX: usize = 100;
/// SKUs on one list.
pub const LIST_SKUS_MAX: u64 = 100_000;

/// A price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PriceList {
    /// Its name for machines.
    pub list_id: Code,
    /// Its name for people.
    pub title: Title,
    /// Which version of it: every change of a row is a new one.
    pub revision: u64,
    /// SKUs that have a row on it.
    pub skus: u64,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

/// Every row of one SKU, over all lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkuPrices {
    /// What is priced.
    pub sku: Sku,
    /// The rows.
    pub rows: Vec<PriceRow>,
}

/// That a SKU is on a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListedSku {
    /// The list.
    pub list_id: Code,
    /// The SKU.
    pub sku: Sku,
}

impl SkuPrices {
    /// The rows with those of one list replaced. Refuses what would be valid at the same time as
    /// another row for the same buyers.
    pub fn with(&self, list: &Code, rows: Vec<PriceRow>) -> Result<Self, PricingRefusal> {
        PriceBook::refuse_overlaps_within(&rows)?;
        let others = self.rows.iter().filter(|row| row.rule.id != *list);
        let mut next: Vec<PriceRow> = others.cloned().collect();
        let book = PriceBook::of(next.clone());
        rows.iter().try_for_each(|row| book.refuse_overlap(row))?;
        next.extend(rows);
        if next.len() > ROWS_OF_SKU_MAX {
            return Err(PricingRefusal::TooMany(ROWS_OF_SKU_MAX, "prices of one SKU"));
        }
        Ok(Self { sku: self.sku.clone(), rows: next })
    }
}
