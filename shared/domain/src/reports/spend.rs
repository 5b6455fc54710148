//! What advertising cost, as the shop imports it.
use super::ReportRefusal;
use primitives::{Currency, Day, Timestamp};

/// Rows of one import.
pub const SPEND_ROWS_MAX: usize = 1_000;

/// What one campaign cost on one day. The last import of a day, source and campaign counts.
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

/// Rows of an import: day, source, campaign, currency and minor units. Refuses it whole if a row is wrong, and names the
/// first.
pub fn spends(
    rows: &[(Day, String, String, Currency, i64)],
    now: Timestamp,
) -> Result<Vec<Spend>, ReportRefusal> {
    if !(1..=SPEND_ROWS_MAX).contains(&rows.len()) {
        return Err(ReportRefusal::Rows(SPEND_ROWS_MAX));
    }
    let wrong = |row: usize, what| ReportRefusal::Row { row: row + 1, what };
    let row = |(at, (day, source, campaign, currency, minor)): (usize, &(Day, String, String, Currency, i64))| {
        if source.is_empty() || source.chars().count() > 128 || campaign.chars().count() > 128 {
            return Err(wrong(at, "a source has 1 to 128 characters, a campaign at most 128"));
        }
        if !(0..=1_000_000_000_000).contains(minor) {
            return Err(wrong(at, "an amount is not below nothing and at most a billion"));
        }
        let spent_at = Timestamp::parse(format!("{day}T00:00:00.000Z"))
            .map_err(|_| wrong(at, "the day is not of the calendar"))?;
        if spent_at > now {
            return Err(wrong(at, "the day is still to come"));
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
            amount_minor: *minor,
        })
    };
    rows.iter().enumerate().map(row).collect()
}
