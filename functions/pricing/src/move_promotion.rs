use crate::{create_promotion::tell, print::printed};
use contract::pricing::{EndPromotion, PausePromotion, StartPromotion};
use domain::pricing::promotion::{Promotion, PromotionMove, PromotionState};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys::pricing as keys};

pub async fn start(cx: Cx, req: Req<StartPromotion>) -> Outcome<Promotion> {
    let held = cx.load(keys::promotion(&req.path.promotion_id)).await?;
    req.check_version(&held)?;
    moved(&cx, held, PromotionMove::Start, PromotionState::Active).await
}

pub async fn pause(cx: Cx, req: Req<PausePromotion>) -> Outcome<Promotion> {
    let held = cx.load(keys::promotion(&req.path.promotion_id)).await?;
    req.check_version(&held)?;
    moved(&cx, held, PromotionMove::Pause, PromotionState::Paused).await
}

pub async fn end(cx: Cx, req: Req<EndPromotion>) -> Outcome<Promotion> {
    let held = cx.load(keys::promotion(&req.path.promotion_id)).await?;
    req.check_version(&held)?;
    moved(&cx, held, PromotionMove::End, PromotionState::Ended).await
}

/// The promotion after a move, with the book that it is then in, or no longer in.
async fn moved(
    cx: &Cx,
    held: Held<Promotion>,
    by: PromotionMove,
    wanted: PromotionState,
) -> Result<Done<Promotion>, Fault> {
    if held.state == wanted {
        return Ok(Done::new(held.value.clone()).etag(held.version()));
    }
    let next = held.moved(by)?;
    let done = Done::new(next.clone()).etag(held.next_version()).replace(&held, &next);
    printed(cx, tell(done, &next), |book| book.enter(&next)).await
}
