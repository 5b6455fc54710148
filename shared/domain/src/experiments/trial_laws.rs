//! Laws of experiments that come and go, and of what their subjects are counted by.
use super::*;
use primitives::{Code, Currency, ExternalKey, Slug, Timestamp, Title};
use proptest::{collection::vec, prelude::*};
use std::collections::BTreeMap;

const NOW: i64 = 1_795_000_000_000;

fn slug(word: impl Into<String>) -> Slug {
    Slug::parse(word).unwrap()
}

fn now() -> Timestamp {
    Timestamp::from_millis(NOW)
}

fn design(layer: u8, room: u32, share: u32) -> TrialDesign {
    let arm = |name: &str| Arm { name: slug(name), weight: 1 };
    TrialDesign {
        title: Title::parse("A larger button").unwrap(),
        layer: slug(format!("layer-{layer}")),
        room,
        share,
        arms: vec![arm("old"), arm("new")],
        goal: Measure::Conversion,
        currency: Currency::EUR,
        level: 0.05,
        stop: StopRule::Horizon { subjects: 100 },
        guards: vec![GuardRule { measure: Measure::TakenBack, margin: 0.05 }],
    }
}

#[derive(Clone, Debug)]
enum Step {
    Start { layer: u8, room: u32, share: u32 },
    Stop(prop::sample::Index),
    Raise(prop::sample::Index, u32),
}

fn step() -> impl Strategy<Value = Step> {
    let room = prop_oneof![Just(PARTS), 1..=PARTS / 2];
    prop_oneof![
        3 => (0..3_u8, room, 0..=PARTS).prop_map(|(layer, room, share)| Step::Start { layer, room, share }),
        1 => any::<prop::sample::Index>().prop_map(Step::Stop),
        1 => (any::<prop::sample::Index>(), 0..=PARTS).prop_map(|(which, share)| Step::Raise(which, share)),
    ]
}

fn sitting(plan: &TrialPlan) -> BTreeMap<(u32, Slug), Slug> {
    let subjects = 0..25_u32;
    let seats = subjects.flat_map(|subject| {
        let seats = seats(plan, &format!("vis_{subject}"));
        seats
            .into_iter()
            .map(move |seat| ((subject, seat.experiment.clone()), seat.arm.clone()))
            .collect::<Vec<_>>()
    });
    seats.collect()
}

proptest! {
    #[test]
    fn whatever_begins_ends_and_grows_nobody_who_takes_part_is_moved(steps in vec(step(), 1..20)) {
        let (mut plan, mut running) = (TrialPlan::default(), Vec::<Trial>::new());
        for (n, step) in steps.into_iter().enumerate() {
            let before = sitting(&plan);
            let mut ended = None;
            match step {
                Step::Start { layer, room, share } => {
                    let draft = Trial::draft(slug(format!("test-{n}")), design(layer, room, share))?;
                    if let Ok((next, then)) = draft.started(&plan, now()) {
                        plan = then;
                        running.push(next);
                    }
                }
                Step::Stop(which) if !running.is_empty() => {
                    let trial = running.swap_remove(which.index(running.len()));
                    plan = trial.stopped(Code::parse("enough")?, None, &plan, now())?.1;
                    ended = Some(trial.experiment);
                }
                Step::Raise(which, share) if !running.is_empty() => {
                    let at = which.index(running.len());
                    if let Ok((next, then)) = running[at].raised(share, &plan) {
                        plan = then;
                        running[at] = next;
                    }
                }
                Step::Stop(_) | Step::Raise(..) => {}
            }
            plan.layers.values().try_for_each(Layer::check)?;
            prop_assert_eq!(plan.money.len(), running.len());
            let after = sitting(&plan);
            for ((subject, experiment), arm) in before {
                let now = after.get(&(subject, experiment.clone()));
                prop_assert_eq!(now, Some(&arm).filter(|_| ended.as_ref() != Some(&experiment)));
            }
        }
    }

    #[test]
    fn counters_are_the_sums_of_what_subjects_did(acts in vec((0..5_usize, prop_oneof![(0..3_000_000_i64).prop_map(Some), Just(None)]), 0..60)) {
        let first = |n: usize| {
            let subject = ExternalKey::parse(format!("vis_{n}")).unwrap();
            TrialExposure::first(subject, slug("test"), slug("new"), now())
        };
        let mut subjects: Vec<TrialExposure> = (0..5).map(|n| first(n).0).collect();
        let mut sums: BTreeMap<&str, i64> = BTreeMap::from([("subjects", 5)]);
        for (who, act) in acts {
            let moved = match act {
                Some(minor) => Some(subjects[who].bought(minor)),
                None => subjects[who].took_back(),
            };
            if let Some((next, counted)) = moved {
                subjects[who] = next;
                for (counter, by) in counted {
                    *sums.entry(counter).or_default() += by;
                }
            }
        }
        let sum = |of: &dyn Fn(&TrialExposure) -> i64| subjects.iter().map(of).sum::<i64>();
        let told = |counter: &str| sums.get(counter).copied().unwrap_or_default();
        prop_assert_eq!(told("buyers"), sum(&|one| i64::from(one.orders > 0)));
        prop_assert_eq!(told("orders"), sum(&|one| one.orders));
        prop_assert_eq!(told("orders_squared"), sum(&|one| one.orders * one.orders));
        prop_assert_eq!(told("revenue"), sum(&|one| one.revenue));
        prop_assert_eq!(told("revenue_squared"), sum(&|one| one.revenue * one.revenue));
        prop_assert_eq!(told("taken_back"), sum(&|one| i64::from(one.taken_back)));
        prop_assert!(subjects.iter().all(|one| one.revenue <= REVENUE_MAX));
    }
}

