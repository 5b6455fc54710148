//! Laws of repairs: whatever is tried, in whatever order.
use super::*;
use crate::order;
use events::{Actor, ActorKind};
use primitives::{
    CountryCode, Example, LocationId, Money, Note, OrderId, Quantity, RepairId, Sku, Timestamp,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);
const DAY: i64 = 86_400;

fn by() -> Actor {
    Actor { kind: ActorKind::Staff, id: None }
}

fn sku(at: u8) -> Sku {
    Sku::parse(format!("PART-{at}")).unwrap()
}

fn place(at: u8) -> LocationId {
    LocationId::parse(format!("loc_{at}")).unwrap()
}

fn ticket() -> Repair {
    let (order, pages) = order::laws::order(&[(1_000, 2, 20)], None, true);
    let line = &pages[0].lines[0];
    Repair {
        order_id: OrderId::example(),
        repair_id: RepairId::example(),
        line_id: line.line_id.clone(),
        sku: sku(0),
        serial: None,
        state: RepairState::Requested,
        problem: Note::example(),
        delivered_at: NOW,
        country: CountryCode::parse("DE").ok(),
        currency: order.currency,
        tax_rate: line.tax_rate,
        repaired_before: false,
        asked_at: NOW,
        finding: None,
        cause: None,
        coverage: None,
        quote: None,
        approved: None,
        parts: Vec::new(),
        loaner: None,
        log: Vec::new(),
    }
}

#[derive(Clone, Debug)]
enum Try {
    Receive,
    Diagnose(bool),
    Quote { units: u32, price: i64, labour: i64 },
    Approve { version: u32, day: i64 },
    Decline { version: u32 },
    Use { part: u8, place: u8, units: u32 },
    Back { part: u8, place: u8, units: u32 },
    Finish(bool),
    Lapse { day: i64 },
    Lend { worth: i64 },
    LoanerBack,
    Charge,
    Close,
    Cancel,
}

fn tries() -> impl Strategy<Value = Try> {
    prop_oneof![
        3 => Just(Try::Receive),
        3 => any::<bool>().prop_map(Try::Diagnose),
        4 => (1..6u32, 0..5_000i64, 0..5_000i64)
            .prop_map(|(units, price, labour)| Try::Quote { units, price, labour }),
        4 => (1..4u32, 0..20i64).prop_map(|(version, day)| Try::Approve { version, day }),
        1 => (1..4u32).prop_map(|version| Try::Decline { version }),
        6 => (0..3u8, 0..2u8, 1..5u32)
            .prop_map(|(part, place, units)| Try::Use { part, place, units }),
        4 => (0..3u8, 0..2u8, 1..5u32)
            .prop_map(|(part, place, units)| Try::Back { part, place, units }),
        1 => any::<bool>().prop_map(Try::Finish),
        1 => (0..20i64).prop_map(|day| Try::Lapse { day }),
        2 => (0..5_000i64).prop_map(|worth| Try::Lend { worth }),
        1 => Just(Try::LoanerBack),
        1 => Just(Try::Charge),
        1 => Just(Try::Close),
        1 => Just(Try::Cancel),
    ]
}

