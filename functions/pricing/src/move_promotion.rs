use crate::create_promotion::tell;
use contract::{
    NoBody, NoQuery, Operation,
    pricing::{EndPromotion, PausePromotion, PromotionPath, StartPromotion},
};
use domain::pricing::promotion::{Promotion, PromotionMove, PromotionState};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::pricing as keys;
use tariff::printed;

/// An operation that moves a promotion from state to state.
pub trait Moves:
    Operation<Path = PromotionPath, Query = NoQuery, Body = NoBody, Reply = Promotion>
{
    /// The move, and the state that it ends in.
    const MOVE: (PromotionMove, PromotionState);
}

impl Moves for StartPromotion {
    const MOVE: (PromotionMove, PromotionState) = (PromotionMove::Start, PromotionState::Active);
}
impl Moves for PausePromotion {
    const MOVE: (PromotionMove, PromotionState) = (PromotionMove::Pause, PromotionState::Paused);
}
impl Moves for EndPromotion {
    const MOVE: (PromotionMove, PromotionState) = (PromotionMove::End, PromotionState::Ended);
}

/// The promotion after its move, with the book that it is then in, or no longer in.
pub async fn handle<O: Moves>(cx: Cx, req: Req<O>) -> Outcome<Promotion> {
    let (by, wanted) = O::MOVE;
    let held = cx.load(keys::promotion(&req.path.promotion_id)).await?;
    req.check_version(&held)?;
    if held.state == wanted {
        return Ok(Done::new(held.value.clone()).etag(held.version()));
    }
    let next = held.moved(by)?;
    let done = Done::new(next.clone()).etag(held.next_version()).replace(&held, &next);
    printed(&cx, tell(done, &next), |book| book.enter(&next)).await
}
