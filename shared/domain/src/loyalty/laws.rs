//! The laws of points.
use super::*;
use crate::{
    order::{LinePage, Order, laws::order},
    pricing::laws::cases,
};
use primitives::{
    Code, Currency, CustomerId, Email, Example, GiftCardId, Money, OrderId, ProductId, Slug,
    Timestamp, Title,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

const DAY: i64 = 86_400;

fn at(day: i64) -> Timestamp {
    Timestamp::from_millis(1_795_253_400_000).plus_seconds(day * DAY)
}

fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

fn customer(name: &str) -> CustomerId {
    CustomerId::parse(format!("cus_{name}")).unwrap()
}

fn slug(word: &str) -> Slug {
    Slug::parse(word).unwrap()
}

fn level(word: &str, least: i64, factor: u32) -> Level {
    Level { tier: slug(word), title: Title::example(), least, factor }
}

fn programme() -> Programme {
    Programme {
        begins_at: None,
        earn: vec![EarnRate { per: gbp(100), points: 3 }],
        categories: vec![CategoryFactor { category: Code::example(), factor: 2_500 }],
        products: vec![ProductFactor { product: ProductId::example(), factor: 0 }],
        hold: Hold::Delivery { days: 14, at_latest: 60 },
        valid_months: Some(2),
        actions: vec![ActionRule { action: slug("review"), points: 50 }],
        tiers: Tiers {
            measure: Measure::Points,
            months: 3,
            levels: vec![level("silver", 100, 1_250), level("gold", 300, 1_500)],
        },
        credit: vec![CreditRate { points: 10, worth: gbp(3), valid_days: None }],
        referral: None,
    }
}

/// One thing that may happen to an account.
#[derive(Clone, Debug)]
enum Act {
    Promise(i64),
    Mature(i64),
    Correct(i64),
    Grant(i64),
    Spend(i64),
    Adjust(i64),
    Send(i64),
    Expire,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (-50_i64..200).prop_map(Act::Promise),
        (0_i64..100).prop_map(Act::Mature),
        (-150_i64..60).prop_map(Act::Correct),
        (-5_i64..150).prop_map(Act::Grant),
        (-5_i64..150).prop_map(Act::Spend),
        (-90_i64..90).prop_map(Act::Adjust),
        (0_i64..90).prop_map(Act::Send),
        Just(Act::Expire),
    ]
}

