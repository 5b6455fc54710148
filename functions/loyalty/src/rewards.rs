use contract::{
    Page,
    loyalty::{ListRewards, PutReward},
};
use domain::{
    loyalty::{Gives, LoyaltyRefusal, Reward},
    pricing::{
        PricingRefusal,
        promotion::{CodePool, Promotion, PromotionState},
    },
};
use primitives::PromotionId;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys, keys::loyalty};

/// What points buy.
pub async fn list(cx: Cx, req: Req<ListRewards>) -> Outcome<Page<Reward>> {
    Ok(Done::new(cx.page(&loyalty::rewards(), &req.query).await?))
}

/// Another reward, or the same as something else.
pub async fn put(cx: Cx, req: Req<PutReward>) -> Outcome<Reward> {
    let held = cx.find(loyalty::reward(&req.path.reward)).await?;
    let version = held.as_ref().map_or(0, Held::version);
    if req.if_match.is_some_and(|wanted| wanted != version) {
        return Err(Fault::Changed);
    }
    let body = req.body;
    let next = Reward {
        reward: req.path.reward.clone(),
        title: body.title,
        points: body.points,
        gives: body.gives,
        active: body.active,
        until: body.until,
    };
    next.check()?;
    if let Gives::Code { promotion } = &next.gives {
        for_codes(&cx, promotion).await?;
    }
    let done = Done::new(next.clone());
    if held.as_ref().is_some_and(|held| held.value == next) {
        return Ok(done.etag(version));
    }
    Ok(done.etag(version + 1).save(held.as_ref(), &next))
}

/// A promotion whose codes may be used once: what a customer got for points is nobody else's, and not got twice.
pub async fn for_codes(cx: &Cx, promotion: &PromotionId) -> Result<Held<Promotion>, Fault> {
    let held = cx.find(keys::pricing::promotion(promotion)).await?;
    let held = held
        .ok_or_else(|| LoyaltyRefusal::Programme(format!("there is no promotion {promotion}")))?;
    if held.state == PromotionState::Ended {
        return Err(PricingRefusal::Ended(promotion.clone()).into());
    }
    if !held.by_code {
        return Err(PricingRefusal::NoCodes(promotion.clone()).into());
    }
    CodePool { promotion: promotion.clone(), count: 1 }.check(&held.limits)?;
    Ok(held)
}
