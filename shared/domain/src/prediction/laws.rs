//! The laws of predictions.
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Tests only: small whole numbers.
use super::*;
use crate::statistics::noise::Noise;
use proptest::prelude::*;

fn history() -> impl Strategy<Value = History> {
    (0_u32..=1_500).prop_flat_map(|age| (Just(age), 0..=age)).prop_flat_map(|(age, recency)| {
        let most = if recency == 0 { 0 } else { recency };
        (u32::from(recency > 0)..=most, 1_i64..1_000_000).prop_map(move |(repeats, each)| {
            History::new(repeats, recency, age, i64::from(repeats) * each).unwrap()
        })
    })
}

fn model() -> impl Strategy<Value = BuyingModel> {
    // Parameters of shops lie between these; 1 and 0.5 are where the formula of the paper has no value.
    let one = || prop_oneof![0.01_f64..20.0, Just(1.0), Just(0.5)];
    (one(), 0.1_f64..200.0, one(), one())
        .prop_map(|(r, alpha, a, b)| BuyingModel::new(r, alpha, a, b).unwrap())
}

/// What a simulated customer does in 60 weeks, the last 30 of them unknown to the model.
fn customer(noise: &mut Noise, [r, alpha, a, b]: [f64; 4]) -> (History, u32) {
    let (rate, leave) = (noise.gamma(r, alpha), noise.beta(a, b));
    let (mut at, mut days, mut later) = (0.0, std::collections::BTreeSet::new(), 0);
    loop {
        at += noise.wait(rate);
        if at >= 60.0 {
            break;
        }
        if at < 30.0 {
            // The first purchase is on day 0, and what is bought on that day is no repeat.
            days.insert(((at * 7.0) as u32).max(1));
        } else {
            later += 1;
        }
        if noise.unit() < leave {
            break;
        }
    }
    let last = days.last().copied().unwrap_or_default();
    (History::new(u32::try_from(days.len()).unwrap(), last, 210, 0).unwrap(), later)
}

proptest! {
    #[test]
    fn chances_are_chances_and_expectations_grow(
        model in model(), history in history(), weeks in 0.0_f64..260.0, more in 0.0_f64..260.0,
    ) {
        let alive = model.alive(history);
        prop_assert!((0.0..=1.0).contains(&alive));
        let (soon, late) = (model.expected(history, weeks)?, model.expected(history, weeks + more)?);
        prop_assert!(soon.is_finite() && soon >= 0.0);
        prop_assert!(late >= soon - 1e-9 * soon.max(1.0), "{soon} then {late}");
        let (first, then) = (model.silent(history, weeks)?, model.silent(history, weeks + more)?);
        prop_assert!((-1e-12..=1.0 + 1e-12).contains(&first) && then <= first + 1e-12);
        // Whoever is gone buys nothing, and one who buys buys once at least.
        prop_assert!(then >= 1.0 - alive - 1e-9);
        prop_assert!(1.0 - first <= soon + 1e-9 * soon.max(1.0), "{first} of {soon}");
    }

    #[test]
    fn expectations_are_what_the_definition_integrates_to(
        model in model(), x in 0_u32..30, age in 30_u32..400, weeks in 1.0_f64..100.0,
    ) {
        // E[Y(t)] while there = ∫ E[rate · (1-p)^…] : by Simpson's rule over the next weeks of
        // E[rate e^(-p rate s)], with the rate Gamma(r+x, α+T) and p Beta(a, b+x): equation 7 of the paper,
        // E[rate e^(-p rate s)] = ∫ Beta(p) (r+x) (α+T)^(r+x) / (α+T+p s)^(r+x+1) dp. Kept to a, b ≥ 1: Simpson's
        // rule wants no poles.
        let [r, alpha, a, b] = model.parameters();
        prop_assume!(a >= 1.0 && b >= 1.0 && x < age);
        let history = History::new(x, if x == 0 { 0 } else { age }, age, 0).unwrap();
        let (shape, past, x) = (r + f64::from(x), alpha + history.age(), f64::from(x));
        let (ours, b) = (model.expected(history, weeks)? / model.alive(history), b + x);
        let ln_beta = crate::statistics::ln_gamma(a) + crate::statistics::ln_gamma(b)
            - crate::statistics::ln_gamma(a + b);
        // ∫ over s is done by hand: (1 - (1 + p t/(α+T))^-(r+x)) / p.
        let n = 20_000;
        let step = 1.0 / f64::from(n);
        // By the middles, with both ends left out; Beta's mass at a pole is small for a, b ≥ 1.
        let theirs: f64 = (0..n).map(|i| {
            let p = (f64::from(i) + 0.5) * step;
            let weight = ((a - 1.0) * p.ln() + (b - 1.0) * (1.0 - p).ln() - ln_beta).exp();
            weight * -(-shape * (p * weeks / past).ln_1p()).exp_m1() / p * step
        }).sum();
        prop_assert!((ours - theirs).abs() <= 2e-4 * theirs.max(1e-3), "{ours} is not {theirs}");
    }

    #[test]
    fn histories_do_not_depend_on_the_order_of_sales(
        sales in proptest::collection::vec((0_u8..4, 0_i32..60, 0_i64..9_000), 0..40), until in 20_i32..80,
    ) {
        let sales: Vec<Sale<u8>> = sales.into_iter()
            .map(|(customer, day, amount)| Sale { customer, day, amount }).collect();
        let forwards = histories(sales.iter().cloned(), until)?;
        prop_assert_eq!(&histories(sales.iter().rev().cloned(), until)?, &forwards);
        let seen = |who: u8| sales.iter().filter(move |sale| sale.customer == who && sale.day <= until);
        for (who, history) in forwards {
            let days: std::collections::BTreeSet<i32> = seen(who).map(|sale| sale.day).collect();
            prop_assert_eq!(history.repeats() as usize, days.len() - 1);
            prop_assert_eq!(i64::from(history.idle()), i64::from(until - days.last().unwrap()));
            let stored = serde_json::to_string(&history).unwrap();
            prop_assert_eq!(serde_json::from_str::<History>(&stored).unwrap(), history);
        }
    }

    #[test]
    fn scores_follow_the_figures(customers in proptest::collection::vec((history(), 0_i64..5_000), 1..60)) {
        let scores = rfm(&customers);
        prop_assert_eq!(scores.len(), customers.len());
        for (one, mine) in customers.iter().zip(&scores) {
            for (other, theirs) in customers.iter().zip(&scores) {
                prop_assert_eq!(one.1 == other.1 && mine.money != theirs.money, false);
                prop_assert!(one.1 < other.1 || mine.money >= theirs.money);
                prop_assert!(one.0.idle() > other.0.idle() || mine.recency >= theirs.recency);
                prop_assert!(one.0.repeats() < other.0.repeats() || mine.frequency >= theirs.frequency);
            }
            prop_assert!([mine.recency, mine.frequency, mine.money].iter().all(|one| (1..=5).contains(one)));
        }
    }

    #[test]
    fn a_rhythm_is_that_of_the_middle(start in -500_i32..500, every in 1_i32..90, times in 3_i32..20, slip in 0_i32..400) {
        let mut days: Vec<i32> = (0..times).map(|i| start + i * every).collect();
        let even = Rhythm::of(days.clone()).unwrap();
        prop_assert_eq!((even.early, even.middle, even.late), (every as u32, every as u32, every as u32));
        // One that is late does not move the middle.
        days.push(start + (times - 1) * every + every + slip);
        prop_assert_eq!(Rhythm::of(days.into_iter().rev()).unwrap().middle, every as u32);
        prop_assert_eq!(even.next(start).likely, start + every);
    }
}