/// What an act does, where it is not refused.
fn done(account: &PointsAccount, act: &Act, now: Timestamp) -> Option<Booked> {
    let order = OrderId::example();
    let expires = programme().expiry(now);
    match *act {
        Act::Promise(points) => Some(account.promise(order, points, now)),
        Act::Mature(points) => Some(account.mature(order, points, expires, now)),
        Act::Correct(points) => Some(account.correct(order, points, expires, now)),
        Act::Grant(points) => account.grant(PointsCause::Invited, points, expires, now).ok(),
        Act::Spend(points) => account.spend(PointsCause::Expired, points, now).ok(),
        Act::Adjust(by) => account.adjust(by, Code::example(), expires, now).ok(),
        Act::Send(points) => {
            let other = PointsAccount::open(customer("bob"), now);
            let both = account.transfer(&other, points, Code::example(), now).ok()?;
            assert_eq!(both.0.entry.points, -both.1.entry.points, "none is lost on the way");
            assert_eq!(both.1.account.balance, both.1.entry.points);
            Some(both.0)
        }
        Act::Expire => account.expire(now),
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_ledger_sums_to_the_balance_at_every_instant_and_no_lot_is_spent_twice(
        acts in prop::collection::vec((act(), 0_i64..25), 0..60),
    ) {
        let mut account = PointsAccount::open(customer("ada"), at(0));
        let mut ledger: Vec<PointsEntry> = Vec::new();
        let mut lots: BTreeMap<Option<Timestamp>, i64> = BTreeMap::new();
        let mut day = 0;
        for (act, later) in acts {
            day += later;
            let before = account.clone();
            let Some(Booked { account: next, entry }) = done(&account, &act, at(day)) else { continue };
            prop_assert_eq!(entry.number, before.entries);
            prop_assert!(entry.at >= before.last_at);
            for one in &entry.lots {
                let left = lots.entry(one.expires_at).or_default();
                *left += one.points;
                prop_assert!(*left >= 0, "spent twice: {:?}", entry);
            }
            account = next;
            ledger.push(entry);
            // The balance that each entry carries is the sum of all until then: "as of" is one look.
            let sum: i64 = ledger.iter().map(|entry| entry.points).sum();
            let promised: i64 = ledger.iter().map(|entry| entry.pending).sum();
            let last = ledger.last().unwrap();
            prop_assert_eq!((sum, promised), (last.balance, last.pending_balance));
            prop_assert_eq!((sum, promised), (account.balance, account.pending));
            // What the ledger says of every lot is what is left of it.
            lots.retain(|_, left| *left > 0);
            let kept: BTreeMap<_, _> =
                account.open_lots().iter().map(|lot| (lot.expires_at, lot.points)).collect();
            prop_assert_eq!(&kept, &lots);
            prop_assert_eq!(account.lots.sum() - account.owed, account.balance);
            prop_assert!(account.owed >= 0);
            // Nobody is owed anything who has something to pay with.
            prop_assert!(account.owed == 0 || account.lots.live(at(day)) == 0, "{:?}", account);
            let live = account.open_lots().iter().filter(|lot| lot.expires_at > Some(at(day)));
            prop_assert!(live.count() <= 3, "however many entries there are");
        }
        for entry in &ledger {
            let upto = ledger.iter().filter(|one| (one.at, one.number) <= (entry.at, entry.number));
            prop_assert_eq!(upto.map(|one| one.points).sum::<i64>(), entry.balance);
        }
    }

    #[test]
    fn two_accounts_that_become_one_lose_nothing_and_owe_no_more(
        one in prop::collection::vec((act(), 0_i64..25), 0..20),
        other in prop::collection::vec((act(), 0_i64..25), 0..20),
        later in 0_i64..40,
    ) {
        let played = |name: &str, acts: &[(Act, i64)]| {
            let mut day = 0;
            acts.iter().fold(PointsAccount::open(customer(name), at(0)), |account, (act, later)| {
                day += later;
                let month = Month::of(at(day));
                let next = done(&account, act, at(day)).map_or(account, |booked| booked.account);
                next.counting(month, 5, gbp(7))
            })
        };
        let (into, gone) = (played("ada", &one), played("eve", &other));
        let now = at(700 + later);
        let Some((taken, emptied)) = into.take_in(&gone, Code::example(), now) else {
            prop_assert!(other.is_empty());
            prop_assert_eq!(into.led_to_by(&gone).merged_into, Some(into.customer_id));
            return Ok(());
        };
        let (sum, rest) = (taken.account, emptied.account);
        prop_assert_eq!(sum.balance, into.balance + gone.balance);
        prop_assert_eq!(sum.pending, into.pending + gone.pending);
        prop_assert_eq!(taken.entry.points, -emptied.entry.points, "none is lost on the way");
        prop_assert_eq!(taken.entry.pending, -emptied.entry.pending);
        prop_assert_eq!(sum.lots.sum() - sum.owed, sum.balance);
        prop_assert!(sum.owed == 0 || sum.lots.live(now) == 0, "{:?}", sum);
        prop_assert_eq!((rest.balance, rest.pending, rest.owed), (0, 0, 0));
        prop_assert!(rest.open_lots().is_empty() && rest.counted.is_empty());
        prop_assert_eq!(rest.merged_into, Some(into.customer_id.clone()));
        prop_assert_eq!((sum.entries, rest.entries), (into.entries + 1, gone.entries + 1));
        // No point is good for longer than it was.
        let last = |account: &PointsAccount| account.open_lots().iter().map(|lot| lot.expires_at).max();
        prop_assert!(last(&sum) <= last(&into).max(last(&gone)));
        let counted = |account: &PointsAccount| -> i64 { account.counted.iter().map(|one| one.points).sum() };
        let recent = |account: &PointsAccount, than: &PointsAccount| -> i64 {
            let newest = than.counted.iter().map(|one| one.month).max();
            let kept = account.counted.iter().filter(|one| Some(one.month.plus(30)) > newest);
            kept.map(|one| one.points).sum()
        };
        prop_assert_eq!(counted(&sum), recent(&into, &sum) + recent(&gone, &sum));
    }

    #[test]
    fn what_expires_first_is_spent_first_and_what_has_expired_never(
        grants in prop::collection::vec((1_i64..100, 0_i64..200), 1..8), spend in 1_i64..500, day in 0_i64..300,
    ) {
        let mut account = PointsAccount::open(customer("ada"), at(0));
        for (points, from) in &grants {
            let expires = programme().expiry(at(*from));
            account = account.grant(PointsCause::Invited, *points, expires, at(0)).unwrap().account;
        }
        let live = account.lots.live(at(day));
        match account.spend(PointsCause::Expired, spend, at(day)) {
            Err(refused) => {
                prop_assert!(spend > live);
                prop_assert_eq!(refused, LoyaltyRefusal::Insufficient { have: live, asked: spend });
            }
            Ok(Booked { account: after, entry }) => {
                prop_assert!(spend <= live);
                let last = entry.lots.iter().filter_map(|one| one.expires_at).max().unwrap();
                for one in &entry.lots {
                    prop_assert!(one.expires_at.unwrap() > at(day), "it has expired");
                }
                // Of what expires before the last that was touched, nothing is left that can be spent.
                let sooner = after.open_lots().iter().filter(|lot| {
                    lot.expires_at.is_some_and(|end| end > at(day) && end < last)
                });
                prop_assert_eq!(sooner.count(), 0);
            }
        }
    }

    #[test]
    fn parts_that_come_back_in_any_order_take_back_exactly_what_they_had_earned(
        lines in prop::collection::vec((1_i64..3_000, 1_u32..6, 0_u32..25), 1..6),
        shipping in prop::option::of(0_i64..900), inclusive: bool,
        parts in prop::collection::vec((0_usize..6, 1_u32..4, any::<bool>()), 0..12),
        turn in 0_usize..12, refund in 0_i64..5_000, matured in 0_usize..12, spent_at in 0_usize..12,
    ) {
        let (order, pages) = order(&lines, shipping, inclusive);
        let rules = programme();
        let worths: Vec<PageWorth> =
            pages.iter().map(|page| worth(page, &rules, |_| vec![Code::example()], 1_250)).collect();
        // The same parts, begun at another.
        let mut other = parts.clone();
        if !other.is_empty() {
            let by = turn % other.len();
            other.rotate_left(by);
        }
        let one = history(&order, &pages, &worths, &parts, refund, (matured, spent_at));
        let two = history(&order, &pages, &worths, &other, refund, (spent_at, matured));
        prop_assert_eq!(one, two, "the order of events decides nothing");
        let whole = entitled(&order, &pages, &worths, order.totals.total.minor).unwrap();
        prop_assert!(one.points <= whole.points && one.spent <= whole.spent);
        // All of it comes back: by lines, or by money.
        let all: Vec<_> = (0..6).map(|line| (line, u32::MAX, true)).collect();
        prop_assert_eq!(history(&order, &pages, &worths, &all, 0, (matured, 0)).points, 0);
        let money = history(&order, &pages, &worths, &[], order.totals.total.minor, (matured, 3));
        prop_assert_eq!(money.points, 0);
    }

    #[test]
    fn store_credit_that_comes_back_in_portions_is_never_more_points_than_it_cost(
        points in 1_i64..5_000, minor in 1_i64..5_000, parts in prop::collection::vec(0_i64..2_000, 0..12),
    ) {
        let mut credit = PointsCredit {
            card_id: GiftCardId::example(),
            customer_id: customer("ada"),
            points,
            worth: gbp(minor),
            returned: 0,
            made_at: at(0),
        };
        let mut back = 0;
        for part in parts {
            let (next, points) = credit.give_back(part);
            prop_assert!(points >= 0 && next.returned <= minor);
            credit = next;
            back += points;
        }
        let (_, rest) = credit.give_back(i64::MAX);
        prop_assert_eq!(back + rest, points, "all of it is all of them");
    }

    #[test]
    fn points_that_become_credit_are_worth_it(amount in 1_i64..1_000_000, points in 1_u32..500, minor in 1_i64..500) {
        let rate = CreditRate { points, worth: gbp(minor), valid_days: None };
        let price = rate.price(gbp(amount)).unwrap();
        prop_assert!(rate.worth_of(price).minor >= amount, "rounded for the shop");
        prop_assert!(rate.worth_of(price - 1).minor < amount, "by less than a point");
    }

    #[test]
    fn a_tier_ends_when_it_says_and_not_before(
        purchases in prop::collection::vec((0_i64..150, 1_i64..250), 1..8), later in 0_i64..200,
    ) {
        let tiers = programme().tiers;
        let mut account = PointsAccount::open(customer("ada"), at(0));
        for (day, points) in purchases {
            account = account.counting(Month::of(at(day)), points, gbp(points));
        }
        let account = account.tiered(&tiers, at(150));
        let then = account.clone().tiered(&tiers, at(150 + later));
        match account.tier_until {
            _ if account.tier.is_none() => prop_assert_eq!(account.tier_until, None),
            Some(until) if at(150 + later) < until => prop_assert_eq!(then.tier, account.tier),
            Some(until) => {
                let before = account.clone().tiered(&tiers, until.plus_seconds(-1));
                let at_end = account.clone().tiered(&tiers, until);
                prop_assert_eq!(&before.tier, &account.tier);
                prop_assert_ne!(at_end.tier, account.tier);
            }
            None => prop_assert!(false, "a window ends: {:?}", account),
        }
    }
}

/// An order, its points and its buyer's, as events about it come.
struct History<'a> {
    order: &'a Order,
    pages: Vec<LinePage>,
    worths: &'a [PageWorth],
    /// What the buyer has put up and not got back.
    kept: i64,
    purchase: OrderPoints,
    account: PointsAccount,
    /// What the buyer has spent.
    spent: i64,
}

