//! The laws of segments.
use super::*;
use crate::{
    customers::ConsentChannel,
    prediction::{RfmName, RfmScore},
};
use primitives::{Code, CountryCode, Currency, Slug, Timestamp};
use proptest::{
    collection::{btree_set, vec},
    option,
    prelude::*,
    sample::select,
};

const NOW: i64 = 1_795_253_400_000;

fn currency() -> impl Strategy<Value = Currency> {
    select(vec![Currency::GBP, Currency::EUR])
}

fn code() -> impl Strategy<Value = Code> {
    select(vec!["vip", "wholesale", "marketing"]).prop_map(|raw| Code::parse(raw).unwrap())
}

fn country() -> impl Strategy<Value = CountryCode> {
    select(vec!["GB", "DE", "FR"]).prop_map(|raw| CountryCode::parse(raw).unwrap())
}

fn tier() -> impl Strategy<Value = Slug> {
    select(vec!["silver", "gold"]).prop_map(|raw| Slug::parse(raw).unwrap())
}

fn channel() -> impl Strategy<Value = ConsentChannel> {
    select(vec![ConsentChannel::Email, ConsentChannel::Sms])
}

fn time() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        (0_i64..90).prop_map(|days| Timestamp::from_millis(NOW - days * 86_400_000)),
        any::<i64>().prop_map(Timestamp::from_millis),
    ]
}

fn facts() -> impl Strategy<Value = SegmentFacts> {
    let turnover = (any::<i64>(), option::of(0_i64..500))
        .prop_map(|(spent, average)| Turnover { spent: spent % 500, average });
    let agreed = (channel(), code()).prop_map(|(channel, purpose)| Agreed { channel, purpose });
    let score = (1_u8..=5, 1_u8..=5, 1_u8..=5).prop_map(|(recency, frequency, money)| RfmScore {
        recency,
        frequency,
        money,
    });
    (
        (0_i64..9, proptest::collection::btree_map(currency(), turnover, 0..3)),
        (option::of(time()), option::of(time()), option::of(country()), btree_set(code(), 0..3)),
        (btree_set(agreed, 0..3), option::of(tier()), option::of(score)),
    )
        .prop_map(
            |(
                (orders, turnover),
                (first_order_at, last_order_at, country, tags),
                (consents, tier, rfm),
            )| {
                SegmentFacts {
                    orders,
                    turnover,
                    first_order_at,
                    last_order_at,
                    country,
                    tags,
                    consents,
                    tier,
                    rfm,
                }
            },
        )
}

fn range(from: i64, to: i64) -> impl Strategy<Value = Range> {
    (from..=to, from..=to, 0..3).prop_map(|(one, other, ends)| Range {
        least: (ends != 1).then_some(one.min(other)),
        most: (ends != 2).then_some(one.max(other)),
    })
}

fn leaf() -> impl Strategy<Value = SegmentRule> {
    let when = || {
        (1_u32..90, any::<bool>())
            .prop_map(|(days, within)| if within { When::Within(days) } else { When::Before(days) })
    };
    let names = vec![RfmName::Champion, RfmName::AtRisk, RfmName::Lost, RfmName::New];
    prop_oneof![
        (currency(), range(-500, 500))
            .prop_map(|(currency, is)| SegmentRule::Spend { currency, is }),
        (currency(), range(0, 500))
            .prop_map(|(currency, is)| SegmentRule::AverageOrder { currency, is }),
        range(0, 9).prop_map(SegmentRule::Orders),
        when().prop_map(SegmentRule::FirstOrder),
        when().prop_map(SegmentRule::LastOrder),
        vec(country(), 1..3).prop_map(SegmentRule::Country),
        vec(code(), 1..3).prop_map(SegmentRule::Tag),
        vec(tier(), 1..3).prop_map(SegmentRule::Tier),
        (channel(), code())
            .prop_map(|(channel, purpose)| SegmentRule::Consent { channel, purpose }),
        vec(select(names), 1..3).prop_map(SegmentRule::Rfm),
        range(1, 5).prop_map(SegmentRule::Recency),
        range(1, 5).prop_map(SegmentRule::Frequency),
        range(1, 5).prop_map(SegmentRule::Money),
    ]
}

fn rule() -> impl Strategy<Value = SegmentRule> {
    leaf().prop_recursive(4, 40, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..4).prop_map(SegmentRule::All),
            vec(inner.clone(), 1..4).prop_map(SegmentRule::Any),
            inner.prop_map(not),
        ]
    })
}

fn not(rule: SegmentRule) -> SegmentRule {
    SegmentRule::Not(Box::new(rule))
}

