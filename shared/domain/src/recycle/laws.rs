//! Laws of take-backs.
use super::*;
use crate::{Refuse, loyalty::Month};
use events::{Actor, ActorKind};
use primitives::{
    Code, CountryCode, Currency, CustomerId, Example, LocationId, Money, OrderId, Sku, Slug,
    TakebackId, Timestamp, Title,
};
use proptest::prelude::*;

const GBP: Currency = Currency::GBP;
const DAY: i64 = 86_400;

fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T09:30:00Z").unwrap()
}

fn code(raw: &str) -> Code {
    Code::parse(raw).unwrap()
}

fn by() -> Actor {
    Actor { kind: ActorKind::Customer, id: None }
}

fn question(name: &str) -> ConditionQuestion {
    let answer = |grade: TakebackGrade| ConditionAnswer {
        answer: code(grade.name()),
        text: Title::example(),
        grade,
    };
    ConditionQuestion {
        question: code(name),
        text: Title::example(),
        answers: TakebackGrade::ALL.map(answer).to_vec(),
    }
}

fn given(name: &str, grade: TakebackGrade) -> ConditionGiven {
    ConditionGiven { question: code(name), answer: code(grade.name()) }
}

/// A programme that pays so much for each grade, the best first.
fn programme(name: &str, worth: [i64; 4]) -> TakebackProgramme {
    let materials = vec![
        MaterialWeight { material: MaterialKind::Aluminium, grams: 120 },
        MaterialWeight { material: MaterialKind::Battery, grams: 45 },
    ];
    let grades = TakebackGrade::ALL.into_iter().zip(worth);
    TakebackProgramme {
        programme: Slug::parse(name).unwrap(),
        title: Title::example(),
        market: CountryCode::gb(),
        weee: WeeeCategory::SmallIt,
        items: vec![TakebackItem { sku: Sku::example(), materials: materials.clone() }],
        categories: vec![],
        materials: vec![],
        grades: grades
            .map(|(grade, minor)| GradeAmounts { grade, amounts: vec![Money::new(minor, GBP)] })
            .collect(),
        questions: vec![question("screen"), question("battery")],
        valid_from: now(),
        valid_until: None,
        quote_days: 14,
        send_days: 21,
        answer_days: 7,
        bought_here: false,
    }
}

fn asked(grades: [TakebackGrade; 2]) -> Asked {
    Asked {
        takeback_id: TakebackId::example(),
        customer_id: CustomerId::example(),
        order_id: None,
        sku: Sku::example(),
        currency: GBP,
        answers: vec![given("screen", grades[0]), given("battery", grades[1])],
        by: by(),
        now: now(),
    }
}

fn any_grade() -> impl Strategy<Value = TakebackGrade> {
    prop::sample::select(TakebackGrade::ALL.to_vec())
}

/// Falling amounts.
fn table() -> impl Strategy<Value = [i64; 4]> {
    prop::array::uniform4(0_i64..50_000).prop_map(|mut worth| {
        worth.sort_unstable_by(|one, other| other.cmp(one));
        worth
    })
}

/// Everything that can be done to a take-back.
#[derive(Clone, Copy, Debug)]
enum Act {
    Accept,
    Cancel,
    Receive,
    Inspect(TakebackGrade),
    Take,
    Decline,
    SendBack,
    Lapse,
    Treat,
    Wait(i64),
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        Just(Act::Accept),
        Just(Act::Cancel),
        Just(Act::Receive),
        Just(Act::Receive),
        any_grade().prop_map(Act::Inspect),
        any_grade().prop_map(Act::Inspect),
        Just(Act::Take),
        Just(Act::Decline),
        Just(Act::SendBack),
        Just(Act::Lapse),
        Just(Act::Treat),
        (1_i64..30).prop_map(Act::Wait),
    ]
}

/// Afterwards, and what was paid by it.
fn act(one: &Takeback, act: Act, at: &mut Timestamp) -> Option<(Takeback, i64)> {
    let paid = |done: Paid| {
        let worth = done.credit.map_or(0, |(card, entry)| {
            assert_eq!(card.balance, entry.balance);
            assert_eq!(Some(&card.card_id), done.after.card_id.as_ref());
            entry.amount.minor
        });
        (done.after, worth)
    };
    let free = |after: Takeback| (after, 0);
    match act {
        Act::Accept => accept(one, by(), *at).ok().map(free),
        Act::Cancel => cancel(one, by(), *at).ok().map(free),
        Act::Receive => receive(one, by(), *at).ok().map(free),
        Act::Inspect(found) => inspect(one, found, by(), *at).ok().map(paid),
        Act::Take => take(one, by(), *at).ok().map(paid),
        Act::Decline => decline(one, by(), *at).ok().map(free),
        Act::SendBack => send_back(one, by(), *at).ok().map(free),
        Act::Lapse => lapse(one, *at).map(free),
        Act::Treat => treat(one, Treatment::Recycle, None, by(), *at).ok().map(free),
        Act::Wait(days) => {
            *at = at.plus_seconds(days * DAY);
            None
        }
    }
}

