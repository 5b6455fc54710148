//! Begins a draft.
use crate::{draft, timeline};
use contract::order::{BeginDraft, OrderView};
use domain::order::{self, DraftLine, Happened, OrderNumber};
use primitives::EntryId;
use runtime::{Cx, Done, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<BeginDraft>) -> Outcome<OrderView> {
    let (head, lines) = req.body.split();
    let number = OrderNumber::mint(cx.now(), &cx.new_id::<EntryId>());
    let blank = order::begin_draft(cx.new_id(), number, head, cx.now())?;
    let facts = draft::facts(&cx, &blank, lines.iter().filter_map(DraftLine::asks_for)).await?;
    let lines = order::draft_lines(&blank, lines, &facts.offers, || cx.new_id())?;
    let priced = draft::price(&cx, &blank, lines, facts).await?;
    let order = &priced.order;
    let done = Done::new(OrderView::for_staff(order))
        .etag(1)
        .create(order)
        .create(&priced.derivation)
        .create(&order.number_taken())
        .create(&timeline::entry(&cx, &order.order_id, Happened::DraftBegun));
    let done = draft::refer(&cx, done, None, order).await?;
    draft::write_pages(&cx, done, &blank, &priced.pages).await
}
