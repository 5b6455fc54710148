//! The laws of experiments.
use super::*;
use crate::statistics::noise::Noise;
use primitives::Slug;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn slug(word: impl Into<String>) -> Slug {
    Slug::parse(word).unwrap()
}

fn experiment(name: &str, from: u32, room: u32, share: u32, weights: &[u32]) -> Experiment {
    let arms = weights
        .iter()
        .enumerate()
        .map(|(i, weight)| Arm { name: slug(format!("arm-{i}")), weight: *weight });
    Experiment {
        name: slug(name),
        salt: format!("salt-{name}"),
        from,
        room,
        share,
        arms: arms.collect(),
    }
}

/// A layer cut at these places, each piece an experiment of its own.
fn layer() -> impl Strategy<Value = Layer> {
    let piece = (0..=PARTS, prop::collection::vec(1_u32..1_000, 2..5));
    (prop::collection::btree_set(0..=PARTS, 2..6), prop::collection::vec(piece, 6), "[a-z]{1,12}")
        .prop_map(|(cuts, pieces, salt)| {
            let rooms = cuts.iter().zip(cuts.iter().skip(1)).zip(pieces);
            let experiments = rooms.enumerate().map(|(i, ((from, to), (share, weights)))| {
                experiment(&format!("test-{i}"), *from, to - from, share, &weights)
            });
            Layer { salt, experiments: experiments.collect() }
        })
}

proptest! {
    #[test]
    fn raising_a_share_moves_nobody(layer in layer(), which in any::<prop::sample::Index>(), more in 0..=PARTS, seed in any::<u64>()) {
        layer.check()?;
        let i = which.index(layer.experiments.len());
        let mut raised = layer.clone();
        raised.experiments[i].share = layer.experiments[i].share.max(more);
        layer.experiments[i].check_change(&raised.experiments[i])?;
        for subject in 0..200 {
            let subject = format!("cus_{seed}_{subject}");
            if let Some(before) = seat(&layer, &subject) {
                prop_assert_eq!(seat(&raised, &subject), Some(before));
            } else if let Some(came) = seat(&raised, &subject) {
                prop_assert_eq!(came.experiment, &layer.experiments[i].name);
            }
        }
    }

    #[test]
    fn nobody_is_in_two_experiments_of_a_layer(layer in layer(), seed in any::<u64>()) {
        for subject in 0..100 {
            let subject = format!("cus_{seed}_{subject}");
            // Each experiment asked alone, as a function that knows but one would.
            let alone = layer.experiments.iter().filter_map(|one| {
                let only = Layer { experiments: vec![one.clone()], ..layer.clone() };
                seat(&only, &subject).map(|seat| seat.experiment.clone())
            });
            let alone: Vec<Slug> = alone.collect();
            prop_assert!(alone.len() <= 1, "{subject} is in {alone:?}");
            prop_assert_eq!(seat(&layer, &subject).map(|seat| seat.experiment.clone()), alone.first().cloned());
        }
    }

    #[test]
    fn rooms_in_common_are_refused(from in 0..PARTS, room in 1..=PARTS, other in 0..PARTS, wide in 1..=PARTS) {
        let (room, wide) = (room.min(PARTS - from), wide.min(PARTS - other));
        let layer = Layer { salt: "layer".into(), experiments: vec![
            experiment("one", from, room, PARTS, &[1, 1]), experiment("two", other, wide, PARTS, &[1, 1]),
        ] };
        let apart = from + room <= other || other + wide <= from;
        prop_assert_eq!(layer.check().is_ok(), apart);
    }

    #[test]
    fn a_running_experiment_keeps_all_but_its_share(share in 0..=PARTS, next in 0..=PARTS) {
        let one = experiment("one", 0, 500_000, share, &[1, 1]);
        let mut other = Experiment { share: next, ..one.clone() };
        prop_assert_eq!(one.check_change(&other).is_ok(), next >= share);
        other.share = share;
        for changed in [
            Experiment { salt: "else".into(), ..other.clone() },
            Experiment { room: 600_000, ..other.clone() },
            Experiment { arms: experiment("one", 0, 1, 1, &[1, 2]).arms, ..other.clone() },
        ] {
            prop_assert_eq!(one.check_change(&changed), Err(ExperimentRefusal::Moves));
        }
        other.salt = "a\0b".into();
        prop_assert_eq!(other.check(), Err(ExperimentRefusal::Salt(SALT_MAX)));
    }

    #[test]
    fn an_interval_and_its_p_agree(
        old in 0_u64..=500, new in 0_u64..=500, wide in 0.1_f64..40.0, mean in -9.0_f64..9.0,
    ) {
        let rates = |successes| Conversions { subjects: 500, successes };
        let there = proportions(rates(old), rates(new), 0.05)?;
        let back = proportions(rates(new), rates(old), 0.05)?;
        prop_assert!((there.p - back.p).abs() < 1e-12 && (there.low + back.high).abs() < 1e-12);
        prop_assert!(there.low <= there.difference + 1e-12 && there.difference <= there.high + 1e-12);
        let of = |mean, variance| Measurements { subjects: 40, mean, variance };
        let compared = means(of(0.0, 4.0), of(mean, wide), 0.05)?;
        prop_assert_eq!(compared.p < 0.05, compared.low > 0.0 || compared.high < 0.0);
    }
}