#[test]
fn a_model_that_made_the_customers_is_found_again() {
    for (seed, truth) in [(1, [0.4, 6.0, 0.8, 2.5]), (2, [1.2, 12.0, 1.5, 4.0])] {
        let mut noise = Noise(seed);
        let customers: Vec<_> = (0..20_000).map(|_| customer(&mut noise, truth)).collect();
        let learnt = || customers.iter().map(|(history, _)| *history);
        let model = BuyingModel::fit(learnt()).unwrap();
        println!("{truth:?} found as {model:?}");
        // Days are whole and count once, so a little is lost; what the model is for must be right.
        let test = Backtest::of(&model, &customers, 30.0).unwrap().unwrap();
        let off = (test.model.total / test.happened - 1.0).abs();
        assert!(off < 0.04, "{off}");
        let quiet: f64 = customers.iter().map(|one| model.silent(one.0, 30.0).unwrap()).sum();
        let were = customers.iter().filter(|one| one.1 == 0).count() as f64;
        assert!((quiet / were - 1.0).abs() < 0.01, "{quiet} silent, {were} were");
        let backwards: Vec<_> = learnt().collect();
        assert_eq!(BuyingModel::fit(backwards.into_iter().rev()).unwrap(), model);
    }
}

#[test]
fn what_cannot_be_known_is_refused() {
    let once = History::new(0, 0, 100, 0).unwrap();
    assert!(matches!(
        BuyingModel::fit([once; 500]),
        Err(PredictionRefusal::TooFew { have: 0, .. })
    ));
    assert!(matches!(SpendingModel::fit([once; 500]), Err(PredictionRefusal::TooFew { .. })));
    // All alike: no spread to fit.
    let alike = History::new(3, 60, 100, 3_000).unwrap();
    assert_eq!(BuyingModel::fit([alike; 500]), Err(PredictionRefusal::Undetermined));
    assert_eq!(SpendingModel::fit([alike; 500]), Err(PredictionRefusal::Undetermined));
    let model = BuyingModel::new(0.25, 4.0, 0.8, 2.4).unwrap();
    for weeks in [-1.0, 521.0, f64::NAN, f64::INFINITY] {
        assert_eq!(model.expected(alike, weeks), Err(PredictionRefusal::Horizon));
        assert_eq!(model.silent(alike, weeks), Err(PredictionRefusal::Horizon));
    }
    for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(BuyingModel::new(wrong, 1.0, 1.0, 1.0), Err(PredictionRefusal::Model));
    }
    for (repeats, recency, age, spent) in
        [(1, 9, 8, 1), (9, 8, 20, 1), (0, 5, 9, 0), (1, 0, 9, 1), (0, 0, 9, 5)]
    {
        assert!(History::new(repeats, recency, age, spent).is_err());
    }
    assert!(serde_json::from_str::<BuyingModel>(r#"{"r":-1,"alpha":1,"a":1,"b":1}"#).is_err());
    assert_eq!(Rhythm::of([1, 1, 9]), None);
    // A model whose spending has no mean says nothing of who never came back.
    assert_eq!(SpendingModel::new(6.0, 0.9, 1_500.0).unwrap().expected(once), None);
}
