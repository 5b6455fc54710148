//! Laws of payments, under any commands, and whatever the provider says twice or out of order.
use super::*;
use primitives::{
    CheckoutId, Currency, Example, GiftCardId, MethodToken, Money, OrderId, PaymentId, Timestamp,
    TransactionId,
};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);

fn txn(n: usize) -> TransactionId {
    TransactionId::parse(format!("txn_{n}")).unwrap()
}

fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

fn ask(provider: Provider, minor: i64) -> Ask {
    Ask {
        payment_id: PaymentId::example(),
        authorise_id: txn(0),
        capture_id: txn(1_000),
        order_id: OrderId::example(),
        checkout_id: None,
        method: Method { provider, method: MethodToken::parse("tok_visa").ok() },
        amount: gbp(minor),
        by_staff: false,
    }
}

fn requested() -> Payment {
    request(ask(Provider::Sandbox, 1_000), NOW).unwrap().payment
}

/// What may happen to a payment.
#[derive(Clone, Debug)]
enum Happening {
    /// Somebody lets money go or gives it back at the provider itself.
    Elsewhere(Kind, i64),
    Wanted(Kind, i64),
    Heard(usize, Verdict),
    CalledOff,
    OwedLess(i64),
    Credited(i64),
    /// A bank takes so much back, by the first or the second dispute, or says how that ended.
    Disputed(bool, i64, Option<DisputeOutcome>),
}

fn happening() -> impl Strategy<Value = Happening> {
    let kind = prop_oneof![
        Just(Kind::Authorise),
        Just(Kind::Capture),
        Just(Kind::Cancel),
        Just(Kind::Refund),
        Just(Kind::Convert)
    ];
    let verdict = prop_oneof![
        1 => Just(Verdict::Accepted),
        1 => Just(Verdict::Challenged { url: "https://bank.example".into() }),
        6 => Just(Verdict::Succeeded),
        2 => Just(Verdict::Failed { code: "no".into() }),
    ];
    let outcome = prop_oneof![
        2 => Just(None),
        1 => Just(Some(DisputeOutcome::Won)),
        2 => Just(Some(DisputeOutcome::Lost)),
        1 => Just(Some(DisputeOutcome::Withdrawn)),
    ];
    prop_oneof![
        4 => (kind, -10_i64..1_200).prop_map(|(kind, minor)| Happening::Wanted(kind, minor)),
        8 => (0..12_usize, verdict).prop_map(|(n, verdict)| Happening::Heard(n, verdict)),
        1 => Just(Happening::CalledOff),
        2 => (1_i64..600, any::<bool>()).prop_map(|(minor, refund)| {
            Happening::Elsewhere(if refund { Kind::Refund } else { Kind::Cancel }, minor)
        }),
        2 => (1_i64..1_200).prop_map(Happening::OwedLess),
        2 => (1_i64..600).prop_map(Happening::Credited),
        3 => (any::<bool>(), 1_i64..1_500, outcome).prop_map(|(first, minor, outcome)| {
            Happening::Disputed(first, minor, outcome)
        }),
    ]
}

/// What comes of it; a refusal changes nothing.
fn after(payment: Payment, happening: Happening, n: &mut usize) -> Payment {
    let kept = payment.clone();
    let credited = matches!(happening, Happening::Credited(_));
    match happening {
        Happening::Wanted(kind, minor) => {
            let (amount, cause) = (Some(gbp(minor)), format!("cause {n}"));
            let wanted = Wanted { kind, amount, reason: None, cause };
            *n += 1;
            open(payment, wanted, txn(*n), NOW).map_or(kept, |opened| opened.payment)
        }
        Happening::Heard(n, verdict) => match record(&payment, &txn(n), verdict, NOW) {
            Ok(Recorded::Changed(next, _)) => *next,
            _ => kept,
        },
        Happening::CalledOff => call_off(&payment, NOW).unwrap_or(kept),
        Happening::Elsewhere(kind, minor) => {
            // The amount names it: the same again is the same again.
            let cause = format!("re_{minor}");
            let wanted = Wanted { kind, amount: Some(gbp(minor)), reason: None, cause };
            *n += 1;
            match elsewhere(&payment, wanted, txn(*n), NOW) {
                Ok(Recorded::Changed(next, _)) => *next,
                _ => kept,
            }
        }
        Happening::Disputed(first, minor, outcome) => {
            let report = DisputeReport {
                reference: if first { "dp_1" } else { "dp_2" }.into(),
                amount: gbp(minor),
                reason: "fraudulent".into(),
                due_at: NOW,
                outcome,
                enquiry: false,
                answered: false,
            };
            dispute(&payment, report, NOW).map_or(kept, |(next, _)| next)
        }
        Happening::OwedLess(minor) | Happening::Credited(minor) => {
            let cause = format!("cause {n}");
            let mut new_id = || {
                *n += 1;
                txn(*n)
            };
            let less = if credited { convert } else { reduce };
            less(vec![payment], gbp(minor), &cause, &mut new_id, NOW)
                .ok()
                .and_then(|mut list| list.pop())
                .unwrap_or(kept)
        }
    }
}

