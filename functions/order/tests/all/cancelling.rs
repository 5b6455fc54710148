//! Cancelling: to the penny, once, whatever breaks in between.
use crate::seeds::{GBP, placed, shop};
use contract::Role;
use primitives::Money;
use serde_json::{Value, json};
use testkit::{Delivery, Injected, Request, Shop};

fn cancel(order: &str, key: &str, lines: Option<Value>) -> Request {
    let mut body = json!({ "reason": "changed my mind" });
    if let Some(lines) = lines {
        body["lines"] = lines;
    }
    Request::post(format!("/orders/{order}/cancel")).key(key).staff(Role::Service).json(&body)
}

async fn order(shop: &Shop, order: &str) -> Value {
    shop.call(Request::get(format!("/orders/{order}")).staff(Role::Service)).await.expect(200)
}

/// What the events ask the payments to give back, and the units they free, in all.
fn given_back(shop: &Shop) -> (i64, u64) {
    let details = |name: &str| -> Vec<Value> {
        let sent = shop.sent().into_iter().filter(|event| event.detail_type == name);
        sent.map(|event| serde_json::from_str(&event.detail).unwrap()).collect()
    };
    let events = details("order.LinesCancelled.v1");
    let refund = events.iter().map(|event| event["data"]["refund"]["minor"].as_i64().unwrap());
    let lines = events.iter().flat_map(|event| event["data"]["lines"].as_array().unwrap());
    (refund.sum(), lines.map(|line| line["quantity"].as_u64().unwrap()).sum())
}

#[tokio::test]
async fn cancelling_in_parts_gives_back_exactly_the_total_and_shipping_with_the_last_part() {
    let shop = shop();
    let total = placed(&shop, "p", 2, Some("ada")).await.totals.total;
    let part = json!([{ "line_id": "line_p-0", "quantity": 2 }]);
    let first = shop.call(cancel("ord_p", "1", Some(part))).await.expect(200);
    assert_eq!((&first["units"], &first["amount"]["minor"]), (&json!(2), &json!(202)));
    assert_eq!(order(&shop, "ord_p").await["state"], "placed");
    let rest = shop.call(cancel("ord_p", "2", None)).await.expect(200);
    assert_eq!(rest["amount"]["minor"], 101 + 3 * 102 + 499);
    let now = order(&shop, "ord_p").await;
    assert_eq!(
        (&now["state"], &now["cancelled_amount"]["minor"]),
        (&json!("cancelled"), &json!(total.minor))
    );
    shop.settle().await;
    assert_eq!(given_back(&shop), (total.minor, 6));
    assert_eq!(shop.sent_names().iter().filter(|n| *n == "order.OrderCancelled.v1").count(), 1);
}

#[tokio::test]
async fn a_repeat_gets_the_same_answer_and_cancels_nothing_more() {
    let shop = shop();
    placed(&shop, "r", 1, Some("ada")).await;
    let one = json!([{ "line_id": "line_r-0", "quantity": 1 }]);
    let first = shop.call(cancel("ord_r", "1", Some(one.clone()))).await;
    let again = shop.call(cancel("ord_r", "1", Some(one))).await;
    assert_eq!((first.status, &first.text), (200, &again.text));
    assert_eq!(order(&shop, "ord_r").await["units_cancelled"], 1);
}

#[tokio::test]
async fn a_thousand_lines_are_cancelled_page_by_page_through_conflicts_and_silence() {
    let shop = shop().delivering(Delivery::TwiceAndBackwards);
    let total = placed(&shop, "k", 1_000, None).await.totals.total;
    shop.settle().await;
    let bumpy = [
        Injected::Conflict,
        Injected::None,
        Injected::Throttle,
        Injected::None,
        Injected::CommitThenSilence,
        Injected::Conflict,
    ];
    shop.database.inject(bumpy.into_iter().cycle().take(36));
    let mut reply = shop.answer(cancel("ord_k", "1", None)).await;
    // The one who asked may be told of the silence; asking again goes on where it stopped.
    for _ in 0..20 {
        if reply.status == 200 {
            break;
        }
        assert!(reply.status >= 500, "{}", reply.text);
        reply = shop.answer(cancel("ord_k", "1", None)).await;
    }
    assert_eq!(reply.expect(200)["amount"]["minor"], total.minor);
    shop.settle().await;
    let now = order(&shop, "ord_k").await;
    assert_eq!((&now["state"], &now["units_cancelled"]), (&json!("cancelled"), &json!(3_000)));
    assert_eq!(given_back(&shop), (total.minor, 3_000));
}

