//! What one row says of a product.
use super::{Column, Format, columns::fields};
use crate::catalog::{
    Media, MediaKind, Product, ProductDraft, Quantities, Refusal, State, Variant,
};
use primitives::{
    Code, Currency, ExternalKey, Gtin, Line, Money, Note, Quantity, Sku, Slug, Title, WebAddress,
};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A row that could be read.
#[derive(Clone, Debug)]
pub enum Described {
    /// The whole product.
    Whole(Box<ProductDraft>, ExternalKey),
    /// Some columns of it; what has no column stays as it is.
    Cells(BTreeMap<Column, String>, ExternalKey),
}

/// The key a row names, as far as it can be read. For finding repeats.
pub fn key_of(format: Format, columns: &[Column], row: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        external_key: String,
    }
    match format {
        Format::Jsonl => serde_json::from_slice::<Named>(row).ok().map(|named| named.external_key),
        Format::Csv => {
            let at = columns.iter().position(|column| *column == Column::ExternalKey)?;
            fields(row).ok()?.into_iter().nth(at).map(|cell| cell.trim().to_owned())
        }
    }
}

/// Reads a row.
pub fn describe(format: Format, columns: &[Column], row: &[u8]) -> Result<Described, Refusal> {
    let unreadable = |why: String| Refusal::Unreadable(why);
    if format == Format::Jsonl {
        let draft: ProductDraft =
            serde_json::from_slice(row).map_err(|e| unreadable(e.to_string()))?;
        let key = draft.external_key.clone();
        let key = key.ok_or_else(|| unreadable("missing field `external_key`".into()))?;
        return Ok(Described::Whole(Box::new(draft), key));
    }
    let cells = fields(row).map_err(|why| unreadable(format!("the row {why}")))?;
    if cells.len() != columns.len() {
        let (is, should) = (cells.len(), columns.len());
        return Err(unreadable(format!("the row has {is} fields, the header {should}")));
    }
    let cells: BTreeMap<Column, String> =
        columns.iter().copied().zip(cells.into_iter().map(|cell| cell.trim().to_owned())).collect();
    let key = cells.get(&Column::ExternalKey).cloned().unwrap_or_default();
    let key = read(key, ExternalKey::parse)?;
    Ok(Described::Cells(cells, key))
}

impl Described {
    /// The product's key.
    pub fn key(&self) -> &ExternalKey {
        match self {
            Self::Whole(_, key) | Self::Cells(_, key) => key,
        }
    }

    /// The whole product, with the rest taken from what is there.
    pub fn draft(&self, current: Option<&Product>) -> Result<ProductDraft, Refusal> {
        match self {
            Self::Whole(draft, _) => Ok((**draft).clone()),
            Self::Cells(cells, _) => over(cells, current),
        }
    }
}

fn read<T, E: std::fmt::Display>(
    cell: String,
    parse: impl FnOnce(String) -> Result<T, E>,
) -> Result<T, Refusal> {
    parse(cell).map_err(|why| Refusal::Unreadable(why.to_string()))
}

/// Lays the cells over a product that is there, or over a new one.
fn over(
    cells: &BTreeMap<Column, String>,
    current: Option<&Product>,
) -> Result<ProductDraft, Refusal> {
    let cell = |column| cells.get(&column).cloned();
    let mut draft = match current {
        Some(product) if !product.options.is_empty() => return Err(Refusal::NotSimple),
        Some(product) => product.draft(),
        None => fresh(cell(Column::Title), cell(Column::Sku))?,
    };
    over_texts(&mut draft, &cell)?;
    over_places(&mut draft, &cell)?;
    let mut variant = draft.variants.pop().ok_or(Refusal::NotSimple)?;
    over_variant(&mut variant, &cell)?;
    let priced = !variant.prices.is_empty();
    draft.variants = vec![variant];
    draft.state = match cell(Column::Status).as_deref() {
        Some("active") => State::Active,
        Some("archived") => State::Archived,
        None | Some("") if current.is_some() => draft.state,
        None | Some("") if priced => State::Active,
        None | Some("" | "draft") => State::Draft,
        Some(_) => {
            return Err(Refusal::Unreadable("status must be draft, active or archived".into()));
        }
    };
    Ok(draft)
}

/// What people read.
fn over_texts(
    draft: &mut ProductDraft,
    cell: &impl Fn(Column) -> Option<String>,
) -> Result<(), Refusal> {
    let filled = |column| cell(column).filter(|text| !text.is_empty());
    if let Some(title) = cell(Column::Title) {
        draft.title = read(title, Title::parse)?;
    }
    if cell(Column::Description).is_some() {
        let text = filled(Column::Description).map(|text| text.replace("\r\n", "\n"));
        draft.description = text.map(|text| read(text, Note::parse)).transpose()?;
    }
    if cell(Column::Brand).is_some() {
        draft.brand = filled(Column::Brand).map(|text| read(text, Line::parse)).transpose()?;
    }
    Ok(())
}

