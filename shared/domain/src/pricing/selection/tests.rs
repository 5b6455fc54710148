use super::*;
use crate::pricing::{
    Held, Window,
    currency::{PriceRounding, RateTable},
    laws::world::{EUR, basket, code, eur, line, plain, sku, units},
    price,
};
use primitives::{Code, CountryCode, CustomerId, Day, Timestamp};

fn row(list: &str, scope: Scope, minor: i64) -> PriceRow {
    PriceRow {
        rule: RuleRef { id: code(list), version: 3 },
        sku: sku(0),
        scope,
        window: Window::default(),
        tiers: vec![Tier { from: units(1), price: eur(minor) }],
        compare_at: None,
    }
}

fn everybody() -> Scope {
    Scope::default()
}

/// The unit price of a line of so many units for a known customer, by these rows.
fn unit(rows: Vec<PriceRow>, count: u32) -> i64 {
    let mut basket = basket(vec![line(0, 10_00, count, "0.2")]);
    basket.buyer.customer = Some(CustomerId::parse("cus_1").unwrap());
    basket.buyer.groups = [code("vip"), code("staff")].into();
    let rules = crate::pricing::Rules { prices: PriceBook::of(rows), ..plain(true) };
    price(&basket, &rules).unwrap().lines[0].unit_price.minor
}

#[test]
fn the_narrowest_circle_goes_first_then_the_scheduled_then_the_lowest() {
    let group = |name: &str| Scope { group: Some(code(name)), ..everybody() };
    let customer = Scope { customer: Some(CustomerId::parse("cus_1").unwrap()), ..everybody() };
    let here = Scope {
        country: Some(CountryCode::parse("AT").unwrap()),
        channel: Some(code("web")),
        ..everybody()
    };
    assert_eq!(unit(vec![], 1), 10_00, "the base price");
    assert_eq!(unit(vec![row("all", everybody(), 12_00)], 1), 12_00, "a list goes before it");
    let rows = || vec![row("all", everybody(), 1_00), row("here", here.clone(), 9_00)];
    assert_eq!(unit(rows(), 1), 9_00);
    let grouped = || [row("vip", group("vip"), 8_00), row("staff", group("staff"), 7_00)];
    assert_eq!(unit([rows(), grouped().to_vec()].concat(), 1), 7_00, "the lower of two groups");
    let own = vec![row("own", customer, 9_50)];
    assert_eq!(unit([rows(), grouped().to_vec(), own].concat(), 1), 9_50);
    let now = Timestamp::from_millis(1_795_253_400_000);
    let sale = |from: i64, until: i64| PriceRow {
        window: Window { from: Some(now.plus_seconds(from)), until: Some(now.plus_seconds(until)) },
        ..row("sale", everybody(), 6_00)
    };
    let standing = || row("all", everybody(), 5_00);
    assert_eq!(unit(vec![standing(), sale(-1, 1)], 1), 6_00, "the scheduled price goes first");
    assert_eq!(unit(vec![standing(), sale(1, 2)], 1), 5_00, "not yet");
    assert_eq!(unit(vec![standing(), sale(-1, 0)], 1), 5_00, "no more");
    assert_eq!(unit(vec![row("other", group("b2b"), 1_00)], 1), 10_00);
}

#[test]
fn tiers_count_all_units_of_the_sku_over_all_lines() {
    let tier = |from, minor| Tier { from: units(from), price: eur(minor) };
    let tiers =
        || PriceRow { tiers: vec![tier(5, 9_00), tier(10, 8_00)], ..row("tiers", everybody(), 0) };
    let found: Vec<i64> = [4, 5, 9, 10].map(|count| unit(vec![tiers()], count)).into();
    assert_eq!(found, [10_00, 9_00, 9_00, 8_00], "below the first tier the row has no price");
    let rules = crate::pricing::Rules { prices: PriceBook::of([tiers()]), ..plain(true) };
    let two = basket(vec![line(0, 10_00, 6, "0.2"), line(0, 10_00, 4, "0.2")]);
    assert_eq!(price(&two, &rules).unwrap().totals.total, eur(80_00));
}

