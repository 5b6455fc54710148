//! The columns of a CSV file.
use super::cut::Place;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// A column, by its name in the header.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Column { $($(#[$doc])* #[serde(rename = $text)] $name),* }

        impl Column {
            /// All, in the order of the documentation.
            pub const ALL: &[(Self, &'static str)] = &[$((Self::$name, $text)),*];
        }
    };
}

columns! {
    /// What the sending system calls the product. Every file has it.
    ExternalKey = "external_key";
    /// The variant's SKU.
    Sku = "sku";
    /// The name.
    Title = "title";
    /// Sentences.
    Description = "description";
    /// In whole units with a decimal point, such as 12.95.
    Price = "price";
    /// ISO 4217; the price's.
    Currency = "currency";
    /// Such as `standard`, which it is where nothing is said.
    TaxCategory = "tax_category";
    /// Who makes it.
    Brand = "brand";
    /// Slugs, with `|` between them.
    Categories = "categories";
    /// With its check digit.
    Gtin = "gtin";
    /// Of one unit.
    WeightGrams = "weight_grams";
    /// The least units of one line.
    MinQuantity = "min_quantity";
    /// The most units of one line; as many as there are where nothing is said.
    MaxQuantity = "max_quantity";
    /// Sold in multiples of this.
    QuantityStep = "quantity_step";
    /// `draft`, `active` or `archived`. Where nothing is said, a new product with a price is active.
    Status = "status";
    /// The word in addresses.
    Slug = "slug";
    /// An https address of a picture.
    Image = "image";
}

/// Reads the header.
pub fn header(row: &[u8]) -> Result<Vec<Column>, String> {
    let known = || Column::ALL.iter().map(|(_, text)| *text).collect::<Vec<_>>().join(", ");
    let cells = fields(row).map_err(|why| format!("the header {why}"))?;
    let mut seen = BTreeSet::new();
    let mut columns = Vec::with_capacity(cells.len());
    for cell in cells {
        let name = cell.trim().to_ascii_lowercase();
        let found = Column::ALL.iter().find(|(_, text)| *text == name);
        let Some((column, _)) = found else {
            let shown: String = name.chars().take(60).collect();
            return Err(format!("there is no column `{shown}`; there are {}", known()));
        };
        if !seen.insert(*column) {
            return Err(format!("the column `{name}` is there twice"));
        }
        columns.push(*column);
    }
    if !seen.contains(&Column::ExternalKey) {
        return Err("the first line must name the columns, among them `external_key`".into());
    }
    Ok(columns)
}

/// The fields of one row, by RFC 4180.
pub fn fields(row: &[u8]) -> Result<Vec<String>, &'static str> {
    let mut fields = Vec::new();
    let mut field = Vec::new();
    let mut place = Place::Start;
    for byte in row {
        let next = place.step(*byte)?;
        match (place, next) {
            (_, Place::Start) => fields.push(std::mem::take(&mut field)),
            // What opens or closes a quotation is not part of it; the second of two is.
            (Place::Start, Place::Quoted) | (_, Place::Closing) => {}
            _ => field.push(*byte),
        }
        place = next;
    }
    if place == Place::Quoted {
        return Err("has a quotation mark that does not close");
    }
    fields.push(field);
    fields.into_iter().map(|field| String::from_utf8(field).map_err(|_| "is not UTF-8")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_header_names_known_columns_once() {
        let columns = header(b"sku, External_Key ,title").unwrap();
        assert_eq!(columns, [Column::Sku, Column::ExternalKey, Column::Title]);
        assert!(header(b"sku,title").unwrap_err().contains("external_key"));
        assert!(header(b"external_key,external_key").unwrap_err().contains("twice"));
        assert!(header(b"external_key,colour").unwrap_err().contains("colour"));
    }

    proptest! {
        #[test]
        fn fields_come_back_as_they_were_written(
            cells in prop::collection::vec("[a-zé,\"\n ]{0,12}", 1..8),
        ) {
            let row = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
                .collect::<Vec<_>>().join(",");
            prop_assert_eq!(fields(row.as_bytes()).unwrap(), cells);
        }
    }
}
