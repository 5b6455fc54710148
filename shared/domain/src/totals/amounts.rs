use primitives::{Money, MoneyError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What one line costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LineAmounts {
    /// Unit price × quantity, before the discount.
    pub subtotal: Money,
    /// Taken off.
    pub discount: Money,
    /// The tax: contained in `total` always, in `subtotal` where prices include tax.
    pub tax: Money,
    /// To pay for this line, with tax.
    pub total: Money,
}

impl LineAmounts {
    /// The share of `take` units out of `of`, after `before` units were taken already. Taken unit
    /// by unit or all at once, in whatever portions, the shares sum to the whole, and none is
    /// negative: what is given back for cancelled or returned units is never more than was paid.
    pub fn share(&self, before: u32, take: u32, of: u32) -> Result<Self, MoneyError> {
        let part = |whole: Money| {
            let upto = |units: u32| {
                let share = i128::from(whole.minor) * i128::from(units) / i128::from(of.max(1));
                i64::try_from(share).map_err(|_| MoneyError::TooLarge)
            };
            let end = before.saturating_add(take).min(of);
            Ok::<_, MoneyError>(Money::new(upto(end)? - upto(before.min(end))?, whole.currency))
        };
        let discount = part(self.discount)?;
        let whole = self.subtotal.minus(self.discount)?;
        let left = part(whole)?;
        // Nothing where prices include tax, the tax where they do not: so that every share adds up.
        let on_top = part(self.total.minus(whole)?)?;
        Ok(Self {
            subtotal: left.plus(discount)?,
            discount,
            tax: part(self.tax)?,
            total: left.plus(on_top)?,
        })
    }
}
