//! What advertising cost in columns.
use crate::{Cell, Cells, Column, LakeError, Record, Schema};
use domain::reports::Spend;
use primitives::Timestamp;

impl Record for Spend {
    const SCHEMA: Schema = Schema {
        name: "spend",
        version: 1,
        columns: &[
            Column::Text("row_id"),
            Column::Text("subject"),
            Column::Number("version"),
            Column::Time("spent_at"),
            Column::Text("source"),
            Column::Text("campaign"),
            Column::Text("currency"),
            Column::Number("amount_minor"),
        ],
    };

    fn cell(&self, column: usize) -> Cell<'_> {
        match column {
            0 => Cell::Text(&self.row_id),
            1 => Cell::Text(&self.subject),
            2 => Cell::Number(self.version),
            3 => Cell::Number(self.spent_at.millis()),
            4 => Cell::Text(&self.source),
            5 => Cell::Text(&self.campaign),
            6 => Cell::Text(&self.currency),
            7 => Cell::Number(self.amount_minor),
            _ => Cell::Nothing,
        }
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, LakeError> {
        Ok(Self {
            row_id: cells.text("row_id")?,
            subject: cells.text("subject")?,
            version: cells.number("version")?,
            spent_at: Timestamp::from_millis(cells.number("spent_at")?),
            source: cells.text("source")?,
            campaign: cells.text("campaign")?,
            currency: cells.text("currency")?,
            amount_minor: cells.number("amount_minor")?,
        })
    }
}