/// The buckets, counted entry by entry: another way than `fold` takes.
fn counted(log: &[Entry], kind: Kind) -> Bucket {
    let mut bucket = Bucket::default();
    for (at, entry) in log.iter().enumerate().filter(|(_, entry)| entry.kind == kind) {
        let came_back = log[..at].iter().any(|before| {
            before.transaction_id == entry.transaction_id && before.phase == Phase::Succeeded
        });
        match entry.phase {
            Phase::Asked => bucket.pending += entry.amount.minor,
            Phase::Accepted | Phase::Challenged => {}
            Phase::Succeeded => {
                bucket.pending -= entry.amount.minor;
                bucket.settled += entry.amount.minor;
            }
            Phase::Failed if came_back => bucket.settled -= entry.amount.minor,
            Phase::Failed => bucket.pending -= entry.amount.minor,
        }
    }
    bucket
}

fn holds(payment: &Payment) {
    let Buckets { authorised, captured, cancelled, refunded, converted } = payment.buckets;
    assert_eq!(fold(&payment.log), payment.buckets);
    for (kind, bucket) in [
        (Kind::Authorise, authorised),
        (Kind::Capture, captured),
        (Kind::Cancel, cancelled),
        (Kind::Refund, refunded),
        (Kind::Convert, converted),
    ] {
        assert_eq!(counted(&payment.log, kind), bucket, "{kind:?}");
        assert!(bucket.pending >= 0 && bucket.settled >= 0, "{kind:?} {bucket:?}");
    }
    assert!(authorised.all() <= payment.amount.minor);
    assert!(captured.all() + cancelled.all() <= authorised.settled);
    assert!(refunded.all() + converted.all() <= captured.settled);
    let disputed = payment.disputed();
    assert!(disputed.pending >= 0 && disputed.settled >= 0, "{disputed:?}");
    assert!(refunded.all() + converted.all() + disputed.all() <= captured.settled);
    assert!(payment.refundable() >= 0);
    assert_eq!(payment.pending_since.is_some(), next(payment) != Next::Rest);
    assert_eq!(payment.check_at.is_some(), payment.pending_since.is_some());
}

