//! Replaces all lines of a draft.
use crate::{draft, timeline};
use contract::order::{OrderView, ReplaceDraftLines};
use domain::order::{self, DraftLine, Happened};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ReplaceDraftLines>) -> Outcome<OrderView> {
    let held = cx.load(keys::order::order(&req.path.order_id)).await?;
    req.check_version(&held)?;
    held.by_hand()?;
    let lines = req.body.lines;
    let facts = draft::facts(&cx, &held, lines.iter().filter_map(DraftLine::asks_for)).await?;
    let lines = order::draft_lines(&held, lines, &facts.offers, || cx.new_id())?;
    let priced = draft::price(&cx, &held, lines, facts).await?;
    let next = &priced.order;
    let entry = timeline::entry(&cx, &next.order_id, Happened::DraftEdited).units(next.units);
    let done = Done::new(OrderView::for_staff(next))
        .etag(held.next_version())
        .replace(&held, next)
        .put(&priced.derivation)
        .create(&entry);
    draft::write_pages(&cx, done, &held, &priced.pages).await
}
