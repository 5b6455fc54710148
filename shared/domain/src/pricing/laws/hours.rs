//! Hours that come again every week: by the clock on the wall, in and out of summer time.
use super::{cases, world::*};
use crate::pricing::{
    Bill, Fraction, Priced, Why, price,
    promotion::{Condition, Effect, Hours, OrderOff, Promotion, Promotions},
    verify,
};
use primitives::{ClockTime, Timestamp, Weekday, ZoneName};
use proptest::prelude::*;

fn sale(zone: &str, any_of: Vec<Hours>) -> Promotion {
    let off = OrderOff::Percent { share: Fraction::percent(10) };
    let zone = ZoneName::parse(zone).unwrap();
    Promotion {
        conditions: vec![Condition::Hours { zone, any_of }],
        ..promotion(0, Effect::Order { off, cap: None })
    }
}

fn hours(days: &[Weekday], from: &str, until: &str) -> Hours {
    let time = |raw: &str| ClockTime::parse(raw).unwrap();
    Hours { days: days.to_vec(), from: time(from), until: time(until) }
}

fn at(sale: &Promotion, at: Timestamp) -> Priced {
    let mut basket = basket(vec![line(0, 10_00, 3, "0.2")]);
    basket.at = at;
    let promotions = Promotions::of(vec![sale.clone()]).unwrap();
    let priced = price(&basket, &crate::pricing::Rules { promotions, ..plain(true) }).unwrap();
    let lines: Vec<_> = priced.lines.iter().map(|line| line.amounts).collect();
    let bill = Bill { lines: &lines, totals: &priced.totals, taxes: &priced.taxes };
    verify(&priced.derivation, bill).unwrap();
    priced
}

#[test]
fn fridays_from_five_to_eight_are_so_in_summer_and_in_winter() {
    let sale = sale("Europe/London", vec![hours(&[Weekday::Friday], "17:00", "20:00")]);
    let holds = |raw: &str| {
        let priced = at(&sale, Timestamp::parse(raw).unwrap());
        let on = priced.totals.discount.minor == 3_00;
        let passed = priced.passed_over.iter().any(|one| one.why == Why::Condition { at: 1 });
        assert_ne!(on, passed, "it applies or says why not: {raw}");
        on
    };
    assert!(holds("2026-11-20T17:00:00Z") && holds("2026-11-20T19:59:59.999Z"));
    assert!(!holds("2026-11-20T16:59:59.999Z") && !holds("2026-11-20T20:00:00Z"));
    assert!(!holds("2026-11-21T17:30:00Z"), "a Saturday");
    // In summer the clocks of London are an hour ahead.
    assert!(holds("2026-07-03T16:00:00Z") && !holds("2026-07-03T19:00:00Z"));
}

#[test]
fn hours_that_are_none_are_refused_by_name() {
    let friday = [Weekday::Friday];
    for (list, word) in [
        (vec![], "1 to 20"),
        (vec![hours(&friday, "20:00", "17:00")], "before they begin"),
        (vec![hours(&friday, "17:00", "17:00")], "before they begin"),
        (vec![hours(&[], "17:00", "20:00")], "at least one day"),
        (vec![hours(&[Weekday::Friday, Weekday::Friday], "17:00", "20:00")], "each once"),
    ] {
        let why = sale("Europe/London", list).check().unwrap_err().to_string();
        assert!(why.contains("prm_0") && why.contains(word), "{why}");
    }
    sale("America/New_York", vec![hours(&friday, "00:00", "24:00")]).check().unwrap();
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn hours_of_all_days_cut_anywhere_cover_every_moment_once(
        millis in 0_i64..4_000_000_000_000, cut in 1_u32..1_440,
        zone in prop_oneof![Just("Europe/London"), Just("America/New_York"), Just("Asia/Kathmandu")],
    ) {
        let all = [
            Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday,
            Weekday::Friday, Weekday::Saturday, Weekday::Sunday,
        ];
        let cut = format!("{:02}:{:02}", cut / 60, cut % 60);
        let moment = Timestamp::from_millis(millis);
        let off = |hours| at(&sale(zone, vec![hours]), moment).totals.discount.minor;
        prop_assert_eq!(off(hours(&all, "00:00", &cut)) + off(hours(&all, &cut, "24:00")), 3_00);
    }
}
