//! Partners who are away, for a while or for good.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use crate::partner::{Says, after, deliveries, delivery, get, happens, post, shop, to_all};
use contract::Role;
use serde_json::json;
use testkit::Request;

#[tokio::test]
async fn an_endpoint_in_trouble_is_left_alone_and_then_tried_with_one_message() {
    let (shop, partner) = shop();
    let (id, _) = to_all(&shop).await;
    partner.henceforth(Says::Status(500));
    for number in 1..=20 {
        happens(&shop, number).await;
    }
    shop.settle().await;
    assert_eq!(partner.take().len(), 5, "five failures in a row are enough");
    let seen = get(&shop, &format!("/webhook-endpoints/{id}")).await;
    assert!(seen["paused_until"].is_string() && seen["failures"] == 5);
    after(&shop, 30).await;
    assert!(partner.take().is_empty(), "it is left alone");
    after(&shop, 60).await;
    assert_eq!(partner.take().len(), 1, "one message tries");
    after(&shop, 60).await;
    assert!(partner.take().is_empty(), "it failed, so the pause is twice as long");
    partner.henceforth(Says::Status(200));
    for _ in 0..20 {
        after(&shop, 60).await;
    }
    assert_eq!(deliveries(&shop, &id, "delivered").await.len(), 20, "nothing is lost");
    assert_eq!(get(&shop, &format!("/webhook-endpoints/{id}")).await["failures"], 0);
}

#[tokio::test]
async fn gone_is_gone_and_the_shop_is_told() {
    let (shop, partner) = shop();
    let (id, _) = to_all(&shop).await;
    partner.next([Says::Status(410)]);
    happens(&shop, 1).await;
    shop.settle().await;
    let seen = get(&shop, &format!("/webhook-endpoints/{id}")).await;
    assert_eq!(seen["disabled"]["cause"], "gone");
    let told = shop.sent_names();
    assert_eq!(told.iter().filter(|name| *name == "integrations.EndpointDisabled.v1").count(), 1);
    assert_eq!(
        delivery(&shop, &deliveries(&shop, &id, "failed").await[0]).await["failure"],
        "gone"
    );
    partner.take();
    happens(&shop, 2).await;
    shop.settle().await;
    assert!(partner.take().is_empty());
    assert_eq!(deliveries(&shop, &id, "").await.len(), 1, "events pass it by");
    let on = post(&shop, &format!("/webhook-endpoints/{id}/enable"), "on").await;
    assert!(on.expect(200).get("disabled").is_none());
    happens(&shop, 3).await;
    shop.settle().await;
    assert_eq!(partner.take().len(), 1);
}

#[tokio::test]
async fn five_days_of_failures_end_in_a_visible_state_with_a_way_out() {
    let (shop, partner) = shop();
    let (id, _) = to_all(&shop).await;
    partner.henceforth(Says::Nothing);
    let view = format!("/webhook-endpoints/{id}");
    let (mut quarters, mut number) = (0, 0);
    while get(&shop, &view).await.get("disabled").is_none() {
        if quarters % 4 == 0 {
            number += 1;
            happens(&shop, number).await;
        }
        after(&shop, 6 * 3_600).await;
        quarters += 1;
        assert!(quarters < 4 * 7, "it is never given up");
    }
    assert!(quarters >= 4 * 5, "after {quarters} quarters of a day already");
    assert_eq!(get(&shop, &view).await["disabled"]["cause"], "failures");
    let told =
        shop.sent().into_iter().find(|e| e.detail_type == "integrations.EndpointDisabled.v1");
    assert!(told.unwrap().detail.contains("failing_since"));
    // What happens meanwhile is kept.
    partner.take();
    let all = number + 30;
    for number in number + 1..=all {
        happens(&shop, number).await;
    }
    shop.settle().await;
    for _ in 0..5 {
        after(&shop, 86_400).await;
    }
    assert!(partner.take().is_empty());
    assert_eq!(deliveries(&shop, &id, "failed").await.len(), all as usize);
    let recover = format!("{view}/recover");
    let since = json!({ "since": "2026-01-01T00:00:00Z" });
    let ask = |key: &str| Request::post(&recover).staff(Role::Admin).key(key).json(&since);
    assert_eq!(shop.call(ask("early")).await.refused(409), "webhook.disabled");
    partner.henceforth(Says::Status(200));
    post(&shop, &format!("{view}/enable"), "on").await.expect(200);
    shop.call(ask("recover")).await.expect(202);
    shop.settle().await;
    after(&shop, 60).await;
    assert_eq!(deliveries(&shop, &id, "delivered").await.len(), all as usize);
    assert_eq!(partner.take().len(), all as usize);
}

#[tokio::test]
async fn only_what_failed_since_then_is_recovered() {
    let (shop, partner) = shop();
    let (id, _) = to_all(&shop).await;
    post(&shop, &format!("/webhook-endpoints/{id}/test"), "x").await;
    partner.take();
    partner.henceforth(Says::Status(500));
    happens(&shop, 1).await;
    shop.settle().await;
    shop.source.advance(3_600);
    let since = shop.now();
    happens(&shop, 2).await;
    shop.settle().await;
    for _ in 0..50 {
        after(&shop, 7_200).await;
    }
    partner.henceforth(Says::Status(200));
    partner.take();
    let body = json!({ "since": since });
    let ask = Request::post(format!("/webhook-endpoints/{id}/recover")).staff(Role::Admin);
    shop.call(ask.key("recover").json(&body)).await.expect(202);
    shop.settle().await;
    after(&shop, 3_600).await;
    after(&shop, 3_600).await;
    let calls = partner.take();
    assert_eq!(calls.len(), 1);
    assert!(String::from_utf8(calls[0].body.clone()).unwrap().contains("cus_2"));
}

#[tokio::test]
async fn staff_switch_an_endpoint_off_and_on() {
    let (shop, partner) = shop();
    let (id, _) = to_all(&shop).await;
    let off = format!("/webhook-endpoints/{id}/disable");
    for _ in 0..2 {
        assert_eq!(post(&shop, &off, "off").await.expect(200)["disabled"]["cause"], "staff");
    }
    happens(&shop, 1).await;
    shop.settle().await;
    assert!(partner.take().is_empty());
    assert!(deliveries(&shop, &id, "").await.is_empty());
    let told = shop.sent_names();
    assert_eq!(told.iter().filter(|name| *name == "integrations.EndpointDisabled.v1").count(), 1);
}

#[tokio::test]
async fn a_new_address_begins_with_a_clean_record() {
    let (shop, partner) = shop();
    let (id, _) = to_all(&shop).await;
    partner.henceforth(Says::Status(500));
    for number in 1..=6 {
        happens(&shop, number).await;
    }
    shop.settle().await;
    partner.take();
    partner.henceforth(Says::Status(200));
    let moved = json!({ "url": "https://elsewhere.example/hooks" });
    let change = Request::patch(format!("/webhook-endpoints/{id}")).staff(Role::Admin);
    assert_eq!(shop.call(change.json(&moved)).await.expect(200)["failures"], 0);
    happens(&shop, 7).await;
    shop.settle().await;
    let calls = partner.take();
    assert_eq!(calls.len(), 1, "nothing keeps it waiting");
    assert_eq!(calls[0].url, "https://elsewhere.example/hooks");
}
