//! What is wrong with a cart, or worth knowing of it.
use super::{Cart, CartLine, Facts, QuotedCode, QuotedLine, Unsold};
use crate::{catalog::Kind, pricing::PricingRefusal};
use primitives::{LineId, Money, Sku};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What kind of finding. Stable: what a program may rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum FindingCode {
    /// An error: nobody sells this any more, or not in the cart's currency.
    #[serde(rename = "line.not_on_sale")]
    NotOnSale,
    /// An error: the product has no price in the cart's currency.
    #[serde(rename = "line.not_in_currency")]
    NotInCurrency,
    /// An error: the shop's exchange rates are too old to sell in the cart's currency.
    #[serde(rename = "line.rates_stale")]
    RatesStale,
    /// An error: nobody knows what tax to take where it goes.
    #[serde(rename = "line.no_tax_rate")]
    NoTaxRate,
    /// An error: the product is not sold in this quantity.
    #[serde(rename = "line.quantity")]
    Quantity,
    /// An error: the chosen way of delivery is not open to the cart as it is now.
    #[serde(rename = "shipping.unavailable")]
    ShippingUnavailable,
    /// A warning: the price is not what it was when the line was last edited.
    #[serde(rename = "line.price_changed")]
    PriceChanged,
    /// A warning: fewer units can be had than the line asks for.
    #[serde(rename = "line.stock_short")]
    StockShort,
    /// A warning: a code that was entered does nothing.
    #[serde(rename = "code.not_applied")]
    CodeNotApplied,
}

/// Something wrong with a cart, or worth knowing of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// What kind.
    pub code: FindingCode,
    /// For a person.
    pub detail: String,
    /// The line, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line_id: Option<LineId>,
    /// What that line sells.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sku: Option<Sku>,
    /// The price of one unit as it was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub old: Option<Money>,
    /// The price of one unit as it is; the sums are made of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub new: Option<Money>,
    /// Units that can be had.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub available: Option<u32>,
}

impl Finding {
    pub(super) fn shipping() -> Self {
        let detail = "the chosen way of delivery is not open to this cart; choose another".into();
        Self { detail, ..Self::bare(FindingCode::ShippingUnavailable) }
    }

    pub(super) fn of_code(code: &QuotedCode) -> Self {
        let detail = format!("the code {} takes nothing off this cart as it is", code.code);
        Self { detail, ..Self::bare(FindingCode::CodeNotApplied) }
    }

    fn bare(code: FindingCode) -> Self {
        let detail = String::new();
        Self { code, detail, line_id: None, sku: None, old: None, new: None, available: None }
    }

    fn of(line: &CartLine, code: FindingCode, detail: String) -> Self {
        let (line_id, sku) = (Some(line.line_id.clone()), Some(line.sku.clone()));
        Self { detail, line_id, sku, ..Self::bare(code) }
    }
}

/// Errors and warnings of the lines, in the lines' order.
pub(super) fn of_lines(
    cart: &Cart,
    lines: &[QuotedLine],
    facts: &Facts,
) -> (Vec<Finding>, Vec<Finding>) {
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    for QuotedLine { line, offer, priced } in lines {
        let (offer, priced) = match (offer, priced) {
            (Some(offer), Ok(priced)) => (offer, priced),
            (_, Err(why)) => {
                errors.push(unsellable(cart, line, why));
                continue;
            }
            (None, Ok(_)) => continue,
        };
        let new = priced.listed;
        if let Err(why) = offer.quantities.allow(line.quantity.get()) {
            let detail = format!("{} is {why}", line.sku);
            errors.push(Finding::of(line, FindingCode::Quantity, detail));
        }
        let old = cart.seen(line);
        if old != new {
            let detail = format!("the price of {} has changed from {old} to {new}", line.sku);
            let base = Finding::of(line, FindingCode::PriceChanged, detail);
            warnings.push(Finding { old: Some(old), new: Some(new), ..base });
        }
        let available = facts.stock.as_ref().map(|stock| stock.get(&line.sku).copied());
        match available {
            // What is done, not shipped, needs no warehouse to know it.
            None => {}
            Some(None) if offer.kind == Kind::Service => {}
            Some(units) if units.unwrap_or(0) >= line.quantity.get() => {}
            Some(units) => {
                let units = units.unwrap_or(0);
                let detail = format!("of {} only {units} can be had", line.sku);
                let base = Finding::of(line, FindingCode::StockShort, detail);
                warnings.push(Finding { available: Some(units), ..base });
            }
        }
    }
    (errors, warnings)
}

/// Why a line cannot be sold.
fn unsellable(cart: &Cart, line: &CartLine, why: &Unsold) -> Finding {
    let (sku, currency) = (&line.sku, cart.currency);
    let (code, detail) = match why {
        Unsold::NotOnSale => (FindingCode::NotOnSale, format!("{sku} is not on sale any more")),
        Unsold::NoPrice(refusal) => match refusal {
            PricingRefusal::RatesStale { .. } => (FindingCode::RatesStale, refusal.to_string()),
            PricingRefusal::NoTaxRate { .. } => (FindingCode::NoTaxRate, refusal.to_string()),
            _ => (FindingCode::NotInCurrency, format!("{sku} is not sold in {currency}")),
        },
    };
    Finding::of(line, code, detail)
}
