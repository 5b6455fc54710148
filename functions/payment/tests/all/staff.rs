//! Captures, cancellations and refunds by staff.
#![allow(clippy::unwrap_used)]
use crate::shop::{asked_by, books, gbp, only, paid, shop, state, told, view};
use contract::{Role, payment::PaymentView};
use domain::payment::{Method, Provider};
use primitives::PaymentId;
use serde_json::{Value, json};
use testkit::{Broken, Injected, Reply, Request, Shop};

pub async fn act(shop: &Shop, payment: &PaymentId, what: &str, key: &str, body: &Value) -> Reply {
    let request = Request::post(format!("/payments/{payment}/{what}"));
    shop.call(request.staff(Role::Finance).key(key).json(body)).await
}

pub fn some(minor: i64) -> Value {
    json!({ "amount": gbp(minor) })
}

pub fn back(minor: i64) -> Value {
    json!({ "amount": gbp(minor), "reason": "damaged" })
}

#[tokio::test]
async fn money_is_taken_let_go_and_given_back_in_parts() {
    let shop = shop();
    let payment = paid(&shop, "tok_visa").await;
    act(&shop, &payment, "captures", "1", &some(300)).await.expect(200);
    act(&shop, &payment, "captures", "2", &some(200)).await.expect(200);
    act(&shop, &payment, "cancellations", "3", &some(100)).await.expect(200);
    act(&shop, &payment, "refunds", "4", &back(50)).await.expect(200);
    act(&shop, &payment, "refunds", "5", &back(25)).await.expect(200);
    // What is left, all of it.
    let last: PaymentView = act(&shop, &payment, "captures", "6", &json!({})).await.read(200);
    assert_eq!(last.captured.settled, gbp(900));
    assert_eq!(last.cancelled.settled, gbp(100));
    assert_eq!(last.refunded.settled, gbp(75));
    let books = only(books(&shop, &payment).await);
    assert_eq!((books.captured, books.cancelled), (gbp(900), gbp(100)));
    assert_eq!(books.refunded, gbp(75));
    shop.settle().await;
    assert_eq!((told(&shop, "PaymentCaptured"), told(&shop, "PaymentRefunded")), (3, 2));
}

#[tokio::test]
async fn more_than_is_left_is_refused_and_changes_nothing() {
    let shop = shop();
    let payment = paid(&shop, "tok_visa").await;
    let before = view(&shop, &payment).await.log.len();
    for (what, body) in
        [("captures", some(1_001)), ("cancellations", some(1_001)), ("refunds", back(1))]
    {
        let refused = act(&shop, &payment, what, "1", &body).await;
        assert_eq!(refused.refused(409), "payment.too_much", "{what}");
    }
    for body in [some(0), some(-1), json!({ "amount": { "minor": 1, "currency": "EUR" } })] {
        let refused = act(&shop, &payment, "captures", "2", &body).await;
        assert!(["payment.not_positive", "payment.currency"].contains(&&*refused.refused(422)));
    }
    assert_eq!(view(&shop, &payment).await.log.len(), before);
}

#[tokio::test]
async fn the_same_key_captures_once_whatever_gets_lost() {
    for fault in [Broken::Request, Broken::Answer] {
        let shop = shop();
        let payment = paid(&shop, "tok_visa").await;
        shop.web.inject([fault; 2]);
        let away = act(&shop, &payment, "captures", "1", &some(400)).await;
        assert_eq!(away.refused(503), "outside.failed");
        // Under way, unless the webhook of a capture whose answer was lost has come already.
        let seen = view(&shop, &payment).await.captured;
        assert_eq!(seen.pending.minor + seen.settled.minor, 400, "{fault:?}");
        act(&shop, &payment, "captures", "1", &some(400)).await.expect(200);
        assert_eq!(only(books(&shop, &payment).await).captured, gbp(400));
        assert_eq!(view(&shop, &payment).await.captured.settled, gbp(400));
    }
}

#[tokio::test]
async fn a_capture_survives_a_crash_at_any_commit() {
    for at in 0..5 {
        for fault in [Injected::CommitThenSilence, Injected::Conflict] {
            let shop = shop();
            let payment = paid(&shop, "tok_visa").await;
            shop.database.inject((0..at).map(|_| Injected::None).chain([fault]));
            let first = act(&shop, &payment, "captures", "1", &some(400)).await;
            let again = act(&shop, &payment, "captures", "1", &some(400)).await;
            again.expect(200);
            shop.settle().await;
            let captured = only(books(&shop, &payment).await).captured;
            assert_eq!(captured, gbp(400), "{at} {fault:?} {}", first.text);
            assert_eq!(told(&shop, "PaymentCaptured"), 1, "{at} {fault:?}");
        }
    }
}

#[tokio::test]
async fn a_capture_that_nobody_comes_back_for_is_finished_by_the_clock() {
    let shop = shop();
    let payment = paid(&shop, "tok_visa").await;
    shop.web.inject([Broken::Answer; 2]);
    act(&shop, &payment, "captures", "1", &some(400)).await.refused(503);
    crate::shop::later(&shop, 121).await;
    let seen = view(&shop, &payment).await;
    assert_eq!((seen.captured.pending, seen.captured.settled), (gbp(0), gbp(400)));
    assert_eq!(only(books(&shop, &payment).await).captured, gbp(400));
}

#[tokio::test]
async fn manual_money_goes_back_without_a_provider() {
    let shop = shop();
    let payment = asked_by(&shop, Method { provider: Provider::Manual, method: None }).await;
    act(&shop, &payment, "refunds", "1", &back(1_000)).await.expect(200);
    assert_eq!(state(&shop, &payment).await, "refunded");
    assert!(shop.web.calls().is_empty());
}

#[tokio::test]
async fn payments_of_an_order_are_listed() {
    let shop = shop();
    let payment = paid(&shop, "tok_visa").await;
    let order = view(&shop, &payment).await.order_id;
    let request = Request::get(format!("/orders/{order}/payments")).staff(Role::Finance);
    let list = shop.call(request).await.expect(200);
    assert_eq!(list.pointer("/items/0/payment_id"), Some(&json!(payment.to_string())));
}

#[tokio::test]
async fn only_finance_moves_money() {
    let shop = shop();
    let payment = paid(&shop, "tok_visa").await;
    let post = || Request::post(format!("/payments/{payment}/captures")).key("1").json(&json!({}));
    assert_eq!(shop.call(post()).await.status, 401);
    assert_eq!(shop.call(post().customer("ada")).await.status, 403);
    assert_eq!(shop.call(post().staff(Role::Service)).await.status, 403);
    assert_eq!(shop.call(post().staff(Role::Finance)).await.status, 200);
}