#[test]
fn a_promised_price_is_honoured_while_it_is_lower_and_no_longer_than_promised() {
    let now = Timestamp::from_millis(1_795_253_400_000);
    let of = |held: i64, until: i64| {
        let mut line = line(0, 10_00, 1, "0.2");
        let held = Held { price: eur(held), until: now.plus_seconds(until) };
        line.price = LinePrice::Listed { base: vec![eur(10_00)], held: Some(held) };
        price(&basket(vec![line]), &plain(true)).unwrap().totals.total.minor
    };
    assert_eq!(of(8_00, 60), 8_00);
    assert_eq!(of(8_00, -1), 10_00);
    assert_eq!(of(12_00, 60), 10_00, "nobody pays more because it was dearer before");
}

#[test]
fn what_has_no_price_in_a_currency_is_converted_or_refused() {
    let gbp = Currency::GBP;
    let now = Timestamp::from_millis(1_795_253_400_000);
    let basket = |at| {
        let mut line = line(0, 10_00, 2, "0.2");
        line.discount = Money::zero(gbp);
        crate::pricing::Basket { currency: gbp, at, ..basket(vec![line]) }
    };
    let none = price(&basket(now), &plain(true));
    assert!(matches!(none, Err(PricingRefusal::NoPrice { .. })));
    let table = RateTable {
        base: EUR,
        of: Day::parse("2026-11-20").unwrap(),
        valid_until: now.plus_seconds(60),
        rates: [(gbp, "0.8537".parse().unwrap())].into(),
        source: code("ecb"),
    };
    let charm = PriceRounding::Ending { every: 100, ending: 99 };
    let exchange = Exchange { from: EUR, table, rounding: [(gbp, charm)].into() };
    let rules = crate::pricing::Rules { exchange: Some(exchange), ..plain(true) };
    let priced = price(&basket(now), &rules).unwrap();
    assert_eq!(priced.lines[0].unit_price, Money::new(8_99, gbp), "8.537 ends in 0.99");
    let lines: Vec<_> = priced.lines.iter().map(|line| line.amounts).collect();
    let bill = crate::pricing::Bill { lines: &lines, totals: &priced.totals, taxes: &priced.taxes };
    crate::pricing::verify(&priced.derivation, bill).unwrap();
    let stale = price(&basket(now.plus_seconds(60)), &rules);
    assert!(matches!(stale, Err(PricingRefusal::RatesStale { .. })));
}

#[test]
fn wrong_rows_and_overlaps_are_refused_by_name() {
    let refused = |row: PriceRow| row.check(Some(eur(10_00))).unwrap_err().to_string();
    assert_eq!(refused(row("l", everybody(), -1)), "l: S0: -0.01 EUR is below nothing");
    assert!(refused(row("l", everybody(), 10_100)).contains("absurdly"));
    let tiers =
        vec![Tier { from: units(1), price: eur(5_00) }, Tier { from: units(10), price: eur(6_00) }];
    assert!(refused(PriceRow { tiers, ..row("l", everybody(), 0) }).contains("cost more each"));
    let compare_at = Some(eur(4_00));
    assert!(refused(PriceRow { compare_at, ..row("l", everybody(), 5_00) }).contains("compare"));
    assert!(row("l", everybody(), 5_00).check(Some(eur(10_00))).is_ok());

    let at = |seconds| Some(Timestamp::from_millis(0).plus_seconds(seconds));
    let sale = |list: &str, from, until| PriceRow {
        window: Window { from: at(from), until: at(until) },
        ..row(list, everybody(), 5_00)
    };
    let book = PriceBook::of([row("standing", everybody(), 5_00), sale("sale", 10, 20)]);
    let refused = |row: PriceRow| book.refuse_overlap(&row).is_err();
    assert!(refused(sale("other", 19, 30)));
    assert!(!refused(sale("other", 20, 30)), "the end is outside");
    assert!(refused(row("other", everybody(), 1)));
    let vip = Scope { group: Some(Code::parse("vip").unwrap()), ..everybody() };
    assert!(!refused(row("other", vip, 1)));
    assert!(!refused(sale("sale", 15, 30)), "a list may replace its own rows");
    assert!(PriceBook::refuse_overlaps_within(&[sale("l", 0, 9), sale("l", 8, 12)]).is_err());
}