proptest! {
    #[test]
    fn whatever_happens_is_paid_once_at_most_and_never_above_the_quote(
        worth in table(),
        said in prop::array::uniform2(any_grade()),
        acts in prop::collection::vec(any_act(), 0..40),
    ) {
        let mut one = request(&programme("phones", worth), asked(said)).unwrap();
        let (mut at, mut paid, mut payments) = (now(), 0, 0);
        for one_act in acts {
            if let Some((next, sum)) = act(&one, one_act, &mut at) {
                prop_assert!(one.state.is_open(), "nothing follows {}", one.state);
                one = next;
                paid += sum;
                payments += u32::from(sum > 0);
            }
        }
        prop_assert!(payments <= 1);
        prop_assert!(paid <= one.quote.minor);
        prop_assert_eq!(one.credit.map_or(0, |credit| credit.minor), paid);
        prop_assert_eq!(one.card_id.is_some(), paid > 0);
        let was = |state| one.log.iter().any(|moment| moment.state == state);
        if one.credit.is_some() {
            prop_assert!(was(TakebackState::Accepted) && was(TakebackState::Received));
            prop_assert_eq!(Some(paid), one.found.map(|found| one.worth(found).min(one.quote).minor));
        }
        let mut states: Vec<_> = one.log.iter().map(|moment| moment.state).collect();
        prop_assert_eq!(states.last(), Some(&one.state));
        states.sort_unstable();
        states.dedup();
        prop_assert_eq!(states.len(), one.log.len(), "a state is entered once");
    }

    #[test]
    fn a_worse_answer_never_makes_a_better_quote(
        worth in table(),
        said in prop::array::uniform2(any_grade()),
        other in any_grade(),
    ) {
        let of = programme("phones", worth);
        let one = request(&of, asked(said)).unwrap();
        prop_assert_eq!(one.grade, said[0].max(said[1]));
        let worse = request(&of, asked([said[0].max(other), said[1]])).unwrap();
        prop_assert!(worse.quote <= one.quote);
    }

    #[test]
    fn a_table_is_taken_exactly_if_no_worse_grade_is_worth_more(
        worth in prop::array::uniform4(-5_i64..5),
    ) {
        let falls = worth.windows(2).all(|pair| pair[0] >= pair[1]) && worth[3] >= 0;
        prop_assert_eq!(programme("phones", worth).check().is_ok(), falls);
    }

    #[test]
    fn two_programmes_are_never_open_for_one_sku_in_one_market(
        starts in prop::collection::vec((0_i64..20, 1_i64..10, any::<bool>()), 1..8),
        day in 0_i64..30,
    ) {
        let mut book = TakebackBook::default();
        for (at, (start, days, abroad)) in starts.into_iter().enumerate() {
            let mut one = programme(&format!("p{at}"), [3, 2, 1, 0]);
            one.valid_from = now().plus_seconds(start * DAY);
            one.valid_until = Some(one.valid_from.plus_seconds(days * DAY));
            if abroad {
                one.market = CountryCode::parse("DE").unwrap();
            }
            book = book.with(&one).unwrap_or(book);
        }
        let at = now().plus_seconds(day * DAY);
        let open = |market: &CountryCode| book.claims.iter().filter(|one| {
            one.market == *market && one.valid_from <= at && one.valid_until.is_none_or(|end| at < end)
        }).count();
        for market in [CountryCode::gb(), CountryCode::parse("DE").unwrap()] {
            prop_assert!(open(&market) <= 1);
            let found = book.find(&Sku::example(), &[], &market, at);
            prop_assert_eq!(found.is_some(), open(&market) == 1);
        }
    }

    #[test]
    fn a_months_report_is_the_sum_of_its_units(
        units in prop::collection::vec(
            (prop::sample::select(Treatment::ALL.to_vec()),
             prop::collection::vec((prop::sample::select(MaterialKind::ALL.to_vec()), 1_u32..5_000), 1..4)),
            0..30,
        ),
    ) {
        let mut month =
            MaterialMonth::new(CountryCode::gb(), Month::of(now()), WeeeCategory::SmallIt);
        let mut grams = 0;
        for (treatment, materials) in &units {
            let materials: Vec<MaterialWeight> = materials
                .iter()
                .map(|(material, grams)| MaterialWeight { material: *material, grams: *grams })
                .collect();
            grams += weight(&materials);
            month = month.with(*treatment, &materials);
        }
        let sums = month.treated.values();
        prop_assert_eq!(sums.clone().map(|sum| sum.units).sum::<u64>(), units.len() as u64);
        prop_assert_eq!(sums.clone().map(|sum| sum.grams).sum::<u64>(), grams);
        for sum in sums {
            prop_assert_eq!(sum.materials.values().sum::<u64>(), sum.grams);
        }
        let text = csv(&[month.clone()]);
        let fields = |line: &str| line.split(',').count();
        prop_assert_eq!(text.lines().count(), 1 + month.treated.len());
        prop_assert!(text.lines().all(|line| fields(line) == 6 + MaterialKind::ALL.len()));
    }

    #[test]
    fn of_an_order_no_more_units_are_taken_than_the_customer_kept(
        kept in 0_u32..5,
        steps in prop::collection::vec(any::<bool>(), 0..30),
    ) {
        let mut account = TakebackAccount::new(OrderId::example());
        let mut out = 0;
        for taken in steps {
            if taken {
                if let Ok(next) = account.clone().with(&Sku::example(), kept) {
                    (account, out) = (next, out + 1);
                }
            } else if out > 0 {
                (account, out) = (account.without(&Sku::example()), out - 1);
            }
            prop_assert!(out <= kept);
            prop_assert_eq!(account.units.get(&Sku::example()).copied().unwrap_or(0), out);
        }
    }
}