impl History<'_> {
    /// A look at the order.
    fn look(&mut self) -> Entitled {
        let found = entitled(self.order, &self.pages, self.worths, self.kept).unwrap();
        let settled = self.purchase.settle(found, None);
        if settled.points != 0 {
            let (id, lot) = (self.order.order_id.clone(), self.purchase.expires_at);
            let booked = match self.purchase.state {
                OrderPointsState::Pending => self.account.promise(id, settled.points, at(0)),
                OrderPointsState::Available => self.account.correct(id, settled.points, lot, at(0)),
            };
            self.account = booked.account;
        }
        self.purchase = settled.next;
        let all = self.account.balance + self.account.pending + self.spent;
        assert_eq!(all, self.purchase.points, "nothing is made or lost");
        found
    }

    fn mature(&mut self) {
        if self.purchase.state == OrderPointsState::Pending {
            let (id, expires) = (self.order.order_id.clone(), programme().expiry(at(0)));
            let booked = self.account.mature(id, self.purchase.points, expires, at(0));
            self.account = booked.account;
            self.purchase = self.purchase.matured(expires, at(0));
        }
    }

    fn spend_all(&mut self) {
        let all = self.account.spendable(at(0));
        if let Ok(booked) = self.account.spend(PointsCause::Expired, all, at(0)) {
            self.account = booked.account;
            self.spent += all;
        }
    }

    /// Units of a line are cancelled or returned, and their price comes back.
    fn take_back(&mut self, (line, units, returned): (usize, u32, bool)) {
        let line = self.pages.iter_mut().flat_map(|page| &mut page.lines).nth(line);
        let Some(line) = line else { return };
        let before = line.cancelled + line.returned;
        let taken = units.min(line.quantity.get() - before);
        let share = line.amounts.share(before, taken, line.quantity.get()).unwrap();
        *(if returned { &mut line.returned } else { &mut line.cancelled }) += taken;
        self.kept = (self.kept - share.total.minor).max(0);
    }
}

