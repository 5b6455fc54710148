//! What visitors do in columns.
use crate::{Cell, Cells, Column, LakeError, Record, Schema, column::maybe};
use domain::analytics::{Behaviour, Consent, Device, Kind};
use primitives::Timestamp;

impl Record for Behaviour {
    const SCHEMA: Schema = Schema {
        name: "behaviour",
        version: 1,
        columns: &[
            Column::Text("event_id"),
            Column::Time("occurred_at"),
            Column::Time("received_at"),
            Column::Number("clock_behind_ms"),
            // Not `type`: that is the partition's, and stands in the path.
            Column::Text("kind"),
            Column::Text("name"),
            Column::Number("consent"),
            Column::MaybeText("anonymous_id"),
            Column::MaybeText("user_id"),
            Column::MaybeText("previous_id"),
            Column::MaybeText("session_id"),
            Column::MaybeText("network"),
            Column::Text("device"),
            Column::MaybeText("page"),
            Column::MaybeText("referrer"),
            Column::MaybeText("utm_source"),
            Column::MaybeText("utm_medium"),
            Column::MaybeText("utm_campaign"),
            Column::MaybeText("click_id"),
            Column::MaybeText("sku"),
            Column::MaybeNumber("value_minor"),
            Column::MaybeText("currency"),
            Column::MaybeText("properties"),
            Column::MaybeText("traits"),
        ],
    };

    fn cell(&self, column: usize) -> Cell<'_> {
        match column {
            0 => Cell::Text(&self.event_id),
            1 => Cell::Number(self.occurred_at.millis()),
            2 => Cell::Number(self.received_at.millis()),
            3 => Cell::Number(self.clock_behind_ms),
            4 => Cell::Text(self.kind.as_str()),
            5 => Cell::Text(&self.name),
            6 => Cell::Number(self.consent.bits()),
            7 => maybe(self.anonymous_id.as_deref()),
            8 => maybe(self.user_id.as_deref()),
            9 => maybe(self.previous_id.as_deref()),
            10 => maybe(self.session_id.as_deref()),
            11 => maybe(self.network.as_deref()),
            12 => Cell::Text(self.device.as_str()),
            13 => maybe(self.page.as_deref()),
            14 => maybe(self.referrer.as_deref()),
            15 => maybe(self.utm_source.as_deref()),
            16 => maybe(self.utm_medium.as_deref()),
            17 => maybe(self.utm_campaign.as_deref()),
            18 => maybe(self.click_id.as_deref()),
            19 => maybe(self.sku.as_deref()),
            20 => self.value_minor.map_or(Cell::Nothing, Cell::Number),
            21 => maybe(self.currency.as_deref()),
            22 => maybe(self.properties.as_deref()),
            23 => maybe(self.traits.as_deref()),
            _ => Cell::Nothing,
        }
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, LakeError> {
        let kind = Kind::named(&cells.text("kind")?).ok_or(LakeError::Lacks("kind"))?;
        Ok(Self {
            event_id: cells.text("event_id")?,
            received_at: Timestamp::from_millis(cells.number("received_at")?),
            occurred_at: Timestamp::from_millis(cells.number("occurred_at")?),
            clock_behind_ms: cells.number("clock_behind_ms")?,
            kind,
            name: cells.text("name")?,
            consent: Consent::from_bits(cells.number("consent")?),
            anonymous_id: cells.maybe_text("anonymous_id"),
            user_id: cells.maybe_text("user_id"),
            previous_id: cells.maybe_text("previous_id"),
            session_id: cells.maybe_text("session_id"),
            network: cells.maybe_text("network"),
            device: Device::named(&cells.text("device")?),
            page: cells.maybe_text("page"),
            referrer: cells.maybe_text("referrer"),
            utm_source: cells.maybe_text("utm_source"),
            utm_medium: cells.maybe_text("utm_medium"),
            utm_campaign: cells.maybe_text("utm_campaign"),
            click_id: cells.maybe_text("click_id"),
            sku: cells.maybe_text("sku"),
            value_minor: cells.maybe_number("value_minor"),
            currency: cells.maybe_text("currency"),
            properties: cells.maybe_text("properties"),
            traits: cells.maybe_text("traits"),
        })
    }
}
