use crate::create_promotion::{check, tell};
use contract::pricing::ReplacePromotion;
use domain::pricing::{
    PricingRefusal,
    book::Book,
    promotion::{Promotion, PromotionState},
};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::pricing as keys;
use tariff::printed;

pub async fn handle(cx: Cx, req: Req<ReplacePromotion>) -> Outcome<Promotion> {
    let held = cx.load(keys::promotion(&req.path.promotion_id)).await?;
    req.check_version(&held)?;
    if held.state == PromotionState::Ended {
        return Err(PricingRefusal::Ended(held.id.clone()).into());
    }
    let same = req.body.clone().promotion(held.id.clone(), held.version, held.state);
    if same == held.value {
        return Ok(Done::new(same).etag(held.version()));
    }
    let next = Promotion { version: held.value.version.saturating_add(1), ..same };
    check(&cx, &next).await?;
    let done = Done::new(next.clone()).etag(held.next_version()).replace(&held, &next);
    let done = tell(done, &next);
    if next.state == PromotionState::Active {
        return printed(&cx, done, |book| book.enter(&next)).await;
    }
    Book::default().enter(&next)?;
    Ok(done)
}
