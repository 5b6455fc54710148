//! Grants what an inspection of a return asks for. Told twice, the second finds the refund there.
use crate::{
    books::{Read, counter, policy},
    news,
    request::with_books,
};
use domain::{
    Refuse,
    order::LineUnits,
    refunds::{Asking, Books, Destination, Fee, FeeKind, RefundAsk, RefundRefusal, quote, request},
    returns::Disposition,
};
use events::{
    Envelope,
    refunds::RefundRefusedV1,
    returns::{InspectedLine, ReturnInspectedV1},
};
use primitives::{Code, Line, Money, Quantity};
use runtime::{Cx, Done, Fault, Outcome};
use std::collections::BTreeMap;
use table::keys::refunds as keys;

/// Thousandths of the whole.
const WHOLE: i64 = 1_000;

/// Units that came back were looked at.
pub async fn handle(cx: Cx, event: Envelope<ReturnInspectedV1>) -> Outcome<()> {
    let seen = &event.data;
    let Some(refund_id) = seen.refund_id.clone() else { return Ok(Done::new(())) };
    if cx.find(keys::refund(&seen.order_id, &refund_id)).await?.is_some() {
        return Ok(Done::new(()));
    }
    let read = Read::of(&cx, &seen.order_id).await?;
    let (held, last) = counter(&cx).await?;
    let policy = policy(&cx).await?;
    let decided = asked(&read.books(), seen).and_then(|ask| {
        let asking = Asking {
            refund_id: refund_id.clone(),
            ask,
            to: if seen.to_store_credit {
                Destination::StoreCredit
            } else {
                Destination::OriginalPayments
            },
            reason: reason(&seen.return_id)?,
            return_id: Some(seen.return_id.clone()),
            credit_to: seen.credit_to.clone(),
            by: event.actor.clone(),
            now: cx.now(),
        };
        request(&read.books(), &policy, asking, &last)
    });
    match decided {
        Ok(decided) => {
            let done = Done::new(()).create(&decided.refund);
            let done = news::publish(done, &decided.refund, 1);
            Ok(with_books(done, read.account.as_ref(), held.as_ref(), &decided))
        }
        Err(why) => {
            let event = RefundRefusedV1 {
                refund_id: refund_id.clone(),
                order_id: seen.order_id.clone(),
                return_id: seen.return_id.clone(),
                failure: Code::parse(why.code()).map_err(Fault::from)?,
            };
            Ok(Done::new(()).publish(refund_id, 0, &event))
        }
    }
}

fn reason(return_id: &primitives::ReturnId) -> Result<Line, RefundRefusal> {
    Line::parse(format!("Return {return_id}")).map_err(|_| RefundRefusal::TooLarge)
}

/// What is given back for the units that were not rejected, less what the return's rules withhold.
fn asked(books: &Books<'_>, seen: &ReturnInspectedV1) -> Result<RefundAsk, RefundRefusal> {
    let paid = |line: &&InspectedLine| line.disposition.as_ref() != Disposition::Reject.name();
    let mut units: BTreeMap<_, (u32, u16)> = BTreeMap::new();
    for line in seen.lines.iter().filter(paid) {
        let entry = units.entry(line.line_id.clone()).or_default();
        *entry = (entry.0.saturating_add(line.quantity.get()), line.restocking_per_mille);
    }
    let lines = units.iter().filter_map(|(line_id, (units, _))| {
        let quantity = Quantity::parse(*units).ok()?;
        Some(LineUnits { line_id: line_id.clone(), quantity })
    });
    let shipping = if seen.with_shipping {
        Some(books.account.shipping_left(books.order)?).filter(|left| left.minor > 0)
    } else {
        None
    };
    let ask = RefundAsk { lines: lines.collect(), shipping, ..RefundAsk::default() };
    let whole = quote(books, &ask)?;
    let mut restocking = 0;
    for line in &whole.lines {
        let per_mille = units.get(&line.line_id).map_or(0, |(_, per_mille)| *per_mille);
        restocking += line.given.total.minor * i64::from(per_mille) / WHOLE;
    }
    let mut left = whole.gross.minor;
    let mut fees = Vec::new();
    let sending = seen.return_shipping.map_or(0, |fee| fee.minor);
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
