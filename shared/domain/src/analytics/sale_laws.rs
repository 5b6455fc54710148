//! The rows of an order are the order, to the minor unit, whatever became of it.
use super::{Categories, Sale, SaleKind, latest, sales};
use crate::order::{self, LineUnits, Scope, laws::lines};
use primitives::Quantity;
use proptest::prelude::*;

fn total(rows: &[Sale]) -> i64 {
    rows.iter().map(|row| row.total_minor).sum()
}

proptest! {
    #[test]
    fn rows_add_up_to_what_the_order_costs(
        lines in lines(), shipping in prop::option::of(1_i64..5_000), inclusive: bool,
        acts in prop::collection::vec((0_usize..12, 1_u32..6), 0..12), dice: u64,
    ) {
        let (mut order, mut pages) = order::laws::order(&lines, shipping, inclusive);
        let mut lying = sales(&order, 1, &pages, &Categories::new());
        let mut now = lying.clone();
        for ((at, units), version) in acts.into_iter().zip(2_u64..) {
            let all: Vec<_> = pages.iter().flat_map(|page| &page.lines).collect();
            let line_id = all[at % all.len()].line_id.clone();
            let quantity = Quantity::parse(units).unwrap();
            let scope = Scope::Lines(vec![LineUnits { line_id, quantity }]);
            // What cannot be cancelled changes nothing.
            drop(order::laws::cancel_telling(&mut order, &mut pages, &scope));
            now = sales(&order, version, &pages, &Categories::new());
            let cost = order.totals.total.minor - order.cancelled_amount.minor;
            prop_assert_eq!(total(&now), cost);
            let units: i64 = now.iter().map(|row| row.units).sum();
            prop_assert_eq!(units, i64::try_from(order.units - order.units_cancelled).unwrap());
            prop_assert!(now.iter().filter(|row| row.kind == SaleKind::Sold).all(|row| row.total_minor >= 0));
            lying.extend(now.clone());
        }
        // In whatever order and company rows come to lie in files, the last version of each counts.
        let turn = usize::try_from(dice % 97).unwrap() % lying.len().max(1);
        lying.rotate_left(turn);
        lying.extend(lying.clone());
        let mut told = now;
        told.sort_by(|a, b| a.subject.cmp(&b.subject));
        prop_assert_eq!(latest(lying), told);
    }
}