fn tried(one: &Repair, what: &Try) -> Result<Repair, RepairRefusal> {
    let units = |units: u32| Quantity::parse(units).unwrap();
    let account = RepairAccount::new(one.order_id.clone());
    match what {
        Try::Receive => receive(one, by(), NOW),
        Try::Diagnose(defect) => {
            let cause = if *defect { Cause::Defect } else { Cause::Liquid };
            let found = Diagnosis { finding: Note::example(), cause, goodwill: false };
            diagnose(one, found, by(), NOW)
        }
        Try::Quote { units: count, price, labour } => {
            let part = |at: u8| QuotedPart {
                sku: sku(at),
                quantity: units(*count),
                unit_price: Money::new(*price, one.currency),
            };
            let labour = Money::new(*labour, one.currency);
            quote(one, Offer { parts: vec![part(0), part(1)], labour, days: 14 }, by(), NOW)
        }
        Try::Approve { version, day } => approve(one, *version, by(), NOW.plus_seconds(day * DAY)),
        Try::Decline { version } => decline(one, *version, by(), NOW),
        Try::Use { part, place: at, units: count } => {
            use_part(one, &sku(*part), &place(*at), units(*count))
        }
        Try::Back { part, place: at, units: count } => {
            give_back(one, &sku(*part), &place(*at), units(*count))
        }
        Try::Finish(works) => finish(one, *works, by(), NOW),
        Try::Lapse { day } => {
            lapse(one, NOW.plus_seconds(day * DAY)).ok_or(RepairRefusal::State(one.state))
        }
        Try::Lend { worth } => lend(one, sku(9), place(0), Money::new(*worth, one.currency), NOW),
        Try::LoanerBack => take_loaner_back(one, NOW),
        Try::Charge => charge_loaner(one, NOW),
        Try::Close => close(one, &account, by(), NOW).map(|(next, _)| next),
        Try::Cancel => cancel(one, &account, by(), NOW).map(|(next, _)| next),
    }
}

/// What may follow what, written down apart from the code that decides it.
fn may_follow(from: RepairState, to: RepairState) -> bool {
    use RepairState::*;
    matches!(
        (from, to),
        (Requested, Received | Cancelled)
            | (Received, Diagnosed)
            | (Diagnosed, Quoted | BeyondRepair)
            | (Quoted, Quoted | Approved | Declined | Lapsed)
            | (Lapsed, Quoted | Declined)
            | (Approved, Repaired | BeyondRepair)
            | (Repaired | BeyondRepair | Declined | Lapsed, Closed)
    )
}

proptest! {
    #[test]
    fn whatever_is_tried_no_step_is_out_of_order_and_no_part_beyond_the_approved_quote(
        all in prop::collection::vec(tries(), 1..60),
    ) {
        let mut one = ticket();
        let mut ledger: BTreeMap<(Sku, LocationId), i64> = BTreeMap::new();
        let mut bound: Option<Quote> = None;
        for what in &all {
            let Ok(next) = tried(&one, what) else { continue };
            let mut state = one.state;
            for step in next.log.iter().skip(one.log.len()) {
                prop_assert!(may_follow(state, step.state), "{state} to {}", step.state);
                state = step.state;
            }
            prop_assert_eq!(state, next.state);
            match what {
                Try::Use { part, place: at, units } => {
                    *ledger.entry((sku(*part), place(*at))).or_default() += i64::from(*units);
                }
                Try::Back { part, place: at, units } => {
                    *ledger.entry((sku(*part), place(*at))).or_default() -= i64::from(*units);
                }
                _ => {}
            }
            if let Some(bound) = &bound {
                prop_assert_eq!(Some(bound), next.quote.as_ref(), "what was approved stands");
            } else if next.approved.is_some() {
                bound.clone_from(&next.quote);
                prop_assert_eq!(next.approved, bound.as_ref().map(|quote| quote.version));
            }
            one = next;
        }
        ledger.retain(|_, units| *units != 0);
        let used: BTreeMap<(Sku, LocationId), i64> = one
            .parts
            .iter()
            .map(|part| ((part.sku.clone(), part.location_id.clone()), i64::from(part.quantity)))
            .collect();
        prop_assert_eq!(&used, &ledger, "parts in it are what the ledger says");
        for at in 0..3 {
            let taken: i64 = used.iter().filter(|((part, _), _)| *part == sku(at)).map(|(_, units)| units).sum();
            let quoted = bound.iter().flat_map(|quote| &quote.parts).find(|part| part.sku == sku(at));
            prop_assert!(taken <= quoted.map_or(0, |part| i64::from(part.quantity.get())));
        }
        if one.coverage == Some(Coverage::Covered) {
            prop_assert!(one.quote.is_none_or(|quote| quote.total.is_zero() && quote.tax.is_zero()));
        }
    }

    #[test]
    fn the_guarantee_holds_until_its_last_day_and_a_repair_prolongs_it(
        days in 0i64..1_500, before: bool, cause in 0usize..6,
    ) {
        let all = [Cause::Defect, Cause::Liquid, Cause::Impact, Cause::Wear, Cause::Tampering, Cause::NoneFound];
        let sale = |country: &str| Sale {
            country: CountryCode::parse(country).ok(),
            delivered_at: NOW,
            repaired_before: before,
        };
        let told = NOW.plus_seconds(days * DAY);
        let last = if before { 731 + 366 } else { 731 };
        let expected = match all[cause] {
            Cause::Defect if days <= last => Coverage::Covered,
            Cause::Defect => Coverage::Expired,
            _ => Coverage::NotADefect,
        };
        prop_assert_eq!(coverage(&sale("FR"), all[cause], told), expected);
        if all[cause] == Cause::Defect {
            prop_assert_eq!(coverage(&sale("US"), all[cause], told), Coverage::NoGuarantee);
        }
    }
}

