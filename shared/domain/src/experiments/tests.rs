//! Tests of two arms against SciPy 1.17.1 and statsmodels 0.15.0: data/reference.py prints these figures.
#![allow(clippy::float_cmp)] // Tests only: exact ends of a scale.
use super::*;

fn near(ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() <= 1e-9 * theirs.abs(), "{ours} is not {theirs}");
}

const OLD: Conversions = Conversions { subjects: 2_400, successes: 120 };
const NEW: Conversions = Conversions { subjects: 2_450, successes: 151 };

#[test]
fn rates_are_compared_as_by_scipy_and_statsmodels() {
    let compared = proportions(OLD, NEW, 0.05).unwrap();
    near(compared.p, 0.077_821_071_467_389_8);
    near(compared.low, -0.001_325_036_297_458_281_9);
    near(compared.high, 0.024_630_439_239_650_758);
    let none = Conversions { subjects: 50, successes: 0 };
    assert_eq!(proportions(none, none, 0.05).unwrap().p, 1.0);
}

#[test]
fn means_are_compared_as_by_scipy() {
    let old = Measurements { subjects: 210, mean: 10.0, variance: 3.1 * 3.1 };
    let new = Measurements { subjects: 180, mean: 10.9, variance: 4.2 * 4.2 };
    let compared = means(old, new, 0.05).unwrap();
    near(compared.p, 0.018_193_846_678_577_25);
    near(compared.low, 0.154_079_772_827_028_12);
    near(compared.high, 1.645_920_227_172_971_8);
    let still = Measurements { variance: 0.0, ..old };
    assert_eq!(means(still, still, 0.05).unwrap().p, 1.0);
    assert_eq!(means(still, Measurements { mean: 11.0, ..still }, 0.05).unwrap().p, 0.0);
}

#[test]
fn ratios_are_checked_as_by_scipy() {
    let check = RatioCheck::of(&[(5_100, 1), (4_900, 1), (5_230, 1)]).unwrap();
    near(check.chi_square, 10.886_408_404_464_872);
    near(check.p, 0.004_325_600_941_527_688);
    assert!(check.sound);
    // 50:50 that came out 50.7:49.3 of 100,000.
    assert!(!RatioCheck::of(&[(50_700, 500), (49_300, 500)]).unwrap().sound);
    assert!(RatioCheck::of(&[(0, 1), (0, 1)]).unwrap().sound);
}

#[test]
fn enough_subjects_are_planned_as_by_scipy() {
    assert_eq!(for_proportions(0.05, 0.06, 0.05, 0.8).unwrap(), 8_158);
    assert_eq!(for_means(25.0, 0.5, 0.05, 0.8).unwrap(), 1_570);
    assert_eq!(for_proportions(0.05, 0.05, 0.05, 0.8), Err(ExperimentRefusal::Level));
    assert_eq!(for_means(25.0, 0.0, 0.05, 0.8), Err(ExperimentRefusal::Level));
    assert_eq!(for_means(25.0, 1.0, 0.05, 1.0), Err(ExperimentRefusal::Level));
}

#[test]
fn what_cannot_be_is_refused() {
    let more = Conversions { subjects: 5, successes: 6 };
    assert_eq!(proportions(OLD, more, 0.05), Err(ExperimentRefusal::Figures));
    assert_eq!(proportions(OLD, NEW, f64::NAN), Err(ExperimentRefusal::Level));
    let odd = Measurements { subjects: 9, mean: f64::NAN, variance: 1.0 };
    assert_eq!(means(odd, odd, 0.05), Err(ExperimentRefusal::Figures));
    for tau in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(Peek::new(tau, 0.05).is_err());
    }
    assert!(RatioCheck::of(&[(5, 1)]).is_err() && RatioCheck::of(&[(5, 1), (5, 0)]).is_err());
}

#[test]
fn guards_and_goal_make_one_verdict() {
    let guard =
        |better| Guard { name: primitives::Slug::parse("refunds").unwrap(), better, margin: 0.01 };
    let lower = guard(Better::Lower);
    assert_eq!(lower.finding(-0.02, 0.005), Ok(GuardFinding::Safe));
    assert_eq!(lower.finding(0.011, 0.02), Ok(GuardFinding::Harmed));
    assert_eq!(lower.finding(-0.02, 0.02), Ok(GuardFinding::Open));
    assert_eq!(guard(Better::Higher).finding(-0.02, -0.011), Ok(GuardFinding::Harmed));
    assert_eq!(guard(Better::Higher).finding(-0.005, 0.5), Ok(GuardFinding::Safe));

    let sound = RatioCheck::of(&[(100, 1), (100, 1)]).unwrap();
    let broken = RatioCheck::of(&[(9_000, 1), (10_000, 1)]).unwrap();
    let (safe, open, harmed) = ([GuardFinding::Safe], [GuardFinding::Open], [GuardFinding::Harmed]);
    let up = Better::Higher;
    for (ratio, guards, goal, over, says) in [
        (broken, &harmed, (0.1, 0.2), true, ExperimentVerdict::Broken),
        (sound, &harmed, (0.1, 0.2), true, ExperimentVerdict::Stop),
        (sound, &safe, (0.1, 0.2), false, ExperimentVerdict::Adopt),
        (sound, &open, (0.1, 0.2), true, ExperimentVerdict::Continue),
        (sound, &open, (-0.2, -0.1), false, ExperimentVerdict::Reject),
        (sound, &safe, (-0.1, 0.2), false, ExperimentVerdict::Continue),
        (sound, &safe, (-0.1, 0.2), true, ExperimentVerdict::NoDifference),
    ] {
        assert_eq!(verdict(ratio, guards, up, goal, over), says);
    }
    assert_eq!(verdict(sound, &safe, Better::Lower, (-0.2, -0.1), false), ExperimentVerdict::Adopt);
}
