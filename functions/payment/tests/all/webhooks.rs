//! Webhooks: believed by their signature, dealt with once, in whatever order.
#![allow(clippy::unwrap_used)]
use crate::shop::{SECRET, asked, books, gbp, paid, shop, state, told, view};
use domain::payment::signature;
use primitives::PaymentId;
use serde_json::{Value, json};
use testkit::{Reply, Request, Shop};

const EVENT: &str = "evt_01935a4e8c007cc3a2b1d0e4f5a6b7c8";

async fn report(shop: &Shop, payment: &PaymentId, kind: &str) -> Value {
    let seen = view(shop, payment).await;
    json!({
        "id": EVENT, "kind": kind, "payment": payment.to_string(),
        "transaction": seen.log.first().unwrap().transaction_id.to_string(),
        "reference": "sba_1", "amount": gbp(1_000), "created_at": shop.now().to_string(),
    })
}

fn post(body: &str, signature: String) -> Request {
    Request::post("/webhooks/sandbox").text(body).header("x-sandbox-signature", signature)
}

async fn send(shop: &Shop, body: &Value) -> Reply {
    let body = body.to_string();
    shop.answer(post(&body, signature::sign(SECRET, body.as_bytes(), shop.now()))).await
}

#[tokio::test]
async fn a_forged_stale_or_unsigned_message_is_refused_and_changes_nothing() {
    let shop = shop();
    let payment = asked(&shop, "tok_visa").await;
    let body = report(&shop, &payment, "authorisation.succeeded").await.to_string();
    let good = signature::sign(SECRET, body.as_bytes(), shop.now());
    let forged = signature::sign("another secret", body.as_bytes(), shop.now());
    let stale = signature::sign(SECRET, body.as_bytes(), shop.now().plus_seconds(-301));
    let changed = body.replace("1000", "9000");
    for request in [
        post(&body, forged),
        post(&body, stale),
        post(&changed, good),
        Request::post("/webhooks/sandbox").text(body.clone()),
    ] {
        assert_eq!(shop.answer(request).await.refused(401), "webhook.signature");
    }
    assert_eq!(view(&shop, &payment).await.log.len(), 1);
}

#[tokio::test]
async fn messages_that_make_no_sense_are_refused_clearly() {
    let shop = shop();
    let payment = asked(&shop, "tok_visa").await;
    let good = report(&shop, &payment, "authorisation.succeeded").await;
    let with = |name: &str, value: Value| {
        let mut body = good.clone();
        body[name] = value;
        body
    };
    let unknown = send(&shop, &with("payment", json!("pay_nobody"))).await;
    assert_eq!(unknown.refused(404), "payment.unknown");
    let unknown = send(&shop, &with("payment", json!("another-shop-1"))).await;
    assert_eq!(unknown.refused(404), "payment.unknown");
    let unknown = send(&shop, &with("transaction", json!("txn_nobody"))).await;
    assert_eq!(unknown.refused(404), "payment.unknown_transaction");
    assert_eq!(send(&shop, &json!([1])).await.refused(400), "request.malformed");
    // A provider may learn new words.
    send(&shop, &with("kind", json!("weather.changed"))).await.expect(200);
    assert_eq!(view(&shop, &payment).await.log.len(), 1);
}

#[tokio::test]
async fn a_message_that_overtakes_the_answer_wins_and_the_answer_changes_nothing() {
    let shop = shop();
    let payment = asked(&shop, "tok_visa").await;
    let body = report(&shop, &payment, "authorisation.succeeded").await;
    send(&shop, &body).await.expect(200);
    send(&shop, &body).await.expect(200);
    assert_eq!(state(&shop, &payment).await, "authorised");
    shop.settle().await;
    assert_eq!(view(&shop, &payment).await.log.len(), 2);
    assert_eq!(told(&shop, "PaymentAuthorised"), 1);
}

#[tokio::test]
async fn an_older_message_does_not_undo_a_newer_one() {
    let shop = shop();
    let payment = paid(&shop, "tok_declined").await;
    let mut body = report(&shop, &payment, "authorisation.action_required").await;
    send(&shop, &body).await.expect(200);
    body["id"] = json!("evt_2");
    body["kind"] = json!("authorisation.succeeded");
    send(&shop, &body).await.expect(200);
    assert_eq!(state(&shop, &payment).await, "declined");
    assert_eq!(books(&shop, &payment).await.len(), 1);
}
