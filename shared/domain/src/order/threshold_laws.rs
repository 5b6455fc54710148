//! The laws of thresholds over an order and its edits: the order as it stands counts, an amount comes once, and
//! what stays keeps its price.
use super::{
    laws::NOW,
    price_laws::{add, edited, facts, ids_from, lines, owed, placed},
    *,
};
use crate::{
    cart::Facts,
    pricing::{
        Fraction,
        laws::{cases, world},
        promotion::{Condition, Effect, OrderOff, Promotion, Step, Threshold},
    },
};
use primitives::Money;
use proptest::prelude::*;

/// The shelf: what is bought first is on the left, what is added on the right, so that no SKU is on both sides.
const LEFT: usize = 3;

fn shelf() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(1_i64..20_000, 2 * LEFT)
}

fn side(from: usize) -> impl Strategy<Value = Vec<(usize, u32)>> {
    let some = prop::collection::btree_map(from..from + LEFT, 1_u32..9, 1..LEFT);
    some.prop_map(|some| some.into_iter().collect())
}

fn share(percent: u32) -> OrderOff {
    OrderOff::Percent { share: Fraction::parse(format!("0.{percent:02}")).unwrap() }
}

/// A share off the order from so much on, as a condition or as steps.
fn by_share() -> impl Strategy<Value = Promotion> {
    (1_u32..60, 1_u32..30, 1_i64..200_000, 1_i64..200_000, any::<bool>()).prop_map(
        |(less, more, low, high, steps)| {
            let from = |minor| Threshold::Spend { amounts: world::amounts(minor) };
            let tiers = vec![
                Step { from: from(low), off: share(less) },
                Step { from: from(low + high), off: share(less + more) },
            ];
            let spent = Condition::Spend { of: world::everything(), at_least: world::amounts(low) };
            let (conditions, effect) = if steps {
                (vec![], Effect::Tiered { of: world::everything(), steps: tiers })
            } else {
                (vec![spent], Effect::Order { off: share(less), cap: None })
            };
            Promotion { conditions, ..world::promotion(0, effect) }
        },
    )
}

fn amount_off(minor: i64, from: i64) -> Promotion {
    let off = OrderOff::Amount { amounts: world::amounts(minor) };
    let spent = Condition::Spend { of: world::everything(), at_least: world::amounts(from) };
    Promotion { conditions: vec![spent], ..world::promotion(0, Effect::Order { off, cap: None }) }
}

fn adding(goods: &[(usize, u32)]) -> EditWishes {
    let add = goods.iter().map(|(at, count)| add(*at, *count)).collect();
    EditWishes { add, ..EditWishes::default() }
}

/// The facts as an edit of this order sees them.
fn continued(facts: &Facts, order: &Order) -> Facts {
    let mut facts = facts.clone();
    facts.tariff.continues(&order.discounts);
    facts
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn what_is_added_costs_what_it_would_have_in_the_whole_order(
        shelf in shelf(), rule in by_share(), first in side(0), then in side(LEFT),
    ) {
        let facts = facts(&shelf, vec![rule]);
        let (order, pages) = placed(&facts, &first);
        let now = continued(&facts, &order);
        let planned = plan_edit(&order, &pages, adding(&then), &now, ids_from("e"), NOW).unwrap();
        let all: Vec<(usize, u32)> = first.iter().chain(&then).copied().collect();
        let (whole, together) = placed(&facts, &all);
        let together = lines(&together);
        for (line, asked) in planned.lines.iter().zip(&together[first.len()..]) {
            prop_assert_eq!(line.amounts, asked.amounts, "the order as it stands counts");
        }
        let (after, after_pages) = edited((&order, &pages), planned, "1");
        for (was, is) in lines(&pages).iter().zip(lines(&after_pages)) {
            prop_assert_eq!(was, &is, "what stays keeps its price");
        }
        prop_assert!(owed(&after) >= owed(&whole), "nobody gets more off by ordering in parts");
        let same = lines(&pages).iter().zip(&together).all(|(one, other)| one.amounts == other.amounts);
        if same {
            prop_assert_eq!(owed(&after), owed(&whole));
        }
    }

    #[test]
    fn an_amount_off_comes_once_however_often_an_order_is_edited(
        shelf in shelf(), minor in 1_i64..20_000, from in 1_i64..100_000, first in side(0),
        edits in prop::collection::vec((side(LEFT), any::<bool>()), 1..5),
    ) {
        let facts = facts(&shelf, vec![amount_off(minor, from)]);
        let (mut order, mut pages) = placed(&facts, &first);
        for (at, (goods, back)) in edits.into_iter().enumerate() {
            let now = continued(&facts, &order);
            let mut wishes = adding(&goods);
            let open = lines(&pages).into_iter().rfind(|line| line.open() > 0);
            if let Some(line) = open.filter(|_| back) {
                wishes.remove = vec![LineUnits { line_id: line.line_id, quantity: world::units(1) }];
            }
            let name = ["e", "f", "g", "h"][at];
            let Ok(planned) = plan_edit(&order, &pages, wishes, &now, ids_from(name), NOW) else { continue };
            (order, pages) = edited((&order, &pages), planned, name);
            let off: i64 = order.discounts.iter().map(|one| one.amount.minor).sum();
            prop_assert!(off <= minor, "{off} of {minor}");
        }
    }

    #[test]
    fn what_falls_below_a_threshold_keeps_its_share_and_what_is_added_then_does_not_get_it(
        shelf in shelf(), percent in 1_u32..60, first in side(0), then in side(LEFT),
    ) {
        let worth = |goods: &[(usize, u32)]| -> i64 {
            goods.iter().map(|(at, count)| shelf[*at] * i64::from(*count)).sum()
        };
        let spent = Condition::Spend { of: world::everything(), at_least: world::amounts(worth(&first)) };
        let effect = Effect::Order { off: share(percent), cap: None };
        let facts = facts(&shelf, vec![Promotion { conditions: vec![spent], ..world::promotion(0, effect) }]);
        let (order, pages) = placed(&facts, &first);
        let line = lines(&pages)[0].clone();
        let now = continued(&facts, &order);
        let wishes = EditWishes {
            remove: vec![LineUnits { line_id: line.line_id.clone(), quantity: world::units(1) }],
            ..adding(&then)
        };
        let planned = plan_edit(&order, &pages, wishes, &now, ids_from("e"), NOW).unwrap();
        let reached = worth(&then) >= shelf[first[0].0];
        let off = Money::sum(world::EUR, planned.lines.iter().map(|line| line.amounts.discount)).unwrap();
        if !reached {
            prop_assert_eq!(off, world::eur(0));
        }
        let gone = line.amounts.share(0, 1, line.quantity.get()).unwrap();
        let added = Money::sum(world::EUR, planned.lines.iter().map(|line| line.amounts.total)).unwrap();
        prop_assert_eq!(planned.plan.balance, added.minus(gone.total).unwrap());
    }
}