proptest! {
    #[test]
    fn de_morgan_holds(rules in vec(rule(), 1..5), facts in facts(), now in time()) {
        let denied = || rules.iter().cloned().map(not).collect::<Vec<_>>();
        let holds = |rule: SegmentRule| rule.holds(&facts, now);
        prop_assert_eq!(holds(not(SegmentRule::All(rules.clone()))), holds(SegmentRule::Any(denied())));
        prop_assert_eq!(holds(not(SegmentRule::Any(rules.clone()))), holds(SegmentRule::All(denied())));
        prop_assert_eq!(holds(not(not(rules[0].clone()))), holds(rules[0].clone()));
    }

    #[test]
    fn a_good_rule_is_written_and_read_again(rule in rule(), facts in facts(), now in any::<i64>()) {
        rule.check()?;
        let json = serde_json::to_string(&rule).unwrap();
        prop_assert_eq!(&serde_json::from_str::<SegmentRule>(&json).unwrap(), &rule);
        // Any time at all is borne.
        let now = Timestamp::from_millis(now);
        let before = rule.holds(&facts, now);
        prop_assert_eq!(crossing(before, rule.holds(&facts, now)), None);
    }

    #[test]
    fn a_condition_is_what_it_says(facts in facts(), days in 1_u32..90, range in range(0, 9)) {
        let now = Timestamp::from_millis(NOW);
        let holds = |rule: SegmentRule| rule.holds(&facts, now);
        prop_assert_eq!(
            holds(SegmentRule::Orders(range)),
            range.least.unwrap_or(0) <= facts.orders && facts.orders <= range.most.unwrap_or(9),
        );
        let (within, before) = (
            holds(SegmentRule::LastOrder(When::Within(days))), holds(SegmentRule::LastOrder(When::Before(days))),
        );
        // What happened is one of both, what did not is neither.
        prop_assert_eq!(within ^ before, facts.last_order_at.is_some());
        prop_assert!(!within || holds(SegmentRule::LastOrder(When::Within(days + 1))));
    }
}

#[test]
fn a_rule_reads_like_a_sentence() {
    let json = r#"{"all":[{"spend":{"currency":"EUR","is":{"least":10000}}},{"last_order":{"within":30}},
        {"not":{"country":["DE"]}},{"any":[{"tag":["vip"]},{"rfm":["champion"]}]},
        {"consent":{"channel":"email","purpose":"marketing"}}]}"#;
    let rule: SegmentRule = serde_json::from_str(json).unwrap();
    rule.check().unwrap();
    let now = Timestamp::from_millis(NOW);
    let purpose = Code::parse("marketing").unwrap();
    let facts = SegmentFacts {
        turnover: [(Currency::EUR, Turnover { spent: 10_000, average: Some(5_000) })].into(),
        last_order_at: Some(now.plus_seconds(-30 * 86_400)),
        country: Some(CountryCode::parse("AT").unwrap()),
        rfm: Some(RfmScore { recency: 5, frequency: 5, money: 4 }),
        consents: [Agreed { channel: ConsentChannel::Email, purpose }].into(),
        ..SegmentFacts::default()
    };
    assert!(rule.holds(&facts, now));
    assert!(!rule.holds(&facts, now.plus_seconds(1)));
    assert_eq!(crossing(true, rule.holds(&facts, now.plus_seconds(1))), Some(Crossing::Left));
    assert_eq!(crossing(false, true), Some(Crossing::Entered));
    // Nothing is known of them: no comparison holds, and nothing was spent.
    let none = SegmentFacts::default();
    assert!(!rule.holds(&none, now));
    let nothing =
        SegmentRule::Spend { currency: Currency::EUR, is: Range { least: None, most: Some(0) } };
    assert!(nothing.holds(&none, now));
}

#[test]
fn what_nobody_meant_is_refused_with_its_place() {
    let range = |least, most| SegmentRule::Orders(Range { least, most });
    let good = || range(Some(1), None);
    let deep = |levels| (1..levels).fold(good(), |rule, _| not(rule));
    assert_eq!(deep(DEPTH_MAX).check(), Ok(()));
    assert_eq!(deep(DEPTH_MAX + 1).check(), Err(SegmentRefusal::Deep(DEPTH_MAX)));
    let wide = |count| SegmentRule::Any(vec![good(); count]);
    assert_eq!(wide(LEAVES_MAX - 1).check(), Ok(()));
    assert_eq!(wide(LEAVES_MAX).check(), Err(SegmentRefusal::Large(LEAVES_MAX)));
    let inside = |rule| SegmentRule::All(vec![good(), not(rule)]).check();
    assert_eq!(inside(range(None, None)), Err(SegmentRefusal::Range("all[1].not.orders".into())));
    assert_eq!(
        inside(range(Some(2), Some(1))),
        Err(SegmentRefusal::Range("all[1].not.orders".into()))
    );
    assert_eq!(
        inside(SegmentRule::Tag(Vec::new())),
        Err(SegmentRefusal::Empty("all[1].not.tag".into()))
    );
    let many = SegmentRule::Country(vec![CountryCode::gb(); VALUES_MAX + 1]);
    assert!(matches!(many.check(), Err(SegmentRefusal::Values { .. })));
    for days in [0, 36_501] {
        let when = SegmentRule::LastOrder(When::Within(days));
        assert_eq!(when.check(), Err(SegmentRefusal::Days("last_order".into())));
    }
    let six = SegmentRule::Recency(Range { least: Some(6), most: None });
    assert_eq!(six.check(), Err(SegmentRefusal::Score("recency".into())));
    for unknown in
        [r#"{"name":["Ada"]}"#, r#"{"orders":{"least":1,"more":2}}"#, r#"{"tag":["a\u0000b"]}"#]
    {
        assert!(serde_json::from_str::<SegmentRule>(unknown).is_err(), "{unknown}");
    }
}