fn tally(arm: &str, subjects: i64, buyers: i64, taken_back: i64) -> TrialTally {
    let none = TrialTally::none(slug("test"), slug(arm), 0);
    TrialTally { subjects, buyers, orders: buyers, orders_squared: buyers, taken_back, ..none }
}

fn running(stop: StopRule) -> Trial {
    let design = TrialDesign { stop, ..design(0, PARTS, PARTS) };
    Trial::draft(slug("test"), design).unwrap().started(&TrialPlan::default(), now()).unwrap().0
}

#[test]
fn before_its_time_nothing_is_said_of_the_goal_and_then_it_is() {
    let trial = running(StopRule::Horizon { subjects: 2_000 });
    let verdict = |counts: [TrialTally; 2]| stands(&trial, &counts).unwrap().0.verdict;
    // Shown many times over, and yet too early.
    assert_eq!(
        verdict([tally("old", 1_000, 100, 9), tally("new", 1_010, 300, 9)]),
        ExperimentVerdict::Continue
    );
    assert_eq!(
        verdict([tally("old", 2_000, 200, 9), tally("new", 2_010, 400, 9)]),
        ExperimentVerdict::Adopt
    );
    assert_eq!(
        verdict([tally("old", 2_000, 400, 9), tally("new", 2_010, 200, 9)]),
        ExperimentVerdict::Reject
    );
    assert_eq!(
        verdict([tally("old", 2_000, 200, 9), tally("new", 2_010, 201, 9)]),
        ExperimentVerdict::NoDifference
    );
}

#[test]
fn wrong_counts_and_harm_come_before_everything_else() {
    let trial = running(StopRule::Sequential { effect: 0.05 });
    let verdict = |counts: [TrialTally; 2]| stands(&trial, &counts).unwrap().0.verdict;
    assert_eq!(
        verdict([tally("old", 2_000, 200, 9), tally("new", 1_500, 400, 9)]),
        ExperimentVerdict::Broken
    );
    assert_eq!(
        verdict([tally("old", 2_000, 200, 9), tally("new", 2_010, 400, 600)]),
        ExperimentVerdict::Stop
    );
    assert_eq!(
        verdict([tally("old", 2_000, 200, 9), tally("new", 2_010, 400, 9)]),
        ExperimentVerdict::Adopt
    );
    assert_eq!(
        verdict([tally("old", 1, 1, 0), tally("new", 1, 0, 0)]),
        ExperimentVerdict::Continue
    );
}

#[test]
fn what_cannot_be_judged_is_refused() {
    let refused = |change: &dyn Fn(&mut TrialDesign)| {
        let mut wrong = design(0, PARTS, PARTS);
        change(&mut wrong);
        Trial::draft(slug("test"), wrong).unwrap_err()
    };
    assert_eq!(refused(&|one| one.level = 1.0), ExperimentRefusal::Level);
    assert_eq!(refused(&|one| one.guards[0].margin = 0.0), ExperimentRefusal::Level);
    assert_eq!(
        refused(&|one| one.stop = StopRule::Sequential { effect: f64::NAN }),
        ExperimentRefusal::Level
    );
    assert_eq!(
        refused(&|one| one.guards[0].measure = Measure::Conversion),
        ExperimentRefusal::Guards(GUARDS_MAX)
    );
    assert_eq!(refused(&|one| one.room = 0), ExperimentRefusal::Room);
    assert_eq!(refused(&|one| one.arms.truncate(1)), ExperimentRefusal::Arms(ARMS_MAX));
    let trial = running(StopRule::Horizon { subjects: 2 });
    assert_eq!(
        trial.written(design(0, PARTS, PARTS)).unwrap_err(),
        ExperimentRefusal::State(TrialState::Running)
    );
}
