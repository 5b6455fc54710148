//! Shows a refund, and what is left to be given back.
use crate::books::{Read, order};
use contract::refunds::{RefundView, RefundableView, ViewRefund, ViewRefundable};
use domain::refunds::Refund;
use primitives::Money;
use runtime::{Cx, Done, Outcome, Req, Who};
use table::keys::refunds as keys;

/// One refund.
pub async fn one(cx: Cx, req: Req<ViewRefund>) -> Outcome<RefundView> {
    order(&cx, &req.path.order_id).await?;
    let held = cx.load(keys::refund(&req.path.order_id, &req.path.refund_id)).await?;
    Ok(Done::new(of(&held, &req.who)))
}

/// What this caller sees of it.
pub fn of(refund: &Refund, who: &Who) -> RefundView {
    if who.is_shop() { RefundView::for_staff(refund) } else { RefundView::for_buyer(refund) }
}

/// What is left.
pub async fn refundable(cx: Cx, req: Req<ViewRefundable>) -> Outcome<RefundableView> {
    let read = Read::of(&cx, &req.path.order_id).await?;
    let books = read.books();
    let captured = books.captured_left();
    Ok(Done::new(RefundableView {
        lines: books.left().unwrap_or_default(),
        shipping: books.account.shipping_left(&read.order).unwrap_or(nothing(captured)),
        total: books.due_left().unwrap_or(nothing(captured)),
        captured,
    }))
}

const fn nothing(like: Money) -> Money {
    Money::zero(like.currency)
}
