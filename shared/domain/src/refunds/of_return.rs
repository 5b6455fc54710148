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
    let mut units: BTreeMap<_, (u32, u16)> = BTreeMap::new();
    for line in lines.iter().filter(paid) {
        let entry = units.entry(line.line_id.clone()).or_default();
        *entry = (entry.0.saturating_add(line.quantity.get()), line.restocking_per_mille);
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
        let per_mille = units.get(&line.line_id).map_or(0, |(_, per_mille)| *per_mille);
        restocking += line.given.total.minor * i64::from(per_mille) / WHOLE;
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
