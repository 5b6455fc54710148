//! Lists refunds.
use crate::{books::order, view};
use contract::{
    Page, PageQuery,
    refunds::{ListOrderRefunds, ListRefunds, RefundList},
};
use domain::refunds::RefundSummary;
use runtime::{Cx, Done, Outcome, Req};
use table::keys::refunds as keys;

/// Of an order.
pub async fn of_order(cx: Cx, req: Req<ListOrderRefunds>) -> Outcome<RefundList> {
    order(&cx, &req.path.order_id).await?;
    let all = cx.list_all(&keys::refunds_of_order(&req.path.order_id)).await?;
    Ok(Done::new(RefundList { items: all.iter().map(|one| view::of(one, &req.who)).collect() }))
}

/// Those that wait for somebody.
pub async fn in_state(cx: Cx, req: Req<ListRefunds>) -> Outcome<Page<RefundSummary>> {
    let page = PageQuery { cursor: req.query.cursor, limit: req.query.limit };
    Ok(Done::new(cx.page(&keys::refunds_in_state(&req.query.state), &page).await?))
}
