//! Disputes: what a bank has nobody gives back, and evidence is handed in once.
#![allow(clippy::unwrap_used)]
use crate::{
    sagas::owe_less,
    shop::{gbp, later, paid, shop_with, told, view},
    staff::{act, back, some},
};
use contract::Role;
use domain::payment::{Bucket, DisputeState};
use events::order::BuyerErasedV1;
use primitives::{Example, OrderId, PaymentId};
use runtime::Done;
use serde_json::{Value, json};
use testkit::{Broken, MemoryFiles, Reply, Request, Shop};

/// A payment of 10.00 GBP that was taken whole, and is disputed.
async fn disputed() -> (Shop, PaymentId, String) {
    let (shop, payment, name, _) = disputed_with_files().await;
    (shop, payment, name)
}

async fn disputed_with_files() -> (Shop, PaymentId, String, MemoryFiles) {
    let files = MemoryFiles::default();
    let shop = shop_with(files.clone());
    let payment = paid(&shop, "tok_dispute").await;
    act(&shop, &payment, "captures", "all", &some(1_000)).await.expect(200);
    act(&shop, &payment, "refunds", "before", &back(100)).await.expect(200);
    later(&shop, 11).await;
    let name = view(&shop, &payment).await.disputes[0].reference.to_string();
    (shop, payment, name, files)
}

fn says(statement: &str) -> Value {
    json!({ "statement": statement, "carrier": "Haulier", "tracking": "H-1", "sent_on": "2026-11-01" })
}

async fn answer(shop: &Shop, payment: &PaymentId, name: &str, key: &str, said: &str) -> Reply {
    let path = format!("/payments/{payment}/disputes/{name}/evidence");
    shop.call(Request::post(path).staff(Role::Service).key(key).json(&says(said))).await
}

