//! The make-believe tax service: the states of the USA and the members of the European Union, with a
//! made-up cent on the dollar for the county, and places where it answers badly on purpose.
use super::Refusal;
use crate::{
    order::{TaxState, TaxSum},
    pricing::tax::{TaxTable, eu_zones, us_zones},
    totals::TaxRate,
};
use primitives::{Code, CountryCode, Currency, Day, ExternalKey, Money, OrderId, Timestamp};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// What it calls itself.
pub const TAX_SERVICE: &str = "sandbox";

/// How it answers: what a postal code asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaxMood {
    /// As it should.
    Honest,
    /// Too late.
    Slow,
    /// With an error.
    Broken,
    /// A sum that is not the sum.
    WrongSum,
    /// Less than nothing.
    Negative,
    /// In another currency.
    OtherCurrency,
    /// More tax than price.
    TooMuch,
}

impl TaxMood {
    /// The mood of a place.
    pub fn of(postal_code: Option<&Code>) -> Self {
        match postal_code.map_or("", AsRef::as_ref) {
            "TAX-SLOW" => Self::Slow,
            "TAX-BROKEN" => Self::Broken,
            "TAX-SUM" => Self::WrongSum,
            "TAX-NEGATIVE" => Self::Negative,
            "TAX-CURRENCY" => Self::OtherCurrency,
            "TAX-MUCH" => Self::TooMuch,
            _ => Self::Honest,
        }
    }
}

static TABLE: LazyLock<TaxTable> = LazyLock::new(|| {
    let zones = us_zones().into_iter().chain(eu_zones()).flatten();
    TaxTable::of(zones).unwrap_or_default()
});

/// The rate of a category at a place on a day; the county's part is taken in the USA where there is a
/// postal code, and where the state takes anything.
pub fn tax_rate(
    country: &CountryCode,
    region: Option<&Code>,
    postal_code: Option<&Code>,
    category: &Code,
    day: &Day,
) -> TaxRate {
    let state = TABLE.rate(country, region, category, day).unwrap_or(TaxRate::ZERO);
    let county = country.as_ref() == "US" && postal_code.is_some() && state != TaxRate::ZERO;
    if !county {
        return state;
    }
    TaxRate::of_decimal(state.decimal() + Decimal::new(1, 2)).unwrap_or(state)
}

/// The tax of an amount.
pub fn tax_of(
    rate: TaxRate,
    amount: u64,
    currency: Currency,
    inclusive: bool,
) -> Result<i64, Refusal> {
    let amount = i64::try_from(amount).map_err(|_| Refusal::WrongAmount)?;
    let tax = rate.of(Money::new(amount, currency), inclusive);
    Ok(tax.map_err(|_| Refusal::WrongAmount)?.minor)
}

/// The name of an answer: the same question gets the same.
pub fn tax_document(question: &[u8]) -> Result<ExternalKey, Refusal> {
    let name: String = crate::digest::hex(question).chars().take(24).collect();
    ExternalKey::parse(format!("txd_{name}")).map_err(|_| Refusal::WrongAmount)
}

/// What was filed of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledTax {
    /// The order.
    pub order_id: OrderId,
    /// How often anything was filed that was not older than what was there.
    pub filings: u32,
    /// Of what was filed last.
    pub revision: u64,
    /// Whether it counts.
    pub state: TaxState,
    /// The answer that the tax comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<ExternalKey>,
    /// Of both sums.
    pub currency: Currency,
    /// What the whole order cost.
    pub charged: TaxSum,
    /// What is kept of it.
    pub kept: TaxSum,
}

impl FiledTax {
    /// What stands after something is filed; `None` where it is older than what stands.
    pub fn after(before: Option<&Self>, new: Self) -> Option<Self> {
        match before {
            Some(before) if new.revision < before.revision => None,
            Some(before) => Some(Self { filings: before.filings.saturating_add(1), ..new }),
            None => Some(new),
        }
    }
}

/// What was filed under a credit note's number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledCredit {
    /// The order.
    pub order_id: OrderId,
    /// The credit note's number.
    pub number: ExternalKey,
    /// When it was granted.
    pub issued_at: Timestamp,
    /// Of the sum.
    pub currency: Currency,
    /// What was given back.
    pub credited: TaxSum,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_takes_its_rate_a_county_its_cent_and_oregon_nothing() {
        let us = CountryCode::parse("US").unwrap();
        let code = |raw: &str| Code::parse(raw).unwrap();
        let day = Day::parse("2026-11-22").unwrap();
        let of = |state: &str, postal: Option<&Code>| {
            tax_rate(&us, Some(&code(state)), postal, &code("standard"), &day).to_string()
        };
        assert_eq!(of("CA", None), "0.0725");
        assert_eq!(of("CA", Some(&code("94110"))), "0.0825");
        assert_eq!(of("OR", Some(&code("97201"))), "0");
    }
}