#[tokio::test]
async fn a_cancellation_nobody_waits_for_is_brought_to_its_end_by_its_event() {
    let shop = shop();
    let total = placed(&shop, "q", 60, None).await.totals.total;
    shop.settle().await;
    // The first step is committed; then nothing is, for longer than anybody tries.
    shop.database.inject([Injected::None].into_iter().chain([Injected::Conflict; 12]));
    let lost = shop.answer(cancel("ord_q", "1", None)).await;
    assert!(lost.status == 409 || lost.status >= 500, "{}", lost.text);
    let halfway = order(&shop, "ord_q").await;
    shop.settle().await;
    let now = order(&shop, "ord_q").await;
    assert_eq!((&halfway["state"], &now["state"]), (&json!("placed"), &json!("cancelled")));
    assert_eq!(given_back(&shop), (total.minor, 180));
    let told = shop.call(cancel("ord_q", "1", None)).await.expect(200);
    assert_eq!(told["amount"]["minor"], total.minor);
}

#[tokio::test]
async fn two_who_cancel_the_same_units_at_once_cancel_them_once() {
    let shop = shop();
    placed(&shop, "t", 1, None).await;
    let all = json!([{ "line_id": "line_t-0", "quantity": 3 }]);
    let (one, two) = tokio::join!(
        shop.answer(cancel("ord_t", "1", Some(all.clone()))),
        shop.answer(cancel("ord_t", "2", Some(all))),
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", one.text, two.text);
    shop.settle().await;
    assert_eq!(given_back(&shop).1, 3);
}

#[tokio::test]
async fn owners_may_cancel_and_strangers_find_nothing_to_cancel() {
    let shop = shop();
    placed(&shop, "o", 1, Some("ada")).await;
    let body = json!({ "reason": "no" });
    let by = |who: &str| {
        Request::post("/orders/ord_o/cancel").key("k").customer(who.to_owned()).json(&body)
    };
    assert_eq!(shop.call(by("eve")).await.refused(404), "not_found");
    let cancelled = shop.call(by("ada")).await.expect(200);
    let total = Money::new(cancelled["amount"]["minor"].as_i64().unwrap(), GBP);
    assert_eq!(total.minor, 303 + 499);
    let again = Request::post("/orders/ord_o/cancel").key("k2").customer("ada").json(&body);
    assert_eq!(shop.call(again).await.refused(409), "order.state");
}

#[tokio::test]
async fn wrong_requests_are_refused_with_a_code_and_change_nothing() {
    let shop = shop();
    placed(&shop, "w", 1, None).await;
    let before = order(&shop, "ord_w").await;
    for (lines, status, code) in [
        (json!([]), 422, "order.no_lines"),
        (json!([{ "line_id": "line_w-0", "quantity": 4 }]), 409, "order.more_than_open"),
        (json!([{ "line_id": "line_x", "quantity": 1 }]), 422, "order.unknown_line"),
        (json!([{ "line_id": "line_w-0", "quantity": 0 }]), 422, "request.invalid"),
    ] {
        let reply = shop.call(cancel("ord_w", code, Some(lines))).await;
        assert_eq!(reply.refused(status), code);
    }
    let missing =
        Request::post("/orders/ord_w/cancel").staff(Role::Service).json(&json!({ "reason": "x" }));
    assert_eq!(shop.call(missing).await.refused(400), "idempotency.missing");
    assert_eq!(order(&shop, "ord_w").await, before);
}
