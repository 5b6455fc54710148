//! Price lists as they are kept: rows by SKU, because carts ask by SKU.
use super::{PriceBook, PriceRow};
use crate::pricing::PricingRefusal;
use primitives::{Code, Money, Sku, Timestamp, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rows that one SKU may have over all lists: they are one item, which a cart reads whole.
pub const ROWS_OF_SKU_MAX: usize = 100;
/// SKUs on one list.
pub const LIST_SKUS_MAX: u64 = 100_000;

/// Bytes of the prices that one request may write, all rows of its SKUs counted: beside them, an
/// edition of the book has to fit into the transaction.
pub const PRICES_AT_ONCE_MAX: usize = 800 * 1_024;

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
    /// Who writes its rows.
    #[serde(default)]
    pub writer: ListWriter,
    /// When it was ended: from then on nothing is sold by it, and its rows are being taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

/// Who writes the rows of a price list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListWriter {
    /// Staff, one by one or by file.
    #[default]
    Staff,
    /// The repricer of the same name.
    Repricer,
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

impl PriceList {
    /// A list with nothing on it.
    pub fn open(list_id: Code, title: Title, now: Timestamp) -> Self {
        let writer = ListWriter::Staff;
        Self { list_id, title, revision: 1, skus: 0, changed_at: now, writer, ended_at: None }
    }

    /// A list that a repricer writes.
    pub fn of_repricer(list_id: Code, title: Title, now: Timestamp) -> Self {
        Self { writer: ListWriter::Repricer, ..Self::open(list_id, title, now) }
    }

    /// Refuses whoever may not write its rows, and everybody once it is over.
    pub fn open_to(&self, writer: ListWriter) -> Result<(), PricingRefusal> {
        if self.ended_at.is_some() {
            return Err(PricingRefusal::ListEnded(self.list_id.clone()));
        }
        if self.writer != writer {
            return Err(PricingRefusal::NotYourList(self.list_id.clone()));
        }
        Ok(())
    }

    /// The list once it is over.
    #[must_use]
    pub fn ended(&self, now: Timestamp) -> Self {
        Self { ended_at: self.ended_at.or(Some(now)), changed_at: now, ..self.clone() }
    }

    /// Its next version, on which rows are then set.
    #[must_use]
    pub fn revised(&self, now: Timestamp) -> Self {
        let revision = self.revision.saturating_add(1);
        Self { revision, changed_at: now, ..self.clone() }
    }

    /// The prices of a SKU once its rows on this list are these, and `None` where they are these
    /// already. `base` are the prices of the catalogue, `None` where the catalogue does not know it.
    pub fn set(
        &mut self,
        prices: &SkuPrices,
        base: Option<&[Money]>,
        rows: Vec<PriceRow>,
    ) -> Result<Option<SkuPrices>, PricingRefusal> {
        let was = prices.of_list(&self.list_id);
        let same = |one: &PriceRow, other: &PriceRow| {
            *one == PriceRow { rule: one.rule.clone(), ..other.clone() }
        };
        if was.len() == rows.len() && was.iter().zip(&rows).all(|(one, other)| same(one, other)) {
            return Ok(None);
        }
        for row in &rows {
            let base = base.ok_or_else(|| PricingRefusal::UnknownSku(prices.sku.clone()))?;
            let in_kind = base.iter().find(|base| Some(base.currency) == row.currency());
            row.check(in_kind.copied())?;
        }
        let is_on = !rows.is_empty();
        let next = prices.with(&self.list_id, rows)?;
        match (was.is_empty(), is_on) {
            (true, true) => self.skus = self.skus.saturating_add(1),
            (false, false) => self.skus = self.skus.saturating_sub(1),
            _ => {}
        }
        if self.skus > LIST_SKUS_MAX {
            let most = usize::try_from(LIST_SKUS_MAX).unwrap_or(usize::MAX);
            return Err(PricingRefusal::TooMany(most, "SKUs on one list"));
        }
        Ok(Some(next))
    }
}

impl SkuPrices {
    /// A SKU without a row.
    pub fn none(sku: Sku) -> Self {
        Self { sku, rows: Vec::new() }
    }

    /// Bytes as JSON; DynamoDB counts about as many.
    pub fn weight(&self) -> usize {
        serde_json::to_vec(self).map_or(usize::MAX, |json| json.len())
    }

    /// Its rows on one list.
    pub fn of_list(&self, list: &Code) -> Vec<&PriceRow> {
        self.rows.iter().filter(|row| row.rule.id == *list).collect()
    }

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