/// What makes a programme absurd.
type Change = fn(&mut TakebackProgramme);

#[test]
fn absurd_programmes_are_refused() {
    let good = programme("phones", [300, 200, 100, 0]);
    good.check().unwrap();
    let absurd: [Change; 9] = [
        |one| one.items.clear(),
        |one| one.items.push(one.items[0].clone()),
        |one| one.items[0].materials.clear(),
        |one| one.items[0].materials[0].grams = 0,
        |one| one.grades.clear(),
        |one| one.grades.push(one.grades[0].clone()),
        |one| one.questions.clear(),
        |one| one.valid_until = Some(one.valid_from),
        |one| one.quote_days = 0,
    ];
    for change in absurd {
        let mut bad = good.clone();
        change(&mut bad);
        assert_eq!(bad.check().unwrap_err().code(), "recycle.programme");
    }
}

#[test]
fn every_question_is_answered_once_with_an_answer_that_there_is() {
    let of = programme("phones", [300, 200, 100, 0]);
    let refused = |answers: Vec<ConditionGiven>| {
        let ask = Asked { answers, ..asked([TakebackGrade::A; 2]) };
        request(&of, ask).unwrap_err().code()
    };
    let screen = given("screen", TakebackGrade::A);
    assert_eq!(refused(vec![screen.clone()]), "recycle.unanswered");
    assert_eq!(refused(vec![screen.clone(), screen.clone()]), "recycle.answered_twice");
    let odd = ConditionGiven { question: code("battery"), answer: code("purple") };
    assert_eq!(refused(vec![screen.clone(), odd]), "recycle.unknown_answer");
    let more = vec![screen, given("battery", TakebackGrade::A), given("colour", TakebackGrade::A)];
    assert_eq!(refused(more), "recycle.unknown_question");
}

#[test]
fn what_is_refurbished_has_a_sku_of_its_own_and_a_place() {
    let of = programme("phones", [300, 200, 100, 0]);
    let one = request(&of, asked([TakebackGrade::B; 2])).unwrap();
    let one = receive(&accept(&one, by(), now()).unwrap(), by(), now()).unwrap();
    let one = inspect(&one, TakebackGrade::A, by(), now()).unwrap();
    assert_eq!(one.after.credit, Some(Money::new(200, GBP)), "better than said is paid as quoted");
    let treated = |treatment, sold| treat(&one.after, treatment, sold, by(), now());
    let place = |sku: &str| Some((Sku::parse(sku).unwrap(), LocationId::example()));
    let refused = |treatment, sold| treated(treatment, sold).unwrap_err().code();
    assert_eq!(refused(Treatment::Refurbish, None), "recycle.sold_as");
    assert_eq!(refused(Treatment::Harvest, place("USED-1")), "recycle.sold_as");
    let same = Sku::example().to_string();
    assert_eq!(refused(Treatment::Refurbish, place(&same)), "recycle.same_sku");
    treated(Treatment::Refurbish, place("USED-1")).unwrap();
}
