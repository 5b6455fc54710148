//! The laws of where customers stand.
use super::*;
use primitives::{Currency, CustomerId, Example, Slug, Timestamp, Title};
use proptest::{collection::vec, prelude::*};

const DAY: i64 = 86_400_000;

fn now() -> Timestamp {
    Timestamp::example()
}

fn facts(orders: i64, idle_days: i64) -> SegmentFacts {
    let last = Timestamp::from_millis(now().millis() - idle_days * DAY);
    SegmentFacts { orders, last_order_at: (orders > 0).then_some(last), ..SegmentFacts::default() }
}

fn rule() -> impl Strategy<Value = SegmentRule> {
    let leaf = prop_oneof![
        (0_i64..6).prop_map(|least| SegmentRule::Orders(Range { least: Some(least), most: None })),
        (1_u32..40).prop_map(|days| SegmentRule::LastOrder(When::Within(days))),
        (1_u32..40).prop_map(|days| SegmentRule::LastOrder(When::Before(days))),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..3).prop_map(SegmentRule::All),
            vec(inner.clone(), 1..3).prop_map(SegmentRule::Any),
            inner.prop_map(|rule| SegmentRule::Not(Box::new(rule))),
        ]
    })
}

fn book(rules: &[SegmentRule]) -> SegmentBook {
    rules.iter().enumerate().fold(SegmentBook::default(), |book, (at, rule)| {
        let id = Slug::parse(format!("s{at}")).unwrap();
        book.put(&id, Title::example(), rule.clone(), now()).unwrap().unwrap()
    })
}

fn nobody() -> SegmentStanding {
    SegmentStanding::none(CustomerId::example())
}

proptest! {
    #[test]
    fn looks_end_with_the_segments_whose_rules_hold_whatever_the_book_said_before(
        before in vec(rule(), 0..60), after in vec(rule(), 0..60), orders in 0_i64..6, idle in 0_i64..50,
    ) {
        let known = facts(orders, idle);
        let mut standing = nobody();
        let mut counted = std::collections::BTreeMap::<Slug, i64>::new();
        for book in [book(&before), book(&after)] {
            for look in 0.. {
                prop_assert!(look < 9, "looks end");
                let Judged { next, crossings } = standing.judged(&book, Some(&known), now());
                prop_assert!(crossings.len() <= CROSSINGS_MAX);
                for (id, what) in crossings {
                    *counted.entry(id).or_default() += if what == Crossing::Entered { 1 } else { -1 };
                }
                let again = next.due_at == Some(now());
                standing = next;
                if !again {
                    break;
                }
            }
            let wanted: Vec<_> = book.segments.iter().filter(|(_, one)| one.rule.holds(&known, now()))
                .map(|(id, _)| id.clone()).collect();
            prop_assert_eq!(standing.segments.keys().cloned().collect::<Vec<_>>(), wanted);
            let same = standing.judged(&book, Some(&known), now());
            prop_assert_eq!((&same.next, same.crossings.len()), (&standing, 0), "the same again is no news");
        }
        // Whoever is counted as in is in.
        for (id, count) in counted {
            prop_assert_eq!(count, i64::from(standing.segments.contains_key(&id)));
        }
        let gone = standing.judged(&book(&after), None, now());
        prop_assert!(gone.next.segments.len() + CROSSINGS_MAX >= standing.segments.len());
        prop_assert!(gone.crossings.iter().all(|(_, what)| *what == Crossing::Left));
    }

    #[test]
    fn nothing_turns_before_it_is_due(rules in vec(rule(), 1..6), orders in 0_i64..4, idle in 0_i64..50) {
        let (book, known) = (book(&rules), facts(orders, idle));
        let standing = nobody().judged(&book, Some(&known), now()).next;
        let until = standing.due_at.map_or(now().millis() + 99 * DAY, |due| due.millis() - 1);
        let mut at = now().millis();
        while at <= until {
            let later = standing.judged(&book, Some(&known), Timestamp::from_millis(at));
            prop_assert!(later.crossings.is_empty(), "turned at {at}, due at {:?}", standing.due_at);
            at += DAY / 2;
        }
        let last = standing.judged(&book, Some(&known), Timestamp::from_millis(until));
        prop_assert!(last.crossings.is_empty());
    }
}

#[test]
fn a_book_has_bounds() {
    let spend = |most| SegmentRule::Spend {
        currency: Currency::GBP,
        is: Range { least: None, most: Some(most) },
    };
    let mut book = book(&vec![spend(1); SEGMENTS_MAX]);
    let (one, more) = (Slug::parse("s1").unwrap(), Slug::parse("more").unwrap());
    assert_eq!(
        book.put(&more, Title::example(), spend(1), now()),
        Err(SegmentRefusal::Many(SEGMENTS_MAX))
    );
    assert_eq!(book.put(&one, Title::example(), spend(1), now()), Ok(None), "nothing new");
    book = book.put(&one, Title::example(), spend(2), now()).unwrap().unwrap();
    let big = SegmentRule::Any(
        (0..99)
            .map(|_| {
                SegmentRule::Tier(
                    (0..99)
                        .map(|at| Slug::parse(format!("a-long-name-of-a-tier-{at:030}")).unwrap())
                        .collect(),
                )
            })
            .collect(),
    );
    assert!(matches!(book.put(&one, Title::example(), big, now()), Err(SegmentRefusal::Full(_))));
    let less = book.without(&one).unwrap();
    assert_eq!((less.segments.len(), less.without(&one)), (SEGMENTS_MAX - 1, None));
}
