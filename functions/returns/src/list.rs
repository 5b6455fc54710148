//! Lists returns, and the reasons for them.
use crate::view;
use contract::{
    Page, PageQuery,
    returns::{ListOrderReturns, ListReturnReasons, ListReturns, ReasonTree, ReturnList},
};
use domain::returns::ReturnSummary;
use runtime::{Cx, Done, Outcome, Req};
use table::keys::returns as keys;

/// The reasons.
pub async fn reasons(_: Cx, _: Req<ListReturnReasons>) -> Outcome<ReasonTree> {
    Ok(Done::new(ReasonTree { groups: domain::returns::reasons() }))
}

/// Of an order.
pub async fn of_order(cx: Cx, req: Req<ListOrderReturns>) -> Outcome<ReturnList> {
    sold::order(&cx, &req.path.order_id).await?;
    let all = cx.list_all(&keys::returns_of_order(&req.path.order_id)).await?;
    Ok(Done::new(ReturnList { items: all.iter().map(|one| view::of(one, &req.who)).collect() }))
}

/// In a state.
pub async fn in_state(cx: Cx, req: Req<ListReturns>) -> Outcome<Page<ReturnSummary>> {
    let page = PageQuery { cursor: req.query.cursor, limit: req.query.limit };
    Ok(Done::new(cx.page(&keys::returns_in_state(&req.query.state), &page).await?))
}
