//! What a promotion would do to a basket, before anybody is offered it.
use super::{
    Basket, Priced, PricingRefusal, Rules, Why, engine,
    promotion::{Promotion, PromotionState, Promotions},
};
use primitives::Code;

/// A basket with and without a promotion.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Without it.
    pub before: Priced,
    /// With it.
    pub after: Priced,
    /// Why it did nothing, if it did.
    pub why: Option<Why>,
}

/// Tries a promotion on a basket as if it were active and its code were entered, beside all that are
/// active. What it would be used up by is as it stands in the rules.
pub fn try_out(
    promotion: &Promotion,
    basket: &Basket,
    rules: &Rules,
) -> Result<Trial, PricingRefusal> {
    promotion.check()?;
    let others = rules.promotions.all().filter(|other| other.id != promotion.id);
    let without: Vec<Promotion> = others.cloned().collect();
    let mut with = without.clone();
    with.push(Promotion { state: PromotionState::Active, ..promotion.clone() });
    let rules = |list| {
        Ok::<_, PricingRefusal>(Rules { promotions: Promotions::of(list)?, ..rules.clone() })
    };
    let before = engine::price(basket, &rules(without)?)?;
    let mut basket = basket.clone();
    if promotion.by_code && !basket.codes.values().any(|id| *id == promotion.id) {
        basket.codes.insert(Code::parse(promotion.id.to_string())?, promotion.id.clone());
    }
    let after = engine::price(&basket, &rules(with)?)?;
    let mut passed = after.passed_over.iter();
    let why =
        passed.find(|passed| passed.promotion == promotion.id).map(|passed| passed.why.clone());
    Ok(Trial { before, after, why })
}
