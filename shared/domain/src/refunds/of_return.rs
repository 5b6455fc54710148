//! What an inspection of a return asks for; before anything came, what it would.
use super::{Books, Fee, FeeKind, RefundAsk, RefundRefusal, quote};
use crate::{order::LineUnits, returns::Disposition};
use events::returns::InspectedLine;
use primitives::{Money, Quantity};
use std::collections::BTreeMap;

/// Thousandths of the whole.
const WHOLE: i64 = 1_000;

/// What is given back for the units that were not rejected, less what the return's rules withhold.
pub fn of_return(
    books: &Books<'_>,
    lines: &[InspectedLine],
    return_shipping: Option<Money>,
    with_shipping: bool,
) -> Result<RefundAsk, RefundRefusal> {
    let paid = |line: &&InspectedLine| line.disposition.as_ref() != Disposition::Reject.name();
    // Of each line its units, and the thousandths withheld, added up over them.
    let mut units: BTreeMap<_, (u32, u64)> = BTreeMap::new();
    for line in lines.iter().filter(paid) {
        let entry = units.entry(line.line_id.clone()).or_default();
        let (quantity, per_mille) = (line.quantity.get(), u64::from(line.restocking_per_mille));
        let withheld = u64::from(quantity).saturating_mul(per_mille);
        *entry = (entry.0.saturating_add(quantity), entry.1.saturating_add(withheld));
    }
    let units_of = units.iter().filter_map(|(line_id, (units, _))| {
        let quantity = Quantity::parse(*units).ok()?;
        Some(LineUnits { line_id: line_id.clone(), quantity })
    });
    let shipping = if with_shipping {
        Some(books.account.shipping_left(books.order)?).filter(|left| left.minor > 0)
    } else {
        None
    };
    let ask = RefundAsk { lines: units_of.collect(), shipping, ..RefundAsk::default() };
    let whole = quote(books, &ask)?;
    let mut restocking = 0;
    for line in &whole.lines {
        let Some((units, per_mille)) = units.get(&line.line_id) else { continue };
        let part = i128::from(line.given.total.minor) * i128::from(*per_mille);
        let part = part / (i128::from(*units).max(1) * i128::from(WHOLE));
        restocking += i64::try_from(part).unwrap_or(i64::MAX);
    }
    let mut left = whole.gross.minor;
    let mut fees = Vec::new();
    let sending = return_shipping.map_or(0, |fee| fee.minor);
    for (kind, minor) in [(FeeKind::Restocking, restocking), (FeeKind::ReturnShipping, sending)] {
        // Nobody owes the shop for sending something back.
        let minor = minor.min(left);
        left -= minor;
        if minor > 0 {
            fees.push(Fee { kind, amount: Money::new(minor, whole.gross.currency) });
        }
    }
    Ok(RefundAsk { fees, ..ask })
}