/// What an order has earned in the end, after units were cancelled or returned and money came back, with a look after
/// every step, each twice; the ledger is checked on the way. What could be spent was spent at some step.
fn history(
    order: &Order,
    pages: &[LinePage],
    worths: &[PageWorth],
    parts: &[(usize, u32, bool)],
    refund: i64,
    (matured, spent_at): (usize, usize),
) -> Entitled {
    let mut history = History {
        order,
        pages: pages.to_vec(),
        worths,
        kept: order.totals.total.minor,
        purchase: OrderPoints::seen(order, customer("ada"), Hold::Placing { days: 14 }),
        account: PointsAccount::open(customer("ada"), at(0)),
        spent: 0,
    };
    for step in 0..=parts.len() {
        if step == parts.len() / 2 {
            history.kept -= refund.min(history.kept);
        }
        let first = history.look();
        assert_eq!(history.look(), first, "a second look finds nothing");
        if step == matured {
            history.mature();
        }
        if step == spent_at {
            history.spend_all();
        }
        if let Some(part) = parts.get(step) {
            history.take_back(*part);
        }
    }
    history.look()
}

#[test]
fn a_line_earns_by_its_price_after_discount_without_tax_and_by_product_before_category() {
    let (_, pages) = order(&[(1_400, 1, 20), (700, 2, 0)], Some(500), true);
    let rules = programme();
    let nets: Vec<i64> = pages[0]
        .lines
        .iter()
        .map(|line| line.amounts.total.minor - line.amounts.tax.minor)
        .collect();
    let plain = worth(&pages[0], &rules, |_| Vec::new(), FACTOR_ONE);
    let milli: Vec<i64> = plain.lines.iter().map(|line| line.milli).collect();
    assert_eq!(milli, nets.iter().map(|net| net * 3 * 1_000 / 100).collect::<Vec<_>>());
    let more = worth(&pages[0], &rules, |_| vec![Code::example()], 2_000);
    assert_eq!(more.lines[0].milli, nets[0] * 3 * 1_000 * 5 / 100);
    assert_eq!(rules.factor(Some(&ProductId::example()), &[Code::example()]), 0);
    assert_eq!(rules.factor(None, &[]), FACTOR_ONE);
}

