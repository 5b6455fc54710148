use contract::pricing::CreatePromotion;
use domain::pricing::{
    book::Book,
    promotion::{Promotion, PromotionState},
};
use events::pricing::PromotionChangedV1;
use runtime::{Cx, Done, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<CreatePromotion>) -> Outcome<Promotion> {
    let promotion = req.body.promotion(cx.new_id(), 1, PromotionState::Draft);
    promotion.check()?;
    // A draft is in no book; whether it would fit into one is known now.
    Book::default().enter(&promotion)?;
    let done = Done::new(promotion.clone()).etag(1).create(&promotion);
    Ok(tell(done, &promotion))
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
