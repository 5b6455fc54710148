//! Several at the same moment.
use crate::sold::*;
use contract::Role;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::Request;

#[tokio::test]
async fn the_last_unit_is_given_back_once_however_many_ask() {
    let shop = shop();
    let order = sold(&shop, "u", None, 100_000).await;
    let body = wish(&json!([line("u", 0, 2)]));
    let ask = |key: &str| shop.answer(ask(&order, key, &body));
    let all: [_; 3] = tokio::join!(ask("1"), ask("2"), ask("3")).into();
    let granted = all.iter().filter(|reply| reply.status == 201).count();
    assert_eq!(granted, 1, "{all:?}");
    shop.settle().await;
    assert_eq!(money(&shop, &order).await.1, 202);
}

#[tokio::test]
async fn numbers_have_no_gap_whoever_grants_at_the_same_moment() {
    let shop = shop();
    let mut orders = Vec::new();
    for name in ["n", "nn", "nnn", "nnnn"] {
        orders.push((name, sold(&shop, name, None, 100_000).await));
    }
    let mut numbers = BTreeSet::new();
    for round in 0..2 {
        let request = |at: usize| {
            let (name, order) = &orders[at];
            let body = wish(&json!([line(name, round, 1)]));
            shop.answer(ask(order, &format!("{round}-{name}"), &body))
        };
        let all: [_; 4] = tokio::join!(request(0), request(1), request(2), request(3)).into();
        for reply in &all {
            // Who lost too many turns is told to come again, and took no number.
            assert!(reply.status == 201 || reply.status >= 500 || reply.status == 409, "{reply:?}");
            if reply.status == 201 {
                numbers.insert(reply.json()["credit_note"].as_u64().unwrap());
            }
        }
    }
    let count = numbers.len() as u64;
    assert!(count >= 2, "{numbers:?}");
    assert_eq!(numbers.into_iter().collect::<Vec<_>>(), (1..=count).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_refund_and_one_by_hand_never_give_back_more_than_was_taken() {
    for hand in [400, 700, 1_000] {
        let shop = shop();
        let order = sold(&shop, "h", None, 100_000).await;
        let total = order.totals.total.minor;
        let body = wish(&json!([line("h", 0, 3), line("h", 1, 3)]));
        let by_hand = Request::post(format!("/payments/{}/refunds", order.payment_ids[0]))
            .staff(Role::Finance)
            .key("h")
            .json(&json!({ "amount": gbp(hand), "reason": "by hand" }));
        let (one, two) = tokio::join!(shop.answer(ask(&order, "1", &body)), shop.answer(by_hand));
        shop.settle().await;
        let (captured, refunded, _) = money(&shop, &order).await;
        assert_eq!(captured, total);
        assert!(refunded <= captured, "{} {}", one.text, two.text);
        if two.status != 200 {
            assert!(matches!(two.refused(409).as_str(), "payment.promised" | "payment.too_much"));
        }
        if one.status != 201 {
            assert_eq!(one.refused(409), "refund.more_than_captured");
            continue;
        }
        let refund: Value = now(&shop, &order, &one.json()).await;
        // Where there was no account yet, nobody had promised anything when the hand reached for it.
        let state = refund["state"].as_str().unwrap();
        assert!(state == "refunded" || (state == "failed" && 609 + hand > total), "{refund}");
    }
}
