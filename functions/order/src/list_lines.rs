//! Lists the lines of an order.
use crate::view;
use contract::{
    Page,
    order::{ListOrderLines, OrderLineView},
};
use runtime::{Cx, Done, Outcome, Req};
use table::{Cursor, keys};

/// Stored pages that make one page of the list: a hundred lines.
const PAGES: u32 = 4;

pub async fn handle(cx: Cx, req: Req<ListOrderLines>) -> Outcome<Page<OrderLineView>> {
    let held = view::load(&cx, &req.path.order_id).await?;
    let list = keys::order::line_pages(&held.order_id);
    let after = req.query.cursor.map(Cursor::from_outside);
    let found = cx.list(&list, PAGES, after.as_ref()).await?;
    let lines = found.items.into_iter().flat_map(|page| page.lines);
    let items = lines.map(OrderLineView::from).collect();
    Ok(Done::new(Page { items, next: found.next.map(Into::into) }))
}