/// Where it is found, and how it is taxed.
fn over_places(
    draft: &mut ProductDraft,
    cell: &impl Fn(Column) -> Option<String>,
) -> Result<(), Refusal> {
    let filled = |column| cell(column).filter(|text| !text.is_empty());
    if let Some(list) = cell(Column::Categories) {
        let slugs = list.split('|').map(str::trim).filter(|slug| !slug.is_empty());
        draft.categories = slugs.map(|s| read(s.into(), Slug::parse)).collect::<Result<_, _>>()?;
    }
    if let Some(code) = filled(Column::TaxCategory) {
        draft.tax_category = read(code, Code::parse)?;
    }
    if let Some(slug) = filled(Column::Slug) {
        draft.slug = Some(read(slug, Slug::parse)?);
    }
    if let Some(url) = filled(Column::Image) {
        let url = read(url, WebAddress::parse)?;
        if !draft.media.iter().any(|media| media.url == url) {
            draft.media.insert(0, Media { url, kind: MediaKind::Image, alt: None });
        }
    }
    Ok(())
}

fn over_variant(
    variant: &mut Variant,
    cell: &impl Fn(Column) -> Option<String>,
) -> Result<(), Refusal> {
    let filled = |column| cell(column).filter(|text| !text.is_empty());
    if let Some(sku) = cell(Column::Sku) {
        variant.sku = read(sku, Sku::parse)?;
    }
    if cell(Column::Gtin).is_some() {
        variant.gtin = filled(Column::Gtin).map(|text| read(text, Gtin::parse)).transpose()?;
    }
    if let Some(grams) = cell(Column::WeightGrams) {
        let grams = if grams.is_empty() { "0".into() } else { grams };
        variant.weight_grams = read(grams, |text| {
            text.parse::<u32>().map_err(|_| "weight_grams must be a whole number of grams")
        })?;
    }
    over_quantities(&mut variant.quantities, cell)?;
    if let Some(price) = filled(Column::Price) {
        let currency = filled(Column::Currency)
            .ok_or_else(|| Refusal::Unreadable("a price needs a currency".into()))?;
        let price = money(&price, read(currency, Currency::parse)?)?;
        variant.prices.retain(|known| known.currency != price.currency);
        variant.prices.push(price);
    }
    Ok(())
}

/// In what quantities it is sold.
fn over_quantities(
    quantities: &mut Quantities,
    cell: &impl Fn(Column) -> Option<String>,
) -> Result<(), Refusal> {
    let units = |text: String| {
        let filled = Some(text).filter(|text| !text.is_empty());
        filled.map(|text| read(text, |text| text.parse::<Quantity>())).transpose()
    };
    if let Some(text) = cell(Column::MinQuantity) {
        quantities.min = units(text)?.unwrap_or(Quantity::ONE);
    }
    if let Some(text) = cell(Column::MaxQuantity) {
        quantities.max = units(text)?;
    }
    if let Some(text) = cell(Column::QuantityStep) {
        quantities.step = units(text)?.unwrap_or(Quantity::ONE);
    }
    Ok(())
}

/// A new product of a name and a SKU.
fn fresh(title: Option<String>, sku: Option<String>) -> Result<ProductDraft, Refusal> {
    let missing = |what: &str| Refusal::Unreadable(format!("a new product needs a {what}"));
    let title = read(title.ok_or_else(|| missing("title"))?, Title::parse)?;
    let sku = read(sku.ok_or_else(|| missing("sku"))?, Sku::parse)?;
    let variant = Variant {
        sku,
        options: BTreeMap::new(),
        gtin: None,
        prices: Vec::new(),
        weight_grams: 0,
        dimensions: None,
        quantities: Quantities::default(),
        kit: Vec::new(),
    };
    Ok(ProductDraft {
        external_key: None,
        other_keys: None,
        slug: None,
        state: State::Draft,
        kind: super::super::Kind::Goods,
        title,
        description: None,
        translations: Vec::new(),
        product_type: None,
        attributes: BTreeMap::new(),
        brand: None,
        categories: Vec::new(),
        media: Vec::new(),
        tax_category: read("standard".into(), Code::parse)?,
        options: Vec::new(),
        variants: vec![variant],
        matrix: None,
    })
}

/// An amount written in whole units, exactly.
fn money(text: &str, currency: Currency) -> Result<Money, Refusal> {
    let digits = currency.digits();
    let wrong = || {
        Refusal::Unreadable(format!(
            "price must be a number with a decimal point and at most {digits} decimals"
        ))
    };
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let exact = Decimal::from_str_exact(text).ok().filter(|_| plain).ok_or_else(wrong)?;
    let minor = exact.checked_mul(Decimal::from(10_u32.pow(digits))).ok_or_else(wrong)?;
    if !minor.fract().is_zero() {
        return Err(wrong());
    }
    Ok(Money::new(minor.to_i64().ok_or_else(wrong)?, currency))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn prices_are_read_to_the_penny(minor in 0i64..100_000_000_000) {
            for currency in [Currency::GBP, Currency::JPY] {
                let price = Money::new(minor, currency);
                let shown = price.to_string();
                let text = shown.split(' ').next().unwrap();
                prop_assert_eq!(money(text, currency).unwrap(), price);
            }
        }
    }

    #[test]
    fn half_a_penny_is_refused() {
        for text in ["1.005", "-1", "1,50", "1e3", "", "."] {
            assert!(money(text, Currency::GBP).is_err(), "{text}");
        }
        assert_eq!(money("1.500", Currency::GBP).unwrap().minor, 150);
    }

    #[test]
    fn a_row_needs_as_many_fields_as_the_header() {
        let columns = [Column::ExternalKey, Column::Sku];
        assert!(describe(Format::Csv, &columns, b"a,b,c").is_err());
        assert_eq!(describe(Format::Csv, &columns, b"a,b").unwrap().key().as_ref(), "a");
        assert!(describe(Format::Jsonl, &[], b"{\"title\":\"x\"}").is_err());
    }
}
