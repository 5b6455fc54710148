//! What the events of other functions leave behind.
use crate::seeds::{GBP, placed, shop};
use contract::Role;
use domain::payment::{Ask, Method, Provider, request};
use events::payment::{PaymentAuthorisedV1, PaymentCapturedV1, PaymentDeclinedV1};
use primitives::{Code, Money, OrderId, PaymentId, TransactionId};
use runtime::Done;
use serde_json::Value;
use testkit::{Delivery, Request, Shop};

/// A payment of staff's, taken at once, and the events of it.
async fn paid(shop: &Shop, name: &str, amount: Money) {
    let txn = |raw: &str| TransactionId::parse(format!("txn_{name}-{raw}")).unwrap();
    let (payment_id, order_id) = (
        PaymentId::parse(format!("pay_{name}")).unwrap(),
        OrderId::parse(format!("ord_{name}")).unwrap(),
    );
    let ask = Ask {
        payment_id: payment_id.clone(),
        authorise_id: txn("a"),
        capture_id: txn("c"),
        order_id: order_id.clone(),
        checkout_id: None,
        method: Method { provider: Provider::Manual, method: None },
        amount,
        by_staff: true,
    };
    let requested = request(ask, shop.now()).unwrap();
    let authorised = PaymentAuthorisedV1 {
        payment_id: payment_id.clone(),
        order_id: order_id.clone(),
        checkout_id: None,
        amount,
    };
    let captured = PaymentCapturedV1 {
        payment_id: payment_id.clone(),
        order_id,
        transaction_id: txn("c"),
        amount,
        captured: amount,
    };
    let done = Done::new(())
        .create(&requested.payment)
        .publish(&payment_id, 1, &authorised)
        .publish(&payment_id, 1, &captured);
    shop.seed(done).await;
}

async fn seen(shop: &Shop, order: &str) -> Value {
    shop.call(Request::get(format!("/orders/{order}")).customer("ada")).await.expect(200)
}

async fn timeline(shop: &Shop, order: &str) -> Vec<Value> {
    let path = format!("/orders/{order}/timeline");
    let page = shop.call(Request::get(path).staff(Role::Service)).await.expect(200);
    page["items"].as_array().unwrap().clone()
}

fn whats(timeline: &[Value]) -> Vec<&str> {
    let mut whats: Vec<&str> = timeline.iter().map(|e| e["what"].as_str().unwrap()).collect();
    whats.sort_unstable();
    whats
}

#[tokio::test]
async fn the_payment_status_follows_the_payments_and_duplicates_change_nothing() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().delivering(delivery);
        let order = placed(&shop, "a", 1, Some("ada")).await;
        shop.settle().await;
        assert_eq!(seen(&shop, "ord_a").await["payment_status"], "unpaid");
        paid(&shop, "a", order.totals.total).await;
        shop.settle().await;
        assert_eq!(seen(&shop, "ord_a").await["payment_status"], "paid");
        let entries = timeline(&shop, "ord_a").await;
        assert_eq!(whats(&entries), ["payment_authorised", "payment_captured", "placed"]);
        let amount = entries.iter().find(|e| e["what"] == "payment_captured").unwrap();
        assert_eq!(amount["amount"]["minor"], order.totals.total.minor);
        assert_eq!(amount["subject"], "pay_a");
    }
}

#[tokio::test]
async fn payments_that_come_before_the_order_count_once_it_is_placed() {
    let shop = shop();
    paid(&shop, "b", Money::new(303 + 499, GBP)).await;
    shop.settle().await;
    placed(&shop, "b", 1, Some("ada")).await;
    shop.settle().await;
    assert_eq!(seen(&shop, "ord_b").await["payment_status"], "paid");
    let entries = timeline(&shop, "ord_b").await;
    assert_eq!(whats(&entries), ["payment_authorised", "payment_captured", "placed"]);
}

#[tokio::test]
async fn the_timeline_says_who_did_what_and_why_and_goes_on_by_cursor() {
    let shop = shop();
    placed(&shop, "c", 1, None).await;
    let declined = PaymentDeclinedV1 {
        payment_id: PaymentId::parse("pay_c").unwrap(),
        order_id: OrderId::parse("ord_c").unwrap(),
        checkout_id: None,
        amount: Money::new(5, GBP),
        failure: Code::parse("insufficient_funds").unwrap(),
    };
    shop.source.advance(1);
    shop.seed(Done::new(()).publish("pay_c", 2, &declined)).await;
    shop.settle().await;
    shop.source.advance(1);
    let hold = Request::post("/orders/ord_c/hold")
        .key("1")
        .staff(Role::Service)
        .json(&serde_json::json!({ "reason": "ring the bank" }));
    shop.call(hold).await.expect(200);
    let get = |cursor: String| {
        let path = format!("/orders/ord_c/timeline?limit=2{cursor}");
        shop.call(Request::get(path).staff(Role::Service))
    };
    let first = get(String::new()).await.expect(200);
    let items = first["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["note"]), (2, &"ring the bank".into()));
    assert_eq!(items[0]["actor"]["id"], "staff-service");
    assert_eq!(items[1]["note"], "insufficient_funds");
    let next = first["next"].as_str().unwrap();
    let rest = get(format!("&cursor={next}")).await.expect(200);
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    assert_eq!(rest["items"][0]["what"], "placed");
    let nothing = Request::get("/orders/ord_none/timeline").staff(Role::Service);
    assert_eq!(shop.call(nothing).await.refused(404), "not_found");
}
