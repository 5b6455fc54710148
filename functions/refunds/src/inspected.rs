//! Grants what an inspection of a return asks for. Told twice, the second finds the refund there.
use crate::{
    books::{Read, counter, policy},
    news,
    request::with_books,
};
use domain::{
    Refuse,
    refunds::{Asking, Destination, RefundRefusal, of_return, quote, request},
    returns::credit_of,
};
use events::{Envelope, refunds::RefundRefusedV1, returns::ReturnInspectedV1};
use primitives::{Code, Line, RefundId};
use runtime::{Cx, Done, Fault, Outcome};
use table::keys::refunds as keys;

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
    let back = cx.find(table::keys::returns::one(&seen.order_id, &seen.return_id)).await?;
    let back = back.filter(|back| back.instead.is_some());
    let before = cx.list_all(&keys::refunds_of_order(&seen.order_id)).await?;
    let ask = of_return(&read.books(), &seen.lines, seen.return_shipping, seen.with_shipping);
    let decided = ask.and_then(|ask| {
        let payout = quote(&read.books(), &ask)?.payout;
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
            credit: back.as_ref().and_then(|back| credit_of(back, payout, &before)),
            by: event.actor.clone(),
            now: cx.now(),
        };
        request(&read.books(), &policy, asking, &last)
    });
    match decided {
        Ok(decided) => {
            let done = Done::new(()).create(&decided.refund);
            // What is decided about an exchange is decided over the return as it is.
            let done = back.iter().fold(done, Done::unchanged);
            let done = news::publish(done, &decided.refund, 1);
            Ok(with_books(done, read.account.as_ref(), held.as_ref(), &decided))
        }
        Err(why) => refused(seen, refund_id, &why),
    }
}

/// It cannot be given back: a person has to look.
fn refused(seen: &ReturnInspectedV1, refund_id: RefundId, why: &RefundRefusal) -> Outcome<()> {
    let event = RefundRefusedV1 {
        refund_id: refund_id.clone(),
        order_id: seen.order_id.clone(),
        return_id: seen.return_id.clone(),
        failure: Code::parse(why.code()).map_err(Fault::from)?,
    };
    Ok(Done::new(()).publish(refund_id, 0, &event))
}

fn reason(return_id: &primitives::ReturnId) -> Result<Line, RefundRefusal> {
    Line::parse(format!("Return {return_id}")).map_err(|_| RefundRefusal::TooLarge)
}
