//! The shop's events in columns.
use crate::{Cell, Cells, Column, LakeError, Record, Schema};
use domain::analytics::Business;
use primitives::Timestamp;

impl Record for Business {
    const SCHEMA: Schema = Schema {
        name: "business",
        version: 1,
        columns: &[
            Column::Text("event_id"),
            Column::Time("occurred_at"),
            Column::Text("name"),
            Column::Text("aggregate"),
            Column::Number("version"),
            Column::Text("correlation_id"),
            Column::Text("actor"),
            Column::Text("data"),
        ],
    };

    fn cell(&self, column: usize) -> Cell<'_> {
        match column {
            0 => Cell::Text(&self.event_id),
            1 => Cell::Number(self.occurred_at.millis()),
            2 => Cell::Text(&self.name),
            3 => Cell::Text(&self.aggregate),
            4 => Cell::Number(self.version),
            5 => Cell::Text(&self.correlation_id),
            6 => Cell::Text(&self.actor),
            7 => Cell::Text(&self.data),
            _ => Cell::Nothing,
        }
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, LakeError> {
        Ok(Self {
            event_id: cells.text("event_id")?,
            occurred_at: Timestamp::from_millis(cells.number("occurred_at")?),
            name: cells.text("name")?,
            aggregate: cells.text("aggregate")?,
            version: cells.number("version")?,
            correlation_id: cells.text("correlation_id")?,
            actor: cells.text("actor")?,
            data: cells.text("data")?,
        })
    }
}