async fn open(shop: &Shop) -> usize {
    let list = Request::get("/disputes").staff(Role::Finance);
    shop.call(list).await.expect(200)["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn what_is_disputed_is_not_given_back_and_a_loss_is_booked_once() {
    let (shop, payment, name) = disputed().await;
    let seen = view(&shop, &payment).await;
    // A tenth was given back before: of the rest, all is with the bank.
    assert_eq!((seen.disputed.pending, seen.disputed.settled), (gbp(900), gbp(0)));
    assert_eq!((seen.disputes[0].state, open(&shop).await), (DisputeState::NeedsResponse, 1));
    let refused = act(&shop, &payment, "refunds", "1", &back(1)).await;
    assert_eq!(refused.refused(409), "payment.too_much");

    let told_first = answer(&shop, &payment, &name, "e", "losing_evidence").await.expect(200);
    assert_eq!((&told_first["state"], open(&shop).await), (&json!("under_review"), 0));
    let again = answer(&shop, &payment, &name, "other", "winning_evidence").await;
    assert_eq!(again.refused(409), "payment.dispute_answered");
    shop.settle().await;
    for _ in 0..2 {
        later(&shop, 600).await;
        let seen = view(&shop, &payment).await;
        assert_eq!((seen.disputed.pending, seen.disputed.settled), (gbp(0), gbp(900)));
        assert_eq!(seen.disputes[0].state, DisputeState::Lost);
    }
    assert_eq!((told(&shop, "PaymentDisputed"), told(&shop, "PaymentDisputeClosed")), (1, 1));
    let refused = act(&shop, &payment, "refunds", "2", &back(1)).await;
    assert_eq!(refused.refused(409), "payment.too_much");
    let path = format!("/payments/{payment}/disputes/{name}/evidence");
    let kept = shop.call(Request::get(path).staff(Role::Finance)).await.expect(200);
    assert_eq!(
        (&kept["phase"], &kept["evidence"]["carrier"]),
        (&json!("succeeded"), &json!("Haulier"))
    );
}

#[tokio::test]
async fn what_is_owed_less_is_not_given_to_who_has_it_from_the_bank() {
    for statement in ["losing_evidence", "winning_evidence"] {
        let (shop, payment, name) = disputed().await;
        owe_less(&shop, &[&payment], 300).await;
        assert_eq!(view(&shop, &payment).await.refunded.settled, gbp(100), "the bank has the rest");
        answer(&shop, &payment, &name, "e", statement).await.expect(200);
        shop.settle().await;
        let left = if statement == "losing_evidence" { 0 } else { 900 };
        let held = shop.table().load(&table::keys::payment::payment(&payment)).await.unwrap();
        assert_eq!(held.refundable(), left);
    }
}

#[tokio::test]
async fn what_is_won_may_be_given_back_again() {
    let (shop, payment, name) = disputed().await;
    answer(&shop, &payment, &name, "e", "winning_evidence").await.expect(200);
    shop.settle().await;
    let seen = view(&shop, &payment).await;
    assert_eq!((seen.disputes[0].state, seen.disputed.pending), (DisputeState::Won, gbp(0)));
    act(&shop, &payment, "refunds", "all", &back(900)).await.expect(200);
    let held = shop.table().load(&table::keys::payment::payment(&payment)).await.unwrap();
    assert_eq!((held.refundable(), held.disputed()), (0, Bucket::default()));
}

#[tokio::test]
async fn evidence_is_checked_and_a_dispute_that_nobody_knows_is_not_found() {
    let (shop, payment, name) = disputed().await;
    let post = |name: &str, key: &str, body: Value| {
        let path = format!("/payments/{payment}/disputes/{name}/evidence");
        shop.call(Request::post(path).staff(Role::Finance).key(key).json(&body))
    };
    assert_eq!(post(&name, "1", json!({})).await.refused(422), "payment.no_evidence");
    let long = "x".repeat(5_000);
    let all = json!({ "statement": long, "product": long, "refusal": long, "cancellation": long, "carrier": "C" });
    assert_eq!(post(&name, "2", all).await.refused(422), "payment.evidence_too_long");
    let unknown = post("dp_1", "3", says("x")).await;
    assert_eq!(unknown.refused(404), "payment.unknown_dispute");
    shop.source.advance(8 * 86_400);
    assert_eq!(post(&name, "4", says("x")).await.refused(409), "payment.dispute_overdue");
}

#[tokio::test]
async fn a_file_is_sent_first_and_is_what_the_evidence_says() {
    let (shop, payment, name, files) = disputed_with_files().await;
    let path = format!("/payments/{payment}/disputes/{name}");
    let send = |key: &str, bytes: u64| {
        let request = Request::post(format!("{path}/files")).staff(Role::Service).key(key);
        shop.call(request.json(&json!({ "bytes": bytes })))
    };
    let hand_in = |key: &str, kind: &str| {
        let request = Request::post(format!("{path}/evidence")).staff(Role::Service).key(key);
        shop.call(request.json(&json!({ "file": kind, "statement": "losing_evidence" })))
    };
    assert_eq!(hand_in("1", "pdf").await.refused(422), "payment.evidence_file_missing");
    assert_eq!(send("2", 4_500_001).await.refused(422), "payment.evidence_file_size");
    let pages = b"%PDF-1.7 signed for".to_vec();
    let upload = send("3", pages.len() as u64).await.expect(201);
    files.upload(upload["url"].as_str().unwrap(), pages);
    assert_eq!(hand_in("4", "png").await.refused(422), "payment.evidence_file_missing");
    assert_eq!(hand_in("5", "pdf").await.expect(200)["state"], "under_review");
    assert_eq!(send("6", 10).await.refused(409), "payment.dispute_answered");
}

#[tokio::test]
async fn evidence_that_was_not_sent_is_sent_by_the_clock_and_decides_once() {
    for lost in [Broken::Request, Broken::Answer] {
        let (shop, payment, name) = disputed().await;
        shop.web.inject_at("/evidence", [lost]);
        let first = answer(&shop, &payment, &name, "e", "losing_evidence").await;
        assert_eq!(first.status, 503, "{lost:?}");
        shop.tick("watch-disputes").await;
        answer(&shop, &payment, &name, "e", "losing_evidence").await.expect(200);
        shop.settle().await;
        assert_eq!(view(&shop, &payment).await.disputed.settled, gbp(900), "{lost:?}");
        assert_eq!(told(&shop, "PaymentDisputeClosed"), 1);
    }
}

#[tokio::test]
async fn what_was_said_lies_sealed_and_goes_with_whoever_bought() {
    let (shop, payment, name, files) = disputed_with_files().await;
    let path = format!("/payments/{payment}/disputes/{name}");
    let pages = b"%PDF-1.7 signed by Augusta King".to_vec();
    let send = Request::post(format!("{path}/files")).staff(Role::Service).key("file");
    let send = send.json(&json!({ "bytes": pages.len() }));
    let upload = shop.call(send).await.expect(201);
    files.upload(upload["url"].as_str().unwrap(), pages);
    let mut said = says("Augusta King signed for it");
    said["file"] = json!("pdf");
    let hand_in = Request::post(format!("{path}/evidence")).staff(Role::Service).key("said");
    shop.call(hand_in.json(&said)).await.expect(200);
    let look = || shop.call(Request::get(format!("{path}/evidence")).staff(Role::Finance));
    assert_eq!(look().await.expect(200)["evidence"]["statement"], "Augusta King signed for it");
    let all = || shop.database.everything().iter().map(ToString::to_string).collect::<String>();
    assert!(!all().contains("Augusta") && !all().contains("H-1"), "{}", all());
    assert_eq!(files.keys().len(), 1);
    for version in 1..3 {
        let event = BuyerErasedV1 {
            order_id: OrderId::example(),
            cart_id: None,
            checkout_id: None,
            erased_at: shop.now(),
        };
        shop.seed(Done::new(()).publish("ord_erased", version, &event)).await;
        shop.settle().await;
    }
    let left = look().await.expect(200);
    assert_eq!(
        left["evidence"],
        json!({ "sent_on": "2026-11-01" }),
        "when it was sent names nobody"
    );
    assert_eq!(files.keys(), Vec::<String>::new());
}