/// Subjects are spread as the weights and shares say: χ² over 60,000 of them, for ids that follow each other.
#[test]
fn seats_are_spread_as_they_should() {
    for salt in ["spring", "summer", "autumn"] {
        let layer = Layer {
            salt: salt.into(),
            experiments: vec![
                experiment("one", 0, 300_000, 500_000, &[1, 1]),
                experiment("two", 300_000, 700_000, PARTS, &[1, 2, 5]),
            ],
        };
        let mut seats: BTreeMap<String, u64> = BTreeMap::new();
        for subject in 0..60_000 {
            let name = seat(&layer, &format!("cus_{subject:08}"))
                .map_or("nowhere".into(), |seat| format!("{} {}", seat.experiment, seat.arm));
            *seats.entry(name).or_default() += 1;
        }
        // In 16,000ths: 0.3 · ½ · ½ each, 0.7 by 1:2:5, and the rest nowhere.
        let due = [
            ("nowhere", 2_400),
            ("one arm-0", 1_200),
            ("one arm-1", 1_200),
            ("two arm-0", 1_400),
            ("two arm-1", 2_800),
            ("two arm-2", 7_000),
        ];
        let counts: Vec<(u64, u32)> =
            due.iter().map(|(name, weight)| (seats[*name], *weight)).collect();
        let check = RatioCheck::of(&counts).unwrap();
        assert!(check.p > 0.001, "{salt}: {check:?} of {seats:?}");
    }
}

/// Arms of two layers know nothing of each other.
#[test]
fn layers_are_independent() {
    let layer = |name: &str| Layer {
        salt: name.into(),
        experiments: vec![experiment(name, 0, PARTS, PARTS, &[1, 1])],
    };
    let (one, other) = (layer("one"), layer("other"));
    let mut both: BTreeMap<(Slug, Slug), u64> = BTreeMap::new();
    for subject in 0..40_000 {
        let subject = format!("cus_{subject}");
        let arm = |layer| seat(layer, &subject).unwrap().arm.clone();
        *both.entry((arm(&one), arm(&other))).or_default() += 1;
    }
    let cells: Vec<(u64, u32)> = both.values().map(|count| (*count, 1)).collect();
    assert_eq!(cells.len(), 4);
    assert!(RatioCheck::of(&cells).unwrap().p > 0.001, "{cells:?}");
}

/// Two arms without a difference, looked at twenty times: the fixed test lies far too often, the other seldom enough. With a
/// difference, the other finds it.
#[test]
fn looking_often_does_not_find_what_is_not_there() {
    const RUNS: u32 = 2_000;
    let run = |seed: u64, lift: f64| {
        let mut noise = Noise(seed);
        let arm = |subjects| Conversions { subjects, successes: 0 };
        let (mut old, mut new) = (arm(0), arm(0));
        let mut peek = Peek::new(0.03, 0.05).unwrap();
        let (mut fixed, mut valid) = (false, false);
        for _ in 0..20 {
            for _ in 0..100 {
                old.subjects += 1;
                new.subjects += 1;
                old.successes += u64::from(noise.unit() < 0.3);
                new.successes += u64::from(noise.unit() < 0.3 + lift);
            }
            fixed |= proportions(old, new, 0.05).unwrap().p < 0.05;
            let glance = peek.rates(old, new).unwrap();
            valid |= glance.shown;
            // The interval and p say the same, at every look.
            let (low, high) = (glance.low.unwrap(), glance.high.unwrap());
            assert_eq!(glance.shown, low > 0.0 || high < 0.0);
        }
        (fixed, valid)
    };
    let count = |lift| {
        (0..RUNS)
            .map(|seed| run(u64::from(seed), lift))
            .fold((0_u32, 0_u32), |sum, (fixed, valid)| {
                (sum.0 + u32::from(fixed), sum.1 + u32::from(valid))
            })
    };
    let (fixed, valid) = count(0.0);
    println!(
        "no difference: the fixed test says so in {fixed}, the always valid one in {valid} of {RUNS}"
    );
    // α is 100 of 2,000.
    assert!(valid <= RUNS / 20, "{valid}");
    assert!(fixed > RUNS / 7, "{fixed}");
    let (_, found) = count(0.06);
    println!("a difference of six points: found in {found} of {RUNS}");
    assert!(found > RUNS * 3 / 4, "{found}");
}
