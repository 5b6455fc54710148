use super::*;
use primitives::{Currency, Example, ExternalKey, MethodToken, Money, Timestamp};
use proptest::prelude::*;

fn key(n: usize) -> ExternalKey {
    ExternalKey::parse(format!("txn_{n}")).unwrap()
}

fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

fn ordered(token: &str) -> Authorisation {
    let method = MethodToken::parse(token).unwrap();
    let order = Order { key: key(0), payment: key(99), amount: gbp(1_000), method };
    Authorisation::order(order, Timestamp::example()).unwrap()
}

proptest! {
    #[test]
    fn the_ledger_never_takes_more_than_it_put_aside(
        steps in prop::collection::vec((0..3_usize, 1_i64..700, 1..8_usize), 0..40)
    ) {
        let mut held = ordered("tok_visa");
        for (kind, minor, n) in steps {
            let kind = [OperationKind::Capture, OperationKind::Cancel, OperationKind::Refund][kind];
            let operation = Operation { key: key(n), kind, amount: gbp(minor) };
            if let Ok(next) = held.operate(operation.clone()) {
                prop_assert_eq!(next.operate(operation), Ok(next.clone()));
                held = next;
            }
            prop_assert!(held.open() >= 0 && held.captured >= held.refunded && held.refunded >= 0);
            prop_assert!(held.captured + held.cancelled <= 1_000);
        }
    }
}

#[test]
fn a_late_card_decides_by_the_clock() {
    let held = ordered("tok_late_webhook");
    let soon = held.created_at.plus_seconds(LATE_SECONDS - 1);
    assert_eq!(held.clone().by(soon).standing, Standing::Pending);
    assert_eq!(held.by(soon.plus_seconds(1)).standing, Standing::Authorised);
}

#[test]
fn a_challenge_is_met_once() {
    let held = ordered("tok_3ds");
    let passed = held.challenge(Challenge::Pass).unwrap();
    assert_eq!(passed.challenge(Challenge::Pass), Ok(passed.clone()));
    assert_eq!(passed.challenge(Challenge::Fail), Err(Refusal::NoChallenge));
    assert_eq!(ordered("tok_visa").challenge(Challenge::Pass), Err(Refusal::NoChallenge));
    assert_eq!(held.void(key(1)).unwrap().standing, Standing::Cancelled);
}
