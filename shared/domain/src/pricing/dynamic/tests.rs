use super::*;
use crate::pricing::laws::{
    cases,
    world::{code, eur, share},
};
use proptest::prelude::*;

fn signal() -> impl Strategy<Value = Signal> {
    prop_oneof![
        (share(), share(), 1_u32..60, 1_u32..60).prop_map(|(lower, raise, below, more)| {
            Signal::StockCover { above_days: below + more, lower, below_days: below, raise }
        }),
        (share(), share(), share(), share()).prop_map(|(faster_by, raise, slower_by, lower)| {
            Signal::Demand { faster_by, raise, slower_by, lower }
        }),
        (0_u32..100, share()).prop_map(|(from_days, lower)| Signal::Age { from_days, lower }),
        (share(), 0_u32..100)
            .prop_map(|(below, fresh_seconds)| Signal::Competitor { below, fresh_seconds }),
    ]
}

fn rule(signal: Signal, floor: i64, ceiling: i64, step: Fraction) -> DynamicRule {
    DynamicRule {
        rule: RuleRef { id: code("dyn"), version: 1 },
        signal,
        bounds: Bounds { floor: eur(floor), ceiling: eur(ceiling), largest_step: step },
        rounding: PriceRounding::Ending { every: 100, ending: 99 },
    }
}

fn market(price: i64, stock: u64, sold: u64) -> Market {
    Market {
        price: eur(price),
        stock,
        sold,
        sold_before: 30,
        age_days: 50,
        competitors: vec![],
        now: Timestamp::from_millis(100_000),
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_price_stays_within_floor_ceiling_and_step_and_has_its_reason(
        signal in signal(), floor in 1_i64..5_000, more in 0_i64..5_000, at in 0_i64..=100, step in share(),
        stock in 0_u64..1_000, sold in 0_u64..1_000, seen in prop::collection::vec((1_i64..9_000, 0_i64..200_000), 0..4),
    ) {
        let ceiling = floor + more;
        let price = floor + more * at / 100;
        let competitors = seen.into_iter().map(|(minor, at)| (eur(minor), Timestamp::from_millis(at)));
        let market = Market { competitors: competitors.collect(), ..market(price, stock, sold) };
        let rule = rule(signal, floor, ceiling, step);
        if let Some(change) = rule.propose(&market).unwrap() {
            prop_assert!((floor..=ceiling).contains(&change.to.minor));
            let moved = i128::from((change.to.minor - price).abs()) * i128::from(MILLION);
            prop_assert!(moved <= i128::from(price) * i128::from(step.parts()));
            prop_assert_ne!(change.to, change.from);
        }
    }
}

#[test]
fn a_rule_says_why_and_what_held_it() {
    let half = Fraction::percent(50);
    let cover = Signal::StockCover { above_days: 90, lower: half, below_days: 10, raise: half };
    let at = |stock, sold, step| {
        let rule = rule(cover.clone(), 10_00, 10_000, Fraction::percent(step));
        rule.propose(&market(39_99, stock, sold)).unwrap()
    };
    let change = at(1_000, 10, 100).unwrap();
    assert_eq!(change.reason, Reason::Overstocked { days: Some(3_000) });
    assert_eq!((change.to, change.held_by), (eur(19_99), None));
    let change = at(1, 30, 10).unwrap();
    assert_eq!(change.reason, Reason::RunningOut { days: 1 });
    assert_eq!((change.to, change.held_by), (eur(43_98), Some(Bound::Step)));
    assert_eq!(at(50, 30, 10), None, "fifty days are neither");
    assert_eq!(at(0, 0, 10), None, "nothing there, nothing sold: nothing to say");
}

#[test]
fn absurd_bounds_are_refused_by_name() {
    let age = Signal::Age { from_days: 1, lower: Fraction::percent(10) };
    let ten = Fraction::percent(10);
    let refused = |rule: DynamicRule| rule.check(Some(eur(5_00))).unwrap_err().to_string();
    assert!(refused(rule(age.clone(), 0, 10_00, ten)).starts_with("dyn: "));
    assert!(refused(rule(age.clone(), 10_00, 9_00, ten)).contains("ceiling"));
    assert!(refused(rule(age.clone(), 6_00, 9_00, ten)).contains("outside"));
    assert!(rule(age, 4_00, 9_00, ten).check(Some(eur(5_00))).is_ok());
}
