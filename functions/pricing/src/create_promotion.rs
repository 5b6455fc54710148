use contract::pricing::CreatePromotion;
use domain::pricing::{
    book::Book,
    promotion::{Promotion, PromotionState},
};
use events::pricing::PromotionChangedV1;
use primitives::Sku;
use runtime::{Cx, Done, Fault, Outcome, Req};
use tariff::Before;

pub async fn handle(cx: Cx, req: Req<CreatePromotion>) -> Outcome<Promotion> {
    let promotion = req.body.promotion(cx.new_id(), 1, PromotionState::Draft);
    check(&cx, &promotion).await?;
    // A draft is in no book; whether it would fit into one is known now.
    Book::default().enter(&promotion)?;
    let done = Done::new(promotion.clone()).etag(1).create(&promotion);
    Ok(tell(done, &promotion))
}

/// Refuses what could do harm, by itself or by what the goods that it names cost.
pub async fn check(cx: &Cx, promotion: &Promotion) -> Result<(), Fault> {
    promotion.check()?;
    let named: Vec<Sku> = promotion.named().into_iter().cloned().collect();
    let known = Before::of(cx, &named).await?;
    let prices = |before| Before::base(before).unwrap_or_default();
    let base = known.iter().map(|before| (&before.sku, prices(before)));
    Ok(promotion.check_worth(base)?)
}

/// Says that a promotion is another than before.
pub fn tell<R>(done: Done<R>, promotion: &Promotion) -> Done<R> {
    let event = PromotionChangedV1 {
        promotion_id: promotion.id.clone(),
        version: promotion.version,
        state: promotion.state.into(),
    };
    done.publish(&promotion.id, promotion.version, &event)
}
