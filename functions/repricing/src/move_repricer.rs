use contract::{
    NoBody, NoQuery, Operation,
    repricing::{PauseRepricer, RepricerPath, RepricerView, StartRepricer},
};
use domain::pricing::dynamic::RepricerState;
use runtime::{Cx, Done, Outcome, Req};
use table::keys::repricing as keys;

/// An operation that puts a repricer to work or stops it.
pub trait Moves:
    Operation<Path = RepricerPath, Query = NoQuery, Body = NoBody, Reply = RepricerView>
{
    /// The state that it ends in.
    const TO: RepricerState;
}

impl Moves for StartRepricer {
    const TO: RepricerState = RepricerState::Active;
}
impl Moves for PauseRepricer {
    const TO: RepricerState = RepricerState::Paused;
}

pub async fn handle<O: Moves>(cx: Cx, req: Req<O>) -> Outcome<RepricerView> {
    let held = cx.load(keys::repricer(&req.path.rule_id)).await?;
    req.check_version(&held)?;
    if held.state == O::TO {
        return Ok(Done::new(RepricerView::of(held.value.clone())).etag(held.version()));
    }
    let next = held.put_to(O::TO, cx.now())?;
    let done = Done::new(RepricerView::of(next.clone())).etag(held.next_version());
    Ok(done.replace(&held, &next))
}
