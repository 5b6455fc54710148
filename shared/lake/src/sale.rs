//! What orders and refunds come to in columns.
use crate::{Cell, Cells, Column, LakeError, Record, Schema, column::maybe};
use domain::analytics::{Sale, SaleKind};
use primitives::Timestamp;

impl Record for Sale {
    const SCHEMA: Schema = Schema {
        name: "sales",
        version: 1,
        columns: &[
            Column::Text("row_id"),
            Column::Text("subject"),
            Column::Number("version"),
            Column::Time("happened_at"),
            Column::Text("kind"),
            Column::Text("order_id"),
            Column::MaybeText("customer_id"),
            Column::Text("channel"),
            Column::MaybeText("country"),
            Column::Text("currency"),
            Column::MaybeText("sku"),
            Column::MaybeText("product_id"),
            Column::MaybeText("category"),
            Column::MaybeText("promotion"),
            Column::Number("units"),
            Column::Number("subtotal_minor"),
            Column::Number("discount_minor"),
            Column::Number("tax_minor"),
            Column::Number("total_minor"),
        ],
    };

    fn cell(&self, column: usize) -> Cell<'_> {
        match column {
            0 => Cell::Text(&self.row_id),
            1 => Cell::Text(&self.subject),
            2 => Cell::Number(self.version),
            3 => Cell::Number(self.happened_at.millis()),
            4 => Cell::Text(self.kind.as_str()),
            5 => Cell::Text(&self.order_id),
            6 => maybe(self.customer_id.as_deref()),
            7 => Cell::Text(&self.channel),
            8 => maybe(self.country.as_deref()),
            9 => Cell::Text(&self.currency),
            10 => maybe(self.sku.as_deref()),
            11 => maybe(self.product_id.as_deref()),
            12 => maybe(self.category.as_deref()),
            13 => maybe(self.promotion.as_deref()),
            14 => Cell::Number(self.units),
            15 => Cell::Number(self.subtotal_minor),
            16 => Cell::Number(self.discount_minor),
            17 => Cell::Number(self.tax_minor),
            18 => Cell::Number(self.total_minor),
            _ => Cell::Nothing,
        }
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, LakeError> {
        let kind = SaleKind::named(&cells.text("kind")?).ok_or(LakeError::Lacks("kind"))?;
        Ok(Self {
            row_id: cells.text("row_id")?,
            subject: cells.text("subject")?,
            version: cells.number("version")?,
            happened_at: Timestamp::from_millis(cells.number("happened_at")?),
            kind,
            order_id: cells.text("order_id")?,
            customer_id: cells.maybe_text("customer_id"),
            channel: cells.text("channel")?,
            country: cells.maybe_text("country"),
            currency: cells.text("currency")?,
            sku: cells.maybe_text("sku"),
            product_id: cells.maybe_text("product_id"),
            category: cells.maybe_text("category"),
            promotion: cells.maybe_text("promotion"),
            units: cells.number("units")?,
            subtotal_minor: cells.number("subtotal_minor")?,
            discount_minor: cells.number("discount_minor")?,
            tax_minor: cells.number("tax_minor")?,
            total_minor: cells.number("total_minor")?,
        })
    }
}
