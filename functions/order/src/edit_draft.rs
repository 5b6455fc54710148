//! Writes the head of a draft anew.
use crate::{draft, timeline};
use contract::order::{EditDraft, OrderView};
use domain::order::{self, Happened};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<EditDraft>) -> Outcome<OrderView> {
    let held = cx.load(keys::order::order(&req.path.order_id)).await?;
    req.check_version(&held)?;
    held.by_hand()?;
    let edited = order::edit_draft(&held, req.body, cx.now())?;
    let lines = draft::lines(&cx, &held).await?;
    let listed = lines.iter().filter(|line| line.written_price().is_none());
    let facts = draft::facts(&cx, &edited, listed.filter_map(|line| line.sku.as_ref())).await?;
    let priced = draft::price(&cx, &edited, lines, facts).await?;
    let next = &priced.order;
    let done = Done::new(OrderView::for_staff(next))
        .etag(held.next_version())
        .replace(&held, next)
        .put(&priced.derivation)
        .create(&timeline::entry(&cx, &next.order_id, Happened::DraftEdited));
    let done = draft::refer(&cx, done, Some(&held), next).await?;
    draft::write_pages(&cx, done, &held, &priced.pages).await
}
