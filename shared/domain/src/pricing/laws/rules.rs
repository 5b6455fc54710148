//! What single rules promise.
use super::{cases, world::*};
use crate::pricing::{
    Basket, BasketLine, Fraction, Priced, PricingRefusal, Rules, Trial, Why, price,
    promotion::{
        Budget, BundlePart, Condition, Counter, Effect, Exhausted, Limits, Off, OrderOff, Pick,
        Promotion, PromotionMove, PromotionState, Promotions, Selector, Stacking, Step, Threshold,
        Usage,
    },
    try_out,
};
use primitives::CampaignId;
use proptest::prelude::*;

/// Rules that do not depend on how much is bought: percentages, amounts and prices for each unit, an
/// amount off the order, the cheapest of several free.
fn steady() -> impl Strategy<Value = Effect> {
    let of = prop_oneof![Just(everything()), (0..6_usize).prop_map(only)];
    prop_oneof![
        (of.clone(), off()).prop_map(|(of, off)| Effect::Lines {
            of,
            off,
            at_most: None,
            pick: Pick::Cheapest,
            cap: None
        }),
        share().prop_map(|share| Effect::Order { off: OrderOff::Percent { share }, cap: None }),
        (1_i64..9_000).prop_map(|minor| Effect::Order {
            off: OrderOff::Amount { amounts: amounts(minor) },
            cap: None
        }),
    ]
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn raising_a_quantity_never_lowers_the_total(
        lines in lines(), effects in prop::collection::vec(steady(), 0..5), terms in terms(),
        at in any::<prop::sample::Index>(), more in 1_u32..9,
    ) {
        prop_assume!(!lines.is_empty());
        let list = effects.into_iter().enumerate().map(|(at, effect)| promotion(at, effect)).collect();
        let rules = Rules { terms, ..with(list, true) };
        let before = price(&basket(lines.clone()), &rules).unwrap().totals.total;
        let mut lines = lines;
        let at = at.index(lines.len());
        let count = lines[at].quantity.get() + more;
        lines[at] = BasketLine { quantity: units(count), ..lines[at].clone() };
        let after = price(&basket(lines), &rules).unwrap().totals.total;
        prop_assert!(after >= before, "{} after {}", after, before);
    }

    #[test]
    fn the_cheapest_free_never_makes_more_cost_less(
        lines in lines(), x in 1_u32..4, at in any::<prop::sample::Index>(), more in 1_u32..9,
    ) {
        prop_assume!(!lines.is_empty());
        let whole = |line| BasketLine { discount: eur(0), ..line };
        let lines: Vec<_> = lines.into_iter().map(whole).collect();
        let effect = Effect::BuyGet {
            buy: everything(), buy_units: units(x), get: everything(), get_units: units(1),
            off: Off::Percent { share: Fraction::WHOLE }, pick: Pick::Cheapest, at_most: None,
        };
        let rules = with(vec![promotion(0, effect)], true);
        let before = price(&basket(lines.clone()), &rules).unwrap().totals.total;
        let mut lines = lines;
        let at = at.index(lines.len());
        let count = lines[at].quantity.get() + more;
        lines[at] = BasketLine { quantity: units(count), ..lines[at].clone() };
        prop_assert!(price(&basket(lines), &rules).unwrap().totals.total >= before);
    }

    #[test]
    fn two_vouchers_never_make_goods_free_unless_one_does(
        lines in lines(), one in 1_u8..100, two in 1_u8..100,
    ) {
        let of = |share: u8| Effect::Order { off: OrderOff::Percent { share: Fraction::percent(share) }, cap: None };
        let rules = with(vec![promotion(0, of(one)), promotion(1, of(two))], true);
        let priced = price(&basket(lines), &rules).unwrap();
        let worth = priced.totals.subtotal.minor - priced.lines.iter().zip(&priced.derivation.lines)
            .map(|(_, step)| i64::try_from(step.given).unwrap()).sum::<i64>();
        let left = i128::from(priced.totals.total.minor) * 10_000;
        let exact = i128::from(worth) * i128::from(100 - one) * i128::from(100 - two);
        // Half a minor unit for each rule and lot.
        let rounding = i128::try_from(priced.lines.len()).unwrap() * 10_000;
        prop_assert!((left - exact).abs() <= rounding);
    }

    #[test]
    fn several_for_a_price_never_cost_more(lines in lines(), size in 2_u32..6, minor in 0_i64..2_000) {
        let effect = Effect::MultiBuy { of: everything(), units: units(size), price: amounts(minor), at_most: None };
        let bare = price(&basket(lines.clone()), &plain(true)).unwrap().totals.total;
        let priced = price(&basket(lines), &with(vec![promotion(0, effect)], true)).unwrap();
        prop_assert!(priced.totals.total <= bare);
    }
}

