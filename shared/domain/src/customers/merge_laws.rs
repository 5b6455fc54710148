//! Laws of merging: whenever two are merged, what is known of them is what would be known had they always been one.
use super::*;
use crate::customers::profile::KnownAddress;
use primitives::{
    Address, Code, Currency, CustomerId, EntryId, Example, Line, Money, OrderId, Timestamp,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn customer(name: &str) -> CustomerId {
    CustomerId::parse(format!("cus_{name}")).unwrap()
}

/// News of an order: which of four, of whom, and what it comes to now.
fn news() -> impl Strategy<Value = (usize, i64, i64, bool)> {
    (0..4_usize, 0..10_000_i64, 0..10_000_i64, any::<bool>())
}

fn line(order: usize, ordered: i64, captured: i64, counts: bool) -> OrderFigures {
    let money = |minor| Money { minor, currency: Currency::parse("GBP").unwrap() };
    OrderFigures {
        // The first two orders are of the one, the last two of the other; that never changes.
        customer_id: customer(if order < 2 { "one" } else { "two" }),
        order_id: OrderId::parse(format!("ord_{order}")).unwrap(),
        placed_at: Timestamp::example(),
        counts,
        ordered: money(ordered),
        captured: money(captured),
        refunded: money(0),
    }
}

proptest! {
    #[test]
    fn sums_are_those_of_one_customer_whenever_the_two_are_merged(
        news in prop::collection::vec(news(), 0..30), at in 0..30_usize,
    ) {
        let (one, two) = (customer("one"), customer("two"));
        let mut sums = BTreeMap::from([
            (one.clone(), Figures::none(one.clone())), (two.clone(), Figures::none(two.clone())),
        ]);
        let mut always = Figures::none(one.clone());
        let mut lines: BTreeMap<OrderId, OrderFigures> = BTreeMap::new();
        let mut merged = false;
        for (turn, (order, ordered, captured, counts)) in news.into_iter().enumerate() {
            if turn == at {
                let united = sums[&one].united(&sums[&two]);
                sums.insert(one.clone(), united);
                sums.insert(two.clone(), Figures::none(two.clone()));
                merged = true;
            }
            let after = line(order, ordered, captured, counts);
            let before = lines.insert(after.order_id.clone(), after.clone());
            let owner = if merged { one.clone() } else { after.customer_id.clone() };
            let next = sums[&owner].moved(before.as_ref(), &after);
            sums.insert(owner, next);
            always = always.moved(before.as_ref(), &after);
        }
        prop_assert_eq!(sums[&one].united(&sums[&two]), always);
    }

    #[test]
    fn a_profile_loses_nothing(
        tags in prop::collection::btree_set("[a-z]{1,3}", 0..20),
        cut in 0..20_usize, streets in prop::collection::vec("[a-z]{1,4}", 0..20),
        phones in (prop::option::of("[0-9]{9}"), prop::option::of("[0-9]{9}")),
    ) {
        let known = |street: &String| KnownAddress {
            label: None,
            address: Address { line1: Line::parse(street.clone()).unwrap(), ..Address::example() },
            default_shipping: true,
            default_billing: true,
        };
        let of = |name: &str, first: bool, phone: &Option<String>| {
            let mine = |at: usize| (at < cut) == first;
            let mut profile = Profile::none(customer(name));
            profile.phone = phone.clone().map(|phone| Line::parse(phone).unwrap());
            profile.tags = tags.iter().enumerate().filter(|(at, _)| mine(*at))
                .map(|(_, tag)| Code::parse(tag.clone()).unwrap()).collect();
            profile.addresses = streets.iter().enumerate().filter(|(at, _)| mine(*at))
                .map(|(at, street)| KnownAddress {
                    default_shipping: at == 0 || at == cut, default_billing: at == 0 || at == cut,
                    ..known(street)
                }).collect();
            profile
        };
        let (one, two) = (of("one", true, &phones.0), of("two", false, &phones.1));
        let both = one.united(&two, Timestamp::example()).unwrap();
        prop_assert!(one.tags.is_subset(&both.tags) && two.tags.is_subset(&both.tags));
        for known in one.addresses.iter().chain(&two.addresses) {
            prop_assert!(both.addresses.iter().any(|held| held.address == known.address));
        }
        prop_assert!(both.addresses.iter().filter(|held| held.default_shipping).count() <= 1);
        prop_assert!(both.addresses.iter().filter(|held| held.default_billing).count() <= 1);
        // Each telephone number holds or is shown as a conflict.
        for (profile, phone) in [(&one, &one.phone), (&two, &two.phone)] {
            let kept = both.phone == *phone || both.conflicts(profile).phone == *phone;
            prop_assert!(phone.is_none() || kept);
        }
    }

    #[test]
    fn consents_are_the_same_whoever_survives_and_a_withdrawal_outweighs(
        said in prop::collection::vec((any::<bool>(), 0..3_u8, any::<bool>()), 0..20),
    ) {
        let mut each = [Consents::none(customer("one")), Consents::none(customer("two"))];
        for (at, (first, purpose, granted)) in said.into_iter().enumerate() {
            let stated = Stated {
                channel: ConsentChannel::Email,
                purpose: Code::parse(format!("p{purpose}")).unwrap(),
                granted,
                wording: Code::parse("v1").unwrap(),
                source: Line::parse("till").unwrap(),
            };
            let entry = EntryId::parse(format!("tle_{at:03}")).unwrap();
            let place = usize::from(first);
            let actor = events::Actor::example();
            each[place] =
                each[place].state(stated, entry, actor, Timestamp::example()).unwrap().0;
        }
        let [one, two] = each;
        let both = one.united(&two);
        prop_assert_eq!(&both.consents, &two.united(&one).consents);
        let all: BTreeSet<_> =
            one.consents.iter().chain(&two.consents).map(|held| held.purpose.clone()).collect();
        for purpose in all {
            let of = |of: &Consents| of.consents.iter().find(|held| held.purpose == purpose).cloned();
            let agreed = [of(&one), of(&two)].into_iter().flatten().all(|held| held.granted);
            prop_assert_eq!(both.allow(ConsentChannel::Email, &purpose), agreed);
        }
    }
}

#[test]
fn nobody_is_merged_with_themselves_or_twice_and_a_chain_is_flat() {
    let now = Timestamp::example();
    let [a, b, c] = ["a", "b", "c"].map(|name| Union::none(customer(name)));
    assert_eq!(a.merge(&a, now), Err(ProfileRefusal::MergeWithItself));
    let (b, gone) = b.merge(&a, now).unwrap();
    let again = ProfileRefusal::MergedAlready { customer_id: customer("a"), into: customer("b") };
    assert_eq!(c.merge(&gone, now), Err(again.clone()));
    assert_eq!(gone.merge(&c, now), Err(again));
    let (c, _) = c.merge(&b, now).unwrap();
    assert_eq!(c.all().cloned().collect::<Vec<_>>(), ["c", "a", "b"].map(customer));
}
