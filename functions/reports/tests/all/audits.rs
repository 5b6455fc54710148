//! The night says whether the day's report is right.
use crate::shop::Market;
use contract::Role;
use domain::order::{LineUnits, fulfil};
use primitives::OrderId;
use serde_json::{Value, json};
use table::{Done, keys::order as keys};
use testkit::Request;

async fn night(market: &Market) {
    market.shop.source.advance(86_400);
    let tick = json!({ "tick": "audit-reports" });
    runtime::invoke(&reports::app(), market.shop.host(), tick).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_report_that_lost_an_order_is_found_out() {
    let market = Market::open().await;
    market.buy("a", &[("SKU-0", 2)]).await;
    let gone = market.buy("b", &[("SKU-1", 1)]).await;
    market.cancel(&gone, "g", &Value::Null).await;
    let lying = market.files.keys();
    night(&market).await;
    let audits = market.shop.call(market.ask("audits")).await.expect(200);
    let [one] = audits["audits"].as_array().unwrap().as_slice() else { panic!("{audits}") };
    assert_eq!(
        (one["agrees"].as_bool(), one["orders"]["GBP"]["orders"].as_i64()),
        (Some(true), Some(2)),
        "{one}"
    );

    // The next day's files lose what was bought.
    market.buy("c", &[("SKU-0", 1)]).await;
    for key in market.files.keys().into_iter().filter(|key| !lying.contains(key)) {
        market.shop.host().ports.files.as_ref().unwrap().delete(&key).await.unwrap();
    }
    night(&market).await;
    let audits = market.shop.call(market.ask("audits")).await.expect(200);
    assert_eq!(audits["audits"][0]["agrees"], false, "{audits}");
    assert_eq!(audits["audits"][1]["agrees"], true);
}

/// All of an order leaves, and what it costs is taken.
async fn leave(market: &Market, order: &str) {
    let (shop, table) = (&market.shop, market.shop.table());
    let order_id = OrderId::parse(order).unwrap();
    let held = table.load(&keys::order(&order_id)).await.unwrap();
    let page = table.load(&keys::line_page(&order_id, &0)).await.unwrap();
    let units: Vec<_> = page
        .lines
        .iter()
        .map(|line| LineUnits { line_id: line.line_id.clone(), quantity: line.quantity })
        .collect();
    let gone = fulfil(&held, std::slice::from_ref(&page.value), &units).unwrap();
    shop.seed(Done::new(()).replace(&held, &gone.order).replace(&page, &gone.pages[0])).await;
    let list = Request::get(format!("/orders/{order}/payments")).staff(Role::Finance);
    let paid = shop.call(list).await.expect(200);
    for payment in paid["items"].as_array().unwrap() {
        let path = format!("/payments/{}/captures", payment["payment_id"].as_str().unwrap());
        let take = Request::post(&path).staff(Role::Finance).key(&path).json(&json!({}));
        shop.call(take).await.expect(200);
        shop.settle().await;
    }
}

/// Gives a part of what was taken back.
async fn give_back(market: &Market, order: &str, minor: i64) {
    let goodwill = json!({ "refund": { "goodwill": { "minor": minor, "currency": "GBP" } }, "reason": "late" });
    let ask = Request::post(format!("/orders/{order}/refunds")).staff(Role::Service);
    let key = format!("{order}-{minor}");
    market.shop.call(ask.key(key).json(&goodwill)).await.expect(201);
    market.shop.settle().await;
}

#[tokio::test(start_paused = true)]
async fn what_was_given_back_is_held_against_the_report_on_the_day_it_was_granted() {
    let market = Market::open().await;
    let first = market.buy("a", &[("SKU-0", 2)]).await;
    leave(&market, &first).await;
    give_back(&market, &first, 150).await;
    night(&market).await;
    // Of yesterday's order, and of today's, in one day.
    let second = market.buy("b", &[("SKU-1", 3)]).await;
    leave(&market, &second).await;
    give_back(&market, &first, 35).await;
    give_back(&market, &second, 7).await;
    night(&market).await;
    market.shop.source.advance(86_400);
    night(&market).await;
    let audits = market.shop.call(market.ask("audits")).await.expect(200);
    let told: Vec<_> = audits["audits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["agrees"].as_bool(), one["orders"]["GBP"]["refunded"].as_i64()))
        .collect();
    assert_eq!(
        told,
        [(Some(true), None), (Some(true), Some(42)), (Some(true), Some(150))],
        "{audits}"
    );

    // A refund that the report lost is found out.
    let lost = market.files.keys();
    give_back(&market, &second, 9).await;
    for key in market.files.keys().into_iter().filter(|key| !lost.contains(key)) {
        market.shop.host().ports.files.as_ref().unwrap().delete(&key).await.unwrap();
    }
    night(&market).await;
    let audits = market.shop.call(market.ask("audits")).await.expect(200);
    let last = &audits["audits"][0];
    assert_eq!(
        (last["agrees"].as_bool(), last["orders"]["GBP"]["refunded"].as_i64()),
        (Some(false), Some(9))
    );
}

/// Who was erased is taken out of what visitors did: reports say what they said, and so does the night.
#[tokio::test(start_paused = true)]
async fn an_erasure_changes_no_number_of_the_shop() {
    let market = Market::open().await;
    let order = market.buy_as(Some("ada"), "a", &[("SKU-0", 2)]).await;
    let buyer = market.order(&order).await["customer_id"].as_str().unwrap().to_owned();
    let event = |number: u32, name: &str| {
        json!({
            "event_id": format!("event-number-{number:06}"), "type": "track", "name": name, "user_id": buyer,
            "timestamp": market.shop.now(), "anonymous_id": "v-ada", "session_id": "s-ada",
        })
    };
    market.collect(&[event(1, "see"), event(2, "add")]).await;
    let today = market.today();
    let sales = market.rows(&format!("sales?{today}&per=span")).await;
    let traffic = market.rows(&format!("traffic?{today}&per=span")).await;
    assert_eq!((&traffic[0]["visitors"], &traffic[0]["events"]), (&json!(1), &json!(2)));

    let customer_id = primitives::CustomerId::parse(&buyer).unwrap();
    let erased_at = market.shop.now();
    let erased = events::customers::CustomerErasedV1 { customer_id, erased_at };
    market.shop.seed(Done::new(()).publish(&buyer, 2, &erased)).await;
    market.shop.settle().await;
    night(&market).await;
    let audits = market.shop.call(market.ask("audits")).await.expect(200);
    market.shop.source.advance(16 * 86_400);
    for _ in 0..5 {
        market.shop.tick("forget-visitors").await;
        market.shop.source.advance(3_700);
    }
    let after = market.rows(&format!("traffic?{today}&per=span")).await;
    assert_eq!((&after[0]["visitors"], &after[0]["events"]), (&json!(0), &json!(2)), "{after:?}");
    assert_eq!(after[0]["orders"], traffic[0]["orders"]);
    assert_eq!(market.rows(&format!("sales?{today}&per=span")).await, sales);
    assert_eq!(audits["audits"][0]["agrees"], true, "{audits}");
}