fn total(lines: Vec<BasketLine>, list: Vec<Promotion>) -> i64 {
    price(&basket(lines), &with(list, true)).unwrap().totals.total.minor
}

fn percent(percent: u8) -> Effect {
    Effect::Order { off: OrderOff::Percent { share: Fraction::percent(percent) }, cap: None }
}

fn one(price: i64, count: u32) -> Vec<BasketLine> {
    vec![line(0, price, count, "0.2")]
}

#[test]
fn a_sale_of_forty_and_a_voucher_of_seventy_per_cent_leave_eighteen() {
    assert_eq!(
        total(one(10_000, 1), vec![promotion(0, percent(40)), promotion(1, percent(70))]),
        18_00
    );
}

#[test]
fn three_for_ten_is_the_dearest_three_and_never_dearer() {
    let multi = Effect::MultiBuy {
        of: everything(),
        units: units(3),
        price: amounts(10_00),
        at_most: None,
    };
    let lines = vec![line(0, 5_00, 2, "0.2"), line(1, 4_00, 2, "0.2"), line(2, 1_00, 3, "0.2")];
    // 5 + 5 + 4 for ten; the next three are 4 + 1 + 1 and stay as they are, and so does the last.
    assert_eq!(total(lines, vec![promotion(0, multi)]), 10_00 + 4_00 + 3_00);
}

#[test]
fn a_bundle_is_as_often_as_all_its_parts_are_there() {
    let part = |at, count| BundlePart { of: only(at), units: units(count) };
    let bundle = |at_most| Effect::Bundle {
        parts: vec![part(0, 1), part(1, 2)],
        off: Off::FixedPrice { prices: amounts(15_00) },
        at_most,
    };
    let lines = || vec![line(0, 10_00, 3, "0.2"), line(1, 5_00, 5, "0.2")];
    assert_eq!(total(lines(), vec![promotion(0, bundle(None))]), 30_00 + 10_00 + 5_00);
    assert_eq!(total(lines(), vec![promotion(0, bundle(Some(1)))]), 15_00 + 20_00 + 15_00);
}

#[test]
fn tiers_count_what_is_bought_before_promotions() {
    let step = |from, off| Step {
        from: Threshold::Spend { amounts: amounts(from) },
        off: OrderOff::Amount { amounts: amounts(off) },
    };
    let tiered =
        || Effect::Tiered { of: everything(), steps: vec![step(50_00, 5_00), step(10_000, 15_00)] };
    assert_eq!(total(one(49_99, 1), vec![promotion(0, tiered())]), 49_99);
    assert_eq!(total(one(50_00, 1), vec![promotion(0, tiered())]), 45_00);
    let sale = Effect::Lines {
        of: everything(),
        off: Off::Percent { share: Fraction::percent(50) },
        at_most: None,
        pick: Pick::Cheapest,
        cap: None,
    };
    assert_eq!(total(one(50_00, 2), vec![promotion(0, sale), promotion(1, tiered())]), 35_00);
}

#[test]
fn of_a_group_the_best_applies_and_what_applies_alone_applies_alone() {
    let group = Some(code("voucher"));
    let grouped = |at, share| Promotion { group: group.clone(), ..promotion(at, percent(share)) };
    let rest = promotion(5, percent(10));
    assert_eq!(total(one(10_000, 1), vec![grouped(0, 20), grouped(1, 30), rest.clone()]), 63_00);
    let alone = |priority| Promotion {
        stacking: Stacking::Exclusive,
        priority,
        ..promotion(3, percent(50))
    };
    assert_eq!(total(one(10_000, 1), vec![alone(1), rest.clone()]), 50_00);
    assert_eq!(total(one(10_000, 1), vec![alone(-1), rest.clone()]), 90_00);
    let closes = Promotion { stacking: Stacking::Closes, priority: 1, ..promotion(4, percent(50)) };
    assert_eq!(total(one(10_000, 1), vec![closes, rest]), 50_00);
}

#[test]
fn conditions_and_exceptions_are_kept() {
    let sale = |conditions| Promotion { conditions, ..promotion(0, percent(10)) };
    let basket = |conditions: Vec<Condition>, first_order| {
        let mut basket = basket(vec![line(0, 10_00, 3, "0.2"), line(1, 10_00, 1, "0.2")]);
        basket.buyer.first_order = first_order;
        price(&basket, &with(vec![sale(conditions)], true)).unwrap()
    };
    let units_of = |of, least| Condition::Units { of, at_least: units(least) };
    assert_eq!(basket(vec![units_of(only(0), 3)], false).totals.total.minor, 36_00);
    let passed = basket(vec![units_of(only(0), 4)], false).passed_over;
    assert_eq!(passed[0].why, Why::Condition { at: 1 });
    assert_eq!(basket(vec![Condition::FirstOrder], false).totals.total.minor, 40_00);
    assert_eq!(basket(vec![Condition::FirstOrder], true).totals.total.minor, 36_00);
    let not = Selector { except_skus: vec![sku(0)], ..everything() };
    assert_eq!(basket(vec![units_of(not, 2)], true).totals.total.minor, 40_00);
}

