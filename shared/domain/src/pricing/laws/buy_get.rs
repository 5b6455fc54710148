//! Buy X, get Y: right at every multiple, against a count of single units.
use super::{cases, world::*};
use crate::pricing::{
    Fraction, price,
    promotion::{Effect, Off, Pick, Selector},
};
use proptest::prelude::*;

/// One unit: what it costs, and whether it can be bought and got.
type Unit = (i64, bool, bool);

/// Tries every number of times and every choice that leaves enough to be bought, unit by unit.
fn by_hand(mut pool: Vec<Unit>, buy: usize, get: usize, most: usize, pick: Pick) -> i64 {
    pool.sort_by_key(|unit| unit.0);
    if pick == Pick::Dearest {
        pool.reverse();
    }
    for times in (0..=pool.len()).rev() {
        // Take what can be got and not be bought or not be missed, in the order of the pick.
        let wanted = times * get;
        let mut taken = vec![false; pool.len()];
        let mut count = 0;
        for at in 0..pool.len() {
            if count == wanted || !pool[at].2 {
                continue;
            }
            taken[at] = true;
            let free = |at: &usize| !taken[*at];
            let can_buy = (0..pool.len()).filter(free).filter(|at| pool[*at].1).count();
            if can_buy >= times * buy { count += 1 } else { taken[at] = false }
        }
        if count == wanted {
            let off = (0..pool.len()).filter(|at| taken[*at]).take(most);
            return off.map(|at| pool[at].0).sum();
        }
    }
    0
}

fn selector(bits: u8) -> Selector {
    // No bits at all would be everything.
    let of = (0..6_usize).filter(|at| bits & (1 << at) != 0);
    Selector { skus: of.map(sku).collect(), ..everything() }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn free_units_are_those_of_a_count_by_hand(
        counts in prop::collection::vec(0_u32..7, 6), prices in prop::collection::vec(1_i64..500, 6),
        buy in 1_u8..64, get in 1_u8..64, x in 1_u32..4, y in 1_u32..4,
        most in prop::option::of(1_u32..6), pick in pick(),
    ) {
        // Units of one price are told apart by nothing: different prices, one lot each.
        let prices: Vec<i64> = prices.iter().enumerate().map(|(at, price)| price * 6 + i64::try_from(at).unwrap()).collect();
        let mut lines = Vec::new();
        let mut pool = Vec::new();
        for at in (0..6).filter(|at| counts[*at] > 0) {
            lines.push(line(at, prices[at], counts[at], "0.2"));
            let unit = (prices[at], buy & (1 << at) != 0, get & (1 << at) != 0);
            pool.extend(std::iter::repeat_n(unit, counts[at] as usize));
        }
        let effect = Effect::BuyGet {
            buy: selector(buy), buy_units: units(x), get: selector(get), get_units: units(y),
            off: Off::Percent { share: Fraction::WHOLE }, pick, at_most: most,
        };
        let rules = with(vec![promotion(0, effect)], true);
        let off = price(&basket(lines), &rules).unwrap().totals.discount.minor;
        let most = most.map_or(usize::MAX, |most| most as usize);
        prop_assert_eq!(off, by_hand(pool, x as usize, y as usize, most, pick));
    }
}

fn off(count: u32, off: Off, at_most: Option<u32>) -> i64 {
    let effect = Effect::BuyGet {
        buy: only(0),
        buy_units: units(2),
        get: only(0),
        get_units: units(1),
        off,
        pick: Pick::Cheapest,
        at_most,
    };
    let rules = with(vec![promotion(0, effect)], true);
    price(&basket(vec![line(0, 10_00, count, "0.2")]), &rules).unwrap().totals.discount.minor
}

#[test]
fn two_and_one_free_is_right_at_every_multiple_and_below_its_limit() {
    let free = || Off::Percent { share: Fraction::WHOLE };
    let found: Vec<i64> = (1..=9).map(|count| off(count, free(), None) / 10_00).collect();
    assert_eq!(found, [0, 0, 1, 1, 1, 2, 2, 2, 3]);
    assert_eq!(off(9, free(), Some(2)), 20_00, "a limit counts units that are off");
}

#[test]
fn an_amount_is_an_amount_and_a_share_a_share() {
    assert_eq!(off(6, Off::Amount { amounts: amounts(3_00) }, None), 6_00, "3.00 off each of two");
    assert_eq!(
        off(6, Off::Amount { amounts: amounts(99_00) }, None),
        20_00,
        "never more than it costs"
    );
    assert_eq!(off(6, Off::Percent { share: Fraction::percent(50) }, None), 10_00);
    assert_eq!(off(6, Off::FixedPrice { prices: amounts(1_00) }, None), 18_00);
}