proptest! {
    #[test]
    fn a_loaner_leaves_stock_once_and_is_back_or_charged_once_before_the_repair_is_over(
        all in prop::collection::vec(tries(), 1..80),
    ) {
        let mut one = ticket();
        let (mut out, mut ended, mut owed) = (0, 0, 0);
        for what in &all {
            let Ok(next) = tried(&one, what) else { continue };
            match what {
                Try::Lend { worth } => { out += 1; owed = *worth; }
                Try::LoanerBack => { ended += 1; owed = 0; }
                Try::Charge => ended += 1,
                _ => {}
            }
            prop_assert!(out <= 1 && ended <= out);
            if next.state == RepairState::Closed {
                prop_assert_eq!(out, ended, "nothing is lent for a repair that is over");
            }
            if next.loaner.as_ref().is_some_and(|loaner| loaner.state == LoanerState::Charged) {
                let without = due(&Repair { loaner: None, ..next.clone() }).unwrap();
                prop_assert_eq!(due(&next).unwrap().minor, without.minor + owed);
            }
            one = next;
        }
    }

    #[test]
    fn a_quote_lapses_only_after_its_last_moment_and_nobody_says_yes_to_it_then(day in 0i64..30) {
        let steps = [Try::Receive, Try::Diagnose(false), Try::Quote { units: 1, price: 9, labour: 9 }];
        let one = steps.iter().fold(ticket(), |one, what| tried(&one, what).unwrap());
        let now = NOW.plus_seconds(day * DAY);
        let over = lapse(&one, now);
        prop_assert_eq!(over.is_some(), approve(&one, 1, by(), now).is_err());
        if let Some(over) = over {
            prop_assert!(approve(&over, 1, by(), now).is_err() && lapse(&over, now).is_none());
        }
    }
}

#[test]
fn only_the_newest_version_is_approved_within_its_days_and_once() {
    let steps = [Try::Receive, Try::Diagnose(false)];
    let one = steps.iter().fold(ticket(), |one, what| tried(&one, what).unwrap());
    let offer = Try::Quote { units: 1, price: 1_000, labour: 2_000 };
    let one = tried(&tried(&one, &offer).unwrap(), &offer).unwrap();
    assert_eq!(one.quote.as_ref().unwrap().total.minor, 4_000);
    assert_eq!(approve(&one, 1, by(), NOW), Err(RepairRefusal::OldQuote(2)));
    let late = approve(&one, 2, by(), NOW.plus_seconds(14 * DAY + 1));
    assert!(matches!(late, Err(RepairRefusal::QuoteExpired(_))));
    let yes = approve(&one, 2, by(), NOW.plus_seconds(14 * DAY)).unwrap();
    assert_eq!(approve(&yes, 2, by(), NOW), Err(RepairRefusal::State(RepairState::Approved)));
}
