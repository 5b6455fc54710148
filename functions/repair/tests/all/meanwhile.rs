//! What happens while a unit is with the shop: quotes lapse, something is lent, and staff look for it.
use crate::{delivered::*, through::*};
use contract::Role;
use domain::order::PaymentStatus;
use serde_json::{Value, json};
use testkit::{Request, Shop};

async fn now(shop: &Shop, one: &Value) -> Value {
    let (order, id) = (one["order_id"].as_str().unwrap(), one["repair_id"].as_str().unwrap());
    let show = Request::get(format!("/orders/{order}/repairs/{id}")).staff(Role::Service);
    shop.call(show).await.expect(200)
}

#[tokio::test]
async fn a_quote_that_nobody_answers_lapses_and_may_be_made_anew() {
    let shop = shop();
    stocked(&shop).await;
    let one = diagnosed(&shop, "l", "liquid").await;
    act(&shop, &one, "quotes", "q1", &offer(1)).await.expect(200);
    let other = diagnosed(&shop, "mm", "liquid").await;
    act(&shop, &other, "quotes", "q2", &offer(1)).await.expect(200);
    shop.source.advance(14 * 86_400);
    shop.tick("lapse-quotes").await;
    assert_eq!(now(&shop, &one).await["state"], "quoted", "the last moment counts");
    shop.call(to(&other, "approval", "y", &json!({ "quote": 1 })).customer("ada"))
        .await
        .expect(200);
    shop.source.advance(1);
    for _ in 0..2 {
        shop.tick("lapse-quotes").await;
    }
    let lapsed = now(&shop, &one).await;
    assert_eq!(lapsed["state"], "lapsed");
    let steps = lapsed["log"].as_array().unwrap().iter().filter(|step| step["state"] == "lapsed");
    assert_eq!(steps.count(), 1, "once, however often the clock looks");
    assert_eq!(now(&shop, &other).await["state"], "approved");
    let late = shop.call(to(&one, "approval", "z", &json!({ "quote": 1 })).customer("ada")).await;
    assert_eq!(late.refused(409), "repair.quote_expired");
    let anew = act(&shop, &one, "quotes", "q3", &offer(1)).await.expect(200);
    assert_eq!((&anew["state"], &anew["quote"]["version"]), (&json!("quoted"), &json!(2)));
    shop.source.advance(15 * 86_400);
    shop.tick("lapse-quotes").await;
    assert_eq!(act(&shop, &one, "close", "c", &json!({})).await.expect(200)["state"], "closed");
}

#[tokio::test]
async fn what_is_lent_leaves_stock_once_and_is_back_before_the_repair_is_over() {
    let shop = shop();
    stocked(&shop).await;
    let one = diagnosed(&shop, "b", "liquid").await;
    let price = |minor: i64, currency: &str| json!({ "minor": minor, "currency": currency });
    let lend = |worth: Value| json!({ "sku": "LAMP", "location_id": "loc_main", "worth": worth });
    let euros = act(&shop, &one, "loaner", "e", &lend(price(1, "EUR"))).await;
    assert_eq!(euros.refused(422), "repair.wrong_price");
    let body = lend(price(5_000, "GBP"));
    let (first, second) = tokio::join!(
        shop.answer(to(&one, "loaner", "1", &body).staff(Role::Fulfilment)),
        shop.answer(to(&one, "loaner", "2", &body).staff(Role::Service)),
    );
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", first.text, second.text);
    assert_eq!(lamps(&shop).await, 9);
    act(&shop, &one, "outcome", "o", &json!({ "works": false })).await.expect(200);
    let early = act(&shop, &one, "close", "c1", &json!({})).await;
    assert_eq!(early.refused(409), "repair.loaner_out");
    let back = json!({ "location_id": "loc_main" });
    for _ in 0..2 {
        act(&shop, &one, "loaner/return", "r", &back).await.expect(200);
    }
    let twice = act(&shop, &one, "loaner/return", "r2", &back).await;
    assert_eq!(twice.refused(409), "repair.no_loaner");
    assert_eq!(lamps(&shop).await, 10);
    act(&shop, &one, "close", "c2", &json!({})).await.expect(200);
}

#[tokio::test]
async fn what_was_lent_and_is_not_given_back_is_paid_with_the_repair() {
    let shop = shop();
    stocked(&shop).await;
    let one = diagnosed(&shop, "c", "liquid").await;
    let worth = json!({ "minor": 5_000, "currency": "GBP" });
    let body = json!({ "sku": "LAMP", "location_id": "loc_main", "worth": worth });
    act(&shop, &one, "loaner", "1", &body).await.expect(200);
    act(&shop, &one, "outcome", "o", &json!({ "works": false })).await.expect(200);
    let charged = act(&shop, &one, "loaner/charge", "x", &json!({})).await.expect(200);
    assert_eq!(charged["loaner"]["state"], "charged");
    assert_eq!(lamps(&shop).await, 9, "it left when it was lent");
    assert_eq!(act(&shop, &one, "close", "c1", &json!({})).await.refused(409), "repair.unpaid");
    let order = billed(&shop, "paid", 5_000, PaymentStatus::Paid).await;
    let close = act(&shop, &one, "close", "c2", &json!({ "paid_by": order })).await.expect(200);
    assert_eq!(close["state"], "closed");
}

#[tokio::test]
async fn a_unit_is_found_by_what_is_written_on_it_however_that_is_written() {
    let shop = shop();
    let order = delivered(&shop, "s", Some("ada")).await;
    let one = shop.call(ask(&order, "1", "line_s-0").customer("ada")).await.expect(201);
    act(&shop, &one, "cancel", "c", &json!({})).await.expect(200);
    shop.source.advance(60);
    let two = shop.call(ask(&order, "2", "line_s-0").customer("ada")).await.expect(201);
    let find = |serial: &str| {
        Request::get(format!("/repairs/by-serial?serial={serial}")).staff(Role::Fulfilment)
    };
    for serial in ["SN-1", "sn1", "SN%201"] {
        let found = shop.call(find(serial)).await.expect(200);
        let ids: Vec<_> =
            found["items"].as_array().unwrap().iter().map(|one| &one["repair_id"]).collect();
        assert_eq!(ids, [&two["repair_id"], &one["repair_id"]], "{serial}");
    }
    assert_eq!(shop.call(find("SN-2")).await.expect(200)["items"], json!([]));
    assert!((400..=422).contains(&shop.call(find("--")).await.status));
}
