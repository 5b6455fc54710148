//! Giving back in parts gives back exactly what was paid.
use super::{cases, world::*};
use crate::pricing::{
    allocation::{KitPart, kit},
    price,
};
use proptest::prelude::*;

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn refunding_all_parts_in_any_order_refunds_exactly_what_was_paid(
        basket in baskets(), rules in rules(), seed in prop::collection::vec((0_usize..12, 1_u32..2_000), 0..40),
    ) {
        let priced = price(&basket, &rules).unwrap();
        let mut gone: Vec<u32> = vec![0; priced.lines.len()];
        let mut back = 0_i64;
        let rest = (0..priced.lines.len()).map(|at| (at, u32::MAX));
        let turns = seed.into_iter().filter(|(at, _)| *at < priced.lines.len()).chain(rest);
        for (at, take) in turns {
            let of = basket.lines[at].quantity.get();
            let take = take.min(of - gone[at]);
            let part = priced.lines[at].amounts.share(gone[at], take, of).unwrap();
            prop_assert!(part.total.minor >= 0 && part.tax.minor >= 0);
            gone[at] += take;
            back += part.total.minor;
            prop_assert!(back <= priced.totals.total.minor);
        }
        let on_top = if priced.totals.prices_include_tax { 0 } else { priced.totals.shipping_tax.minor };
        prop_assert_eq!(back + priced.totals.shipping.minor + on_top, priced.totals.total.minor);
    }

    #[test]
    fn refunding_a_kit_part_by_part_refunds_the_kit(
        basket in baskets(), rules in rules(), alone in prop::collection::vec((0_i64..5_000, 1_u32..4), 1..6),
    ) {
        let priced = price(&basket, &rules).unwrap();
        for (line, bought) in priced.lines.iter().zip(&basket.lines) {
            let parts: Vec<KitPart> = alone.iter().enumerate()
                .map(|(at, (minor, units))| KitPart { sku: sku(at), units: *units, alone: eur(*minor) })
                .collect();
            let kits = bought.quantity.get();
            let mut back = 0;
            for (part, amounts) in parts.iter().zip(kit(&line.amounts, &parts).unwrap()).rev() {
                let of = part.units * kits;
                let first = of / 3;
                back += amounts.share(0, first, of).unwrap().total.minor;
                back += amounts.share(first, of - first, of).unwrap().total.minor;
            }
            prop_assert_eq!(back, line.amounts.total.minor);
        }
    }
}
