//! What advertising cost, as the shop imports it.
use super::ReportRefusal;
use primitives::{Currency, Day, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rows of one import.
pub const SPEND_ROWS_MAX: usize = 1_000;

/// What a campaign cost on a day, as it is imported.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpendRow {
    /// The day.
    pub day: Day,
    /// `utm_source` of its links.
    #[schemars(length(min = 1, max = 128))]
    pub source: String,
    /// `utm_campaign` of its links; for all of the source where absent.
    #[serde(default)]
    #[schemars(length(max = 128))]
    pub campaign: String,
    /// Of the amount.
    pub currency: Currency,
    /// Minor units.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub amount_minor: i64,
}

/// What one campaign cost on one day, as it lies in files. The last import of a day, source and campaign counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spend {
    /// Subject and version: a row's name.
    pub row_id: String,
    /// Day, source and campaign.
    pub subject: String,
    /// When it was imported, in milliseconds.
    pub version: i64,
    /// The day.
    pub spent_at: Timestamp,
    /// `utm_source` of its links.
    pub source: String,
    /// `utm_campaign` of its links; empty where it is for all.
    pub campaign: String,
    /// Of the amount.
    pub currency: String,
    /// Minor units.
    pub amount_minor: i64,
}

/// The rows of an import. Refuses it whole if a row is wrong, and names the first.
pub fn spends(rows: &[SpendRow], now: Timestamp) -> Result<Vec<Spend>, ReportRefusal> {
    if !(1..=SPEND_ROWS_MAX).contains(&rows.len()) {
        return Err(ReportRefusal::Rows(SPEND_ROWS_MAX));
    }
    let judged = |(at, row): (usize, &SpendRow)| {
        row.judged(now).map_err(|what| ReportRefusal::Row { row: at + 1, what })
    };
    rows.iter().enumerate().map(judged).collect()
}

impl SpendRow {
    fn judged(&self, now: Timestamp) -> Result<Spend, &'static str> {
        let Self { day, source, campaign, currency, amount_minor } = self;
        let long = |text: &str| text.chars().count() > 128 || text.chars().any(char::is_control);
        if source.is_empty() || long(source) || long(campaign) {
            return Err(
                "a source has 1 to 128 characters, a campaign at most 128, none of them invisible",
            );
        }
        if !(0..=1_000_000_000_000).contains(amount_minor) {
            return Err("an amount is not below nothing and at most 1000000000000 minor units");
        }
        let spent_at = Timestamp::parse(format!("{day}T00:00:00.000Z"))
            .map_err(|_| "the day is not of the calendar")?;
        if spent_at > now {
            return Err("the day is still to come");
        }
        let subject = format!("{day}\n{source}\n{campaign}\n{currency}");
        Ok(Spend {
            row_id: format!("{subject}@{:015}", now.millis()),
            subject,
            version: now.millis(),
            spent_at,
            source: source.clone(),
            campaign: campaign.clone(),
            currency: currency.to_string(),
            amount_minor: *amount_minor,
        })
    }
}
