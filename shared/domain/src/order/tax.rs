//! What of an order is told to an outside tax service: always how it stands, never what changed. So it
//! may be told twice, late and out of order.
use super::{LinePage, Order, OrderLine, OrderState};
use crate::totals::LineAmounts;
use primitives::{Money, MoneyError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether an order's tax counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaxState {
    /// It was bought, and something of it is kept.
    Committed,
    /// All of it was cancelled.
    Void,
}

/// An amount and the tax in it, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxSum {
    /// With tax.
    pub total: i64,
    /// Of which is tax.
    pub tax: i64,
}

/// What is kept of an order, and its tax.
#[derive(Clone, Debug, PartialEq)]
pub struct TaxKept<'a> {
    /// Whether it counts.
    pub state: TaxState,
    /// Lines of which anything is kept, and what: units and amounts.
    pub lines: Vec<(&'a OrderLine, u32, LineAmounts)>,
    /// What is kept in all, with delivery.
    pub total: Money,
    /// Of which is tax.
    pub tax: Money,
}

/// What is kept of an order: what it cost without what was cancelled, in exactly the shares that were
/// given back, and without what was given back for parcels that never arrived. Of that nobody knows the
/// lines any more; its tax is its share of the whole.
pub fn tax_kept<'a>(order: &Order, pages: &'a [LinePage]) -> Result<TaxKept<'a>, MoneyError> {
    let nothing = Money::zero(order.currency);
    if order.state == OrderState::Cancelled {
        let state = TaxState::Void;
        return Ok(TaxKept { state, lines: Vec::new(), total: nothing, tax: nothing });
    }
    let totals = &order.totals;
    let on_top = if totals.prices_include_tax { nothing } else { totals.shipping_tax };
    let mut total = totals.shipping.plus(on_top)?;
    let mut tax = totals.shipping_tax;
    let mut lines = Vec::new();
    for line in pages.iter().flat_map(|page| &page.lines) {
        let of = line.quantity.get();
        let gone = line.cancelled.saturating_add(line.returned).min(of);
        if gone == of {
            continue;
        }
        let kept = line.amounts.share(gone, of - gone, of)?;
        total = total.plus(kept.total)?;
        tax = tax.plus(kept.tax)?;
        lines.push((line, of - gone, kept));
    }
    let lost = Money::new(order.written_off_amount.minor.min(total.minor), order.currency);
    let part = i128::from(tax.minor) * i128::from(lost.minor) / i128::from(total.minor.max(1));
    let part = i64::try_from(part).map_err(|_| MoneyError::TooLarge)?;
    Ok(TaxKept {
        state: TaxState::Committed,
        lines,
        total: total.minus(lost)?,
        tax: tax.minus(Money::new(part, order.currency))?,
    })
}