proptest! {
    #[test]
    fn the_buckets_are_the_sum_of_the_log_and_never_too_much(
        happenings in prop::collection::vec(happening(), 0..60)
    ) {
        let (mut payment, mut n) = (requested(), 0);
        for happening in happenings {
            let before = payment.log.clone();
            payment = after(payment, happening, &mut n);
            prop_assert!(payment.log.starts_with(&before), "the log is only appended to");
            holds(&payment);
        }
    }

    #[test]
    fn what_the_provider_repeats_changes_nothing(
        happenings in prop::collection::vec(happening(), 0..40)
    ) {
        let (mut once, mut twice) = (requested(), requested());
        let (mut n, mut m) = (0, 0);
        for happening in happenings {
            once = after(once, happening.clone(), &mut n);
            twice = after(twice, happening.clone(), &mut m);
            match happening {
                Happening::Heard(..) | Happening::CalledOff | Happening::Disputed(..) => {
                    twice = after(twice, happening, &mut m);
                }
                Happening::Elsewhere(..) => twice = after(twice, happening, &mut m.clone()),
                _ => {}
            }
        }
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn every_saga_ends(happenings in prop::collection::vec(happening(), 0..40)) {
        let (mut payment, mut n) = (requested(), 0);
        for happening in happenings {
            payment = after(payment, happening, &mut n);
        }
        payment = call_off(&payment, NOW).unwrap_or(payment);
        for step in 0..100 {
            payment = match next(&payment) {
                Next::Rest => break,
                Next::Open(kind, amount) => after(payment, Happening::Wanted(kind, amount.minor), &mut n),
                Next::Send(entry) | Next::Ask(entry) | Next::Void(entry) => {
                    let heard = record(&payment, &entry.transaction_id, Verdict::Succeeded, NOW);
                    let Ok(Recorded::Changed(next, _)) = heard else { panic!("{entry:?}") };
                    *next
                }
            };
            prop_assert!(step < 99, "{payment:?}");
        }
        prop_assert_eq!(payment.buckets.uncaptured(), 0);
        prop_assert_eq!(payment.refundable(), 0);
    }
}

/// A payment of which everything that was begun has been done.
fn done(mut payment: Payment) -> Payment {
    while let Next::Send(entry) = next(&payment) {
        let heard = record(&payment, &entry.transaction_id, Verdict::Succeeded, NOW);
        let Ok(Recorded::Changed(next, _)) = heard else { panic!("{entry:?}") };
        payment = *next;
    }
    payment
}

/// An order that cards pay for, these before the buyer's own money.
fn paid_by(cards: &[i64], own: i64) -> Vec<Payment> {
    let card = |(at, minor): (usize, &i64)| {
        let ask = CardAsk {
            payment_id: PaymentId::parse(format!("pay_{at}")).unwrap(),
            authorise_id: txn(900 + at),
            order_id: OrderId::example(),
            checkout_id: CheckoutId::example(),
            card_id: GiftCardId::parse(format!("gcd_{at}")).unwrap(),
            amount: gbp(*minor),
        };
        by_card(ask, NOW).payment
    };
    let own = done(request(ask(Provider::Sandbox, own), NOW).unwrap().payment);
    cards.iter().enumerate().map(card).chain([own]).collect()
}

proptest! {
    #[test]
    fn a_part_that_is_not_owed_comes_of_the_buyers_own_money_first_and_never_more_than_was_paid(
        cards in prop::collection::vec(1_i64..2_000, 1..5),
        own in 1_i64..2_000,
        sent in 0_i64..9_000,
        back in prop::collection::vec(1_i64..3_000, 1..5),
    ) {
        let mut n = 0;
        let mut new_id = || { n += 1; txn(n) };
        let total = cards.iter().sum::<i64>() + own;
        let mut all = paid_by(&cards, own);
        if sent > 0 {
            all = take(all, gbp(sent), "parcel", &mut new_id, NOW).unwrap();
            all = all.into_iter().map(done).collect();
        }
        let of = |list: &[Payment], kept: fn(&Payment) -> i64, cards: bool| -> i64 {
            let these = list.iter().filter(|one| (one.provider == Provider::GiftCard) == cards);
            these.map(kept).sum()
        };
        // A parcel takes of cards first.
        let taken = of(&all, |one| one.buckets.captured.settled, true);
        prop_assert_eq!(taken, sent.min(cards.iter().sum()));
        let mut given = 0;
        for (at, minor) in back.into_iter().enumerate() {
            let before = all.clone();
            let cause = format!("cause {at}");
            let Ok(after) = reduce(all, gbp(minor), &cause, &mut new_id, NOW) else {
                prop_assert!(minor > total - given, "what was paid can be given back");
                all = before;
                continue;
            };
            all = after.into_iter().map(done).collect();
            given += minor;
            let kept: i64 = all.iter().map(|one| one.kept().minor).sum();
            prop_assert_eq!(kept, total - given);
            prop_assert!(all.iter().all(|one| one.kept().minor >= 0));
            // As long as the other payment has something of the kind, no card is touched.
            let touched = of(&all, |one| one.buckets.cancelled.settled, true)
                > of(&before, |one| one.buckets.cancelled.settled, true);
            prop_assert!(!touched || of(&all, |one| one.buckets.uncaptured(), false) == 0);
            let touched = of(&all, |one| one.buckets.refunded.settled, true)
                > of(&before, |one| one.buckets.refunded.settled, true);
            prop_assert!(!touched || of(&all, |one| one.buckets.unrefunded(), false) == 0);
        }
    }
}

#[test]
fn a_refund_that_comes_back_can_be_given_again() {
    let (mut payment, mut n) = (requested(), 0);
    let heard = |verdict| Happening::Heard(0, verdict);
    payment = after(payment, heard(Verdict::Succeeded), &mut n);
    for (kind, at) in [(Kind::Capture, 1), (Kind::Refund, 2)] {
        payment = after(payment, Happening::Wanted(kind, 400), &mut n);
        payment = after(payment, Happening::Heard(at, Verdict::Succeeded), &mut n);
    }
    assert_eq!(payment.buckets.unrefunded(), 0);
    let back = Verdict::Failed { code: "lost_or_stolen_card".into() };
    let Ok(Recorded::Changed(next, Some(News::Refused(event)))) =
        record(&payment, &txn(2), back.clone(), NOW)
    else {
        panic!("a person has to look")
    };
    assert_eq!((event.failure.as_ref(), next.buckets.unrefunded()), ("lost_or_stolen_card", 400));
    assert_eq!(record(&next, &txn(2), back, NOW), Ok(Recorded::Nothing));
    let captured = record(&payment, &txn(1), Verdict::Failed { code: "no".into() }, NOW);
    assert_eq!(captured, Ok(Recorded::Nothing), "what was taken was taken");
}

#[test]
fn manual_payments_are_for_staff_and_settled_at_once() {
    assert_eq!(request(ask(Provider::Manual, 5), NOW), Err(Refusal::ManualIsForStaff));
    let staff = Ask { by_staff: true, ..ask(Provider::Manual, 5) };
    let payment = request(staff, NOW).unwrap().payment;
    assert_eq!(payment.state, PaymentState::Captured);
    assert_eq!(news_at_birth(&payment).len(), 2);
    assert_eq!(payment.buckets.captured, Bucket { pending: 0, settled: 5 });
    assert_eq!((payment.buckets.unrefunded(), payment.pending_since), (5, None));
}

#[test]
fn what_costs_nothing_is_settled_at_once() {
    let payment = request(ask(Provider::Sandbox, 0), NOW).unwrap().payment;
    assert_eq!((payment.state, next(&payment)), (PaymentState::Captured, Next::Rest));
    assert_eq!(request(ask(Provider::Sandbox, -1), NOW), Err(Refusal::NotPositive));
}

#[test]
fn a_provider_needs_a_method() {
    let mut without = ask(Provider::Sandbox, 5);
    without.method.method = None;
    assert_eq!(request(without, NOW), Err(Refusal::MethodMissing));
}

#[test]
fn a_payment_is_asked_about_less_and_less_often() {
    let payment = requested();
    let gap =
        |payment: &Payment, now: Timestamp| payment.check_at.unwrap().seconds() - now.seconds();
    assert_eq!(gap(&payment, NOW), 120);
    let later = NOW.plus_seconds(3_600);
    assert_eq!(gap(&payment.clone().checked(later), later), 1_800);
    let much_later = NOW.plus_seconds(30 * 86_400);
    assert_eq!(gap(&payment.checked(much_later), much_later), 6 * 3_600);
}

proptest! {
    #[test]
    fn what_a_bank_has_is_given_back_by_nobody_and_what_it_gives_back_may_be(
        captured in 1_i64..=1_000, before in 0_i64..1_000, minor in 1_i64..1_500, outcome in 0..3_u8,
    ) {
        let (mut payment, mut n) = (requested(), 0);
        let mut go = |payment: Payment, happening| after(payment, happening, &mut n);
        payment = go(payment, Happening::Heard(0, Verdict::Succeeded));
        payment = go(payment, Happening::Wanted(Kind::Capture, captured));
        payment = go(payment, Happening::Heard(1, Verdict::Succeeded));
        let before = before.min(captured);
        if before > 0 {
            payment = go(payment, Happening::Elsewhere(Kind::Refund, before));
        }
        let free = payment.refundable();
        prop_assert_eq!(free, captured - before);
        payment = go(payment, Happening::Disputed(true, minor, None));
        let held = payment.disputed().pending;
        prop_assert_eq!(held, minor.min(free));
        prop_assert_eq!(payment.refundable(), free - held);
        let outcome = [DisputeOutcome::Won, DisputeOutcome::Lost, DisputeOutcome::Withdrawn][usize::from(outcome)];
        for _ in 0..2 {
            payment = go(payment, Happening::Disputed(true, minor, Some(outcome)));
            let lost = if outcome == DisputeOutcome::Lost { held } else { 0 };
            prop_assert_eq!(payment.disputed(), Bucket { pending: 0, settled: lost }, "booked once");
            prop_assert_eq!(payment.refundable(), free - lost);
        }
        holds(&payment);
    }
}
