use contract::repricing::{EndRepricer, RepricerView};
use domain::pricing::dynamic::RepricerState;
use runtime::{Cx, Done, Outcome, Req};
use table::keys;
use tariff::end_list;

/// Its list ends with it: with the next edition of the book nothing is sold by its prices.
pub async fn handle(cx: Cx, req: Req<EndRepricer>) -> Outcome<RepricerView> {
    let held = cx.load(keys::repricing::repricer(&req.path.rule_id)).await?;
    req.check_version(&held)?;
    if held.state == RepricerState::Ended {
        return Ok(Done::new(RepricerView::of(held.value.clone())).etag(held.version()));
    }
    let next = held.put_to(RepricerState::Ended, cx.now())?;
    let done = Done::new(RepricerView::of(next.clone())).etag(held.next_version());
    let done = done.replace(&held, &next);
    let list = cx.load(keys::pricing::price_list(&next.rule_id)).await?;
    Ok(end_list(&cx, done, &list).await?.map(|(view, _)| view))
}