#[test]
fn many_small_lines_earn_what_one_large_one_does() {
    let (order, pages) = order(&[(10, 1, 0); 20], None, true);
    let worths: Vec<PageWorth> =
        pages.iter().map(|page| worth(page, &programme(), |_| Vec::new(), FACTOR_ONE)).collect();
    let all = entitled(&order, &pages, &worths, order.totals.total.minor).unwrap();
    assert_eq!(all.points, order.totals.total.minor * 3 / 100);
    assert!(all.points > 0);
}

#[test]
fn a_hold_ends_after_the_last_parcel_and_in_any_case_in_the_end() {
    let hold = Hold::Delivery { days: 14, at_latest: 60 };
    assert_eq!(hold.ends(at(0), None), at(60));
    assert_eq!(hold.ends(at(0), Some(at(5))), at(19));
    assert_eq!(hold.ends(at(0), Some(at(55))), at(60));
    assert_eq!(Hold::Placing { days: 3 }.ends(at(0), Some(at(55))), at(3));
}

#[test]
fn points_are_good_to_the_end_of_a_month() {
    let end = programme().expiry(Timestamp::parse("2026-11-21T09:30:00Z").unwrap()).unwrap();
    assert_eq!(end.to_string(), "2027-02-01T00:00:00.000Z");
}

#[test]
fn rules_that_contradict_themselves_are_refused() {
    assert_eq!(programme().check(), Ok(()));
    let wrong: [fn(&mut Programme); 9] = [
        |rules| rules.earn[0].per = gbp(0),
        |rules| rules.earn.push(rules.earn[0]),
        |rules| rules.credit[0].points = 0,
        |rules| rules.hold = Hold::Placing { days: 366 },
        |rules| rules.valid_months = Some(0),
        |rules| rules.tiers.levels.reverse(),
        |rules| rules.tiers.months = 25,
        |rules| rules.categories[0].factor = 100_001,
        |rules| rules.referral = Some(ReferralRule { points: 0, welcome: 0, monthly: 1 }),
    ];
    for change in wrong {
        let mut rules = programme();
        change(&mut rules);
        let refused = rules.check().unwrap_err();
        assert!(matches!(refused, LoyaltyRefusal::Programme(_)), "{refused}");
    }
}

#[test]
fn a_household_is_known_by_door_or_mailbox_however_it_is_written() {
    let (mut one, _) = order(&[(100, 1, 0)], None, true);
    let mut two = one.clone();
    assert!(!same_household(&one, &two), "nothing is known of either");
    one.email = Some(Email::parse("Ada+shop@example.com").unwrap());
    two.email = Some(Email::parse("ada@example.com").unwrap());
    assert!(same_household(&one, &two));
    two.email = Some(Email::parse("bob@example.com").unwrap());
    assert!(!same_household(&one, &two));
    let address = primitives::Address::example();
    one.shipping_address = Some(address.clone());
    let line1 = primitives::Line::parse(address.line1.to_string().to_uppercase() + ".").unwrap();
    two.shipping_address = Some(primitives::Address { line1, ..address });
    assert!(same_household(&one, &two));
}
