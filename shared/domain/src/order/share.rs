//! What part of a line's price belongs to some of its units.
use super::OrderLine;
use crate::totals::LineAmounts;
use primitives::{Money, MoneyError};

/// What the first `count` of `of` units cost of an amount: rounded half up, and the whole for all of
/// them. Grows with `count`, so that no later unit ever costs less than nothing.
fn first(amount: Money, count: u32, of: u32) -> Money {
    if of == 0 {
        return Money::zero(amount.currency);
    }
    let (count, of) = (i128::from(count.min(of)), i128::from(of));
    let doubled = i128::from(amount.minor) * count * 2 + of;
    let minor = i64::try_from(doubled.div_euclid(of * 2)).unwrap_or(amount.minor);
    Money::new(minor, amount.currency)
}

/// What units `from..to` of a line cost, in every column of its amounts.
///
/// Whatever way a line is cut into parts, the parts sum to the line, because each part is the
/// difference of two shares counted from the line's beginning.
fn between(line: &OrderLine, from: u32, to: u32) -> Result<LineAmounts, MoneyError> {
    let of = line.quantity.get();
    let part = |amount: Money| first(amount, to, of).minus(first(amount, from, of));
    let whole = &line.amounts;
    let (discount, tax, total) = (part(whole.discount)?, part(whole.tax)?, part(whole.total)?);
    // Where tax was added on top, the subtotal is without it; the identity is the line's own.
    let inclusive = whole.total == whole.subtotal.minus(whole.discount)?;
    let net = if inclusive { total } else { total.minus(tax)? };
    Ok(LineAmounts { subtotal: net.plus(discount)?, discount, tax, total })
}

/// What cancelling or taking back `count` more units gives back.
pub fn give_back(line: &OrderLine, count: u32) -> Result<LineAmounts, MoneyError> {
    let before = line.cancelled.saturating_add(line.returned);
    between(line, before, before.saturating_add(count))
}
