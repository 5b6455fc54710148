//! Laws of refunds, under any order of parcels, cancellations, refunds, write-offs and whatever payments tell.
mod world;

use super::*;
use crate::order::{LineUnits, OrderState, laws::lines};
use primitives::{Money, Quantity};
use proptest::prelude::*;

use world::*;

#[derive(Clone, Debug)]
enum Act {
    Send(usize),
    Cancel(usize, u32),
    WriteOff(usize),
    Refund {
        line: usize,
        units: u32,
        shipping: i64,
        goodwill: i64,
        fee: i64,
        credit: bool,
        limit: i64,
        exchanged: bool,
    },
    Decide(usize, bool),
    Execute(usize),
    Tell(usize, bool),
    Retry(usize, Option<Destination>),
    Undo(usize),
}

fn act() -> impl Strategy<Value = Act> {
    let refund = (
        0_usize..12,
        0_u32..6,
        0_i64..900,
        0_i64..300,
        0_i64..200,
        any::<bool>(),
        0_i64..3_000,
        any::<bool>(),
    );
    let to = prop_oneof![
        Just(None),
        Just(Some(Destination::StoreCredit)),
        Just(Some(Destination::OriginalPayments))
    ];
    prop_oneof![
        3 => (0_usize..8).prop_map(Act::Send),
        1 => (0_usize..12, 1_u32..5).prop_map(|(at, units)| Act::Cancel(at, units)),
        1 => (0_usize..8).prop_map(Act::WriteOff),
        5 => refund.prop_map(|(line, units, shipping, goodwill, fee, credit, limit, exchanged)| {
            Act::Refund { line, units, shipping, goodwill, fee, credit, limit, exchanged }
        }),
        2 => (0_usize..9, any::<bool>()).prop_map(|(at, agreed)| Act::Decide(at, agreed)),
        4 => (0_usize..9).prop_map(Act::Execute),
        6 => (0_usize..20, prop::bool::weighted(0.8)).prop_map(|(at, good)| Act::Tell(at, good)),
        2 => (0_usize..9, to).prop_map(|(at, to)| Act::Retry(at, to)),
        2 => (0_usize..9).prop_map(Act::Undo),
    ]
}

fn some(minor: i64, world: &World) -> Option<Money> {
    (minor % 3 == 0 && minor > 0).then(|| Money::new(minor, world.order.currency))
}

fn play(world: &mut World, act: Act) {
    match act {
        Act::Send(at) => world.send(at),
        Act::Cancel(at, units) => world.cancel(at, units),
        Act::WriteOff(at) => world.write_off(at),
        Act::Decide(at, agreed) => world.decide(at, agreed),
        Act::Execute(at) => world.execute(at),
        Act::Tell(at, good) => world.tell(at, good),
        Act::Retry(at, to) => world.retry(at, to),
        Act::Undo(at) => world.undo(at),
        Act::Refund { line, units, shipping, goodwill, fee, credit, limit, exchanged } => {
            let lines: Vec<_> = world.pages.iter().flat_map(|page| &page.lines).collect();
            let line_id = lines[line % lines.len()].line_id.clone();
            let quantity = Quantity::parse(units).ok();
            let fees = some(fee, world).map(|amount| Fee { kind: FeeKind::Restocking, amount });
            let ask = RefundAsk {
                lines: quantity
                    .map(|quantity| LineUnits { line_id, quantity })
                    .into_iter()
                    .collect(),
                shipping: some(shipping, world),
                goodwill: some(goodwill, world),
                fees: fees.into_iter().collect(),
            };
            let to = if credit { Destination::StoreCredit } else { Destination::OriginalPayments };
            let before = (world.account.clone(), world.refunds.len());
            if world.refund(ask, to, limit, exchanged).is_err() {
                assert_eq!(before, (world.account.clone(), world.refunds.len()));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn never_more_is_given_back_than_was_paid_or_taken_whatever_happens_in_whatever_order(
        sold in lines(), shipping in prop::option::of(1_i64..5_000), inclusive: bool, split in 1_i64..3_000,
        acts in prop::collection::vec(act(), 0..80),
    ) {
        let mut world = World::new(&sold, shipping, inclusive, split);
        for act in acts {
            play(&mut world, act);
            world.holds();
        }
    }

    #[test]
    fn giving_everything_back_in_any_portions_gives_back_exactly_what_was_paid(
        sold in lines(), shipping in prop::option::of(1_i64..5_000), inclusive: bool, split in 1_i64..3_000,
        lost in prop::option::of(0_usize..4), cancelled in prop::collection::vec((0_usize..12, 1_u32..5), 0..4),
        portions in prop::collection::vec((0_usize..12, 1_u32..4), 0..30),
    ) {
        let mut world = World::new(&sold, shipping, inclusive, split);
        for (at, units) in cancelled {
            world.cancel(at, units);
        }
        for at in 0..world.parcels.len() {
            world.send(at);
        }
        prop_assume!(world.order.state == OrderState::Fulfilled);
        let mut lines: Vec<_> = portions;
        if let Some(at) = lost {
            world.write_off(at);
        }
        let count = world.pages.iter().map(|page| page.lines.len()).sum::<usize>();
        // Whatever is left of each line comes last.
        lines.extend((0..count).map(|at| (at, u32::MAX)));
        for (at, units) in lines {
            let all: Vec<_> = world.pages.iter().flat_map(|page| &page.lines).collect();
            let line_id = all[at % all.len()].line_id.clone();
            let left = all[at % all.len()].fulfilled - world.account.units(&line_id);
            let Ok(quantity) = Quantity::parse(units.min(left)) else { continue };
            let ask = RefundAsk { lines: vec![LineUnits { line_id, quantity }], ..RefundAsk::default() };
            world.refund(ask, Destination::OriginalPayments, i64::MAX, false).unwrap();
        }
        let left = world.account.shipping_left(&world.order).unwrap();
        if left.minor > 0 {
            let ask = RefundAsk { shipping: Some(left), ..RefundAsk::default() };
            world.refund(ask, Destination::OriginalPayments, i64::MAX, false).unwrap();
        }
        world.holds();
        prop_assert_eq!(world.account.gross, world.order.fulfilled_amount);
        for at in 0..world.refunds.len() {
            world.execute(at);
        }
        world.tell_all();
        world.holds();
        prop_assert!(world.refunds.iter().all(|one| one.state == RefundState::Refunded));
        let kept: i64 = world.payments.iter().map(|one| one.buckets.captured.settled - one.buckets.refunded.settled).sum();
        prop_assert_eq!(kept, 0);
    }
}
