//! Asks for a refund, or what it would come to.
use crate::{
    books::{Read, counter, policy},
    news,
};
use contract::refunds::{PreviewRefund, RefundView, RequestRefund};
use domain::refunds::{
    Asking, Breakdown, CreditNoteCounter, Decided, RefundAccount, quote, request,
};
use primitives::RefundId;
use runtime::{Cx, Done, Outcome, Req};
use table::Held;

/// What it would come to.
pub async fn preview(cx: Cx, req: Req<PreviewRefund>) -> Outcome<Breakdown> {
    let read = Read::of(&cx, &req.path.order_id).await?;
    Ok(Done::new(quote(&read.books(), &req.body.into())?))
}

/// Asks for it.
pub async fn handle(cx: Cx, req: Req<RequestRefund>) -> Outcome<RefundView> {
    let read = Read::of(&cx, &req.path.order_id).await?;
    let (held, last) = counter(&cx).await?;
    let asking = Asking {
        // Named after the command: a repeat finds what it began.
        refund_id: RefundId::parse(format!("rfd_{}", req.command))?,
        ask: req.body.refund.into(),
        to: req.body.to,
        reason: req.body.reason,
        return_id: None,
        credit_to: None,
        credit: None,
        by: req.who.actor(),
        now: cx.now(),
    };
    let decided = request(&read.books(), &policy(&cx).await?, asking, &last)?;
    let view = RefundView::for_staff(&decided.refund);
    let done = Done::new(view).create(&decided.refund);
    let done = news::publish(done, &decided.refund, 1);
    Ok(with_books(done, read.account.as_ref(), held.as_ref(), &decided))
}

/// Adds what was given back of the order, and the credit note with its number.
pub fn with_books<R>(
    done: Done<R>,
    account: Option<&Held<RefundAccount>>,
    counter: Option<&Held<CreditNoteCounter>>,
    decided: &Decided,
) -> Done<R> {
    let done = done.save(account, &decided.account);
    match &decided.note {
        Some((last, note)) => done.save(counter, last).create(note),
        None => done,
    }
}