#[test]
fn a_code_that_is_used_up_says_so_and_a_budget_is_never_overspent() {
    let by_code = Promotion {
        by_code: true,
        limits: Limits { per_code: Some(1), ..Limits::default() },
        ..promotion(0, percent(10))
    };
    let entered =
        Basket { codes: [(code("SPRING"), by_code.id.clone())].into(), ..basket(one(10_00, 1)) };
    let fresh = with(vec![by_code.clone()], true);
    let priced = price(&entered, &fresh).unwrap();
    assert_eq!(priced.discounts[0].code, Some(code("SPRING")));
    let used = Usage { codes: [(code("SPRING"), 1)].into(), ..Usage::default() };
    let priced = price(&entered, &Rules { usage: used, ..fresh.clone() }).unwrap();
    assert_eq!(priced.passed_over[0].why, Why::Exhausted { used: Exhausted::Code });
    assert_eq!(priced.passed_over[0].code, Some(code("SPRING")));
    // Two rules of one campaign draw on one budget, in one basket too.
    let id = CampaignId::parse("cpg_1").unwrap();
    let drawn = |at| Promotion { campaign: Some(id.clone()), ..promotion(at, percent(50)) };
    let budget = Budget { money: Some(eur(6_00)), uses: None };
    let usage = Usage {
        campaigns: [(id.clone(), (budget, Counter::default()))].into(),
        ..Usage::default()
    };
    let rules = Rules { usage, ..with(vec![drawn(1), drawn(2)], true) };
    let Priced { totals, passed_over, .. } = price(&basket(one(10_00, 1)), &rules).unwrap();
    assert_eq!(totals.total.minor, 5_00, "the second half would be 2.50, and 1.00 is left");
    assert_eq!(passed_over[0].why, Why::Exhausted { used: Exhausted::Money });
}

#[test]
fn bad_rules_are_refused_by_name() {
    let refused = |promotion: Promotion| promotion.check().unwrap_err().to_string();
    assert_eq!(
        refused(promotion(7, percent(100))),
        "prm_7: it would give everything away to everybody"
    );
    assert!(Promotion { by_code: true, ..promotion(7, percent(100)) }.check().is_ok());
    assert!(refused(promotion(7, percent(0))).contains("does nothing"));
    let off =
        |minor| Effect::Order { off: OrderOff::Amount { amounts: amounts(minor) }, cap: None };
    assert!(refused(promotion(7, off(-5))).contains("below nothing"));
    let step = |from, off| Step {
        from: Threshold::Units { units: units(from) },
        off: OrderOff::Percent { share: Fraction::percent(off) },
    };
    let tiers = Effect::Tiered { of: everything(), steps: vec![step(2, 20), step(5, 10)] };
    assert!(refused(promotion(7, tiers)).contains("no more than"));
    let both = Promotion {
        group: Some(code("g")),
        stacking: Stacking::Exclusive,
        ..promotion(7, percent(5))
    };
    assert!(refused(both).contains("group"));
    assert!(Promotions::of(vec![promotion(1, percent(1)), promotion(1, percent(2))]).is_err());
}

#[test]
fn a_rule_can_be_tried_on_a_basket_before_it_is_offered() {
    let draft = Promotion {
        by_code: true,
        state: PromotionState::Draft,
        conditions: vec![Condition::Units { of: everything(), at_least: units(2) }],
        ..promotion(7, percent(10))
    };
    let tried = |count| try_out(&draft, &basket(one(10_00, count)), &plain(true)).unwrap();
    let Trial { before, after, why } = tried(2);
    assert_eq!((before.totals.total.minor, after.totals.total.minor), (20_00, 18_00));
    assert_eq!(why, None);
    assert_eq!(tried(1).why, Some(Why::Condition { at: 1 }));
}

#[test]
fn a_promotion_is_started_paused_and_ended_once() {
    let draft = Promotion { state: PromotionState::Draft, ..promotion(7, percent(10)) };
    let active = draft.moved(PromotionMove::Start).unwrap();
    assert_eq!((active.state, active.version), (PromotionState::Active, 2));
    let paused = active.moved(PromotionMove::Pause).unwrap();
    assert_eq!(total(one(10_00, 1), vec![paused.clone()]), 10_00);
    let ended = paused.moved(PromotionMove::End).unwrap();
    assert!(matches!(ended.moved(PromotionMove::Start), Err(PricingRefusal::State { .. })));
    assert!(draft.moved(PromotionMove::Pause).is_err());
    let bad = Promotion { state: PromotionState::Draft, ..promotion(7, percent(100)) };
    assert!(bad.moved(PromotionMove::Start).unwrap_err().to_string().contains("everything"));
}
