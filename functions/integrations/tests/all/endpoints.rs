//! Endpoints as staff keep them: addresses, choices and secrets.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use crate::partner::{get, happens, is_signed, post, shop, subscribe, to_all};
use contract::Role;
use serde_json::json;
use testkit::Request;

#[tokio::test]
async fn an_address_that_leads_inward_is_refused() {
    let (shop, _) = shop();
    let shop = shop.settings(|settings| settings.stage = "prod".into());
    for (number, url) in [
        "http://partner.example/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://metadata.google.internal/",
        "https://a@partner.example/",
        "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next",
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({ "url": url, "subscriptions": [{ "event": "*" }] });
        let ask = Request::post("/webhook-endpoints").staff(Role::Admin).key(format!("k{number}"));
        assert_eq!(shop.call(ask.json(&body)).await.refused(422), "webhook.target", "{url}");
    }
    let (id, _) = to_all(&shop).await;
    let change = Request::patch(format!("/webhook-endpoints/{id}")).staff(Role::Admin);
    let change = change.json(&json!({ "url": "https://10.0.0.1/" }));
    assert_eq!(shop.call(change).await.refused(422), "webhook.target");
}

#[tokio::test]
async fn choices_that_choose_nothing_are_refused() {
    let (shop, _) = shop();
    for (key, choice, code) in [
        ("a", json!([]), "webhook.subscriptions"),
        ("b", json!([{ "event": "*" }, { "event": "*" }]), "webhook.subscriptions"),
        ("c", json!([{ "event": "order.OrderPlaced" }]), "webhook.unknown_event"),
        ("d", json!([{ "event": "weather.*" }]), "webhook.unknown_event"),
        ("e", json!([{ "event": "order.*", "fields": ["shoe_size"] }]), "webhook.unknown_field"),
        ("f", json!([{ "event": "*", "odd": 1 }]), "request.invalid"),
    ] {
        assert_eq!(shop.call(subscribe(key, &choice)).await.refused(422), code, "{choice}");
    }
}

#[tokio::test]
async fn a_secret_is_shown_once_and_nowhere_else() {
    let (shop, partner) = shop();
    let (id, secret) = to_all(&shop).await;
    let rotate = format!("/webhook-endpoints/{id}/secrets");
    let second = post(&shop, &rotate, "rotate").await.expect(200)["secret"].clone();
    let second = second.as_str().unwrap().to_owned();
    assert_ne!(secret, second);
    for target in ["/webhook-endpoints".to_owned(), format!("/webhook-endpoints/{id}")] {
        let shown = get(&shop, &target).await.to_string();
        assert!(!shown.contains("whsec_"), "{shown}");
    }
    happens(&shop, 1).await;
    shop.settle().await;
    let call = partner.take().remove(0);
    assert!(is_signed(&call, &secret) && is_signed(&call, &second), "both, while they overlap");
    assert!(shop.sent().iter().all(|event| !event.detail.contains("whsec_")));
    shop.source.advance(86_400);
    happens(&shop, 2).await;
    shop.settle().await;
    let call = partner.take().remove(0);
    assert!(!is_signed(&call, &secret) && is_signed(&call, &second), "then the new one alone");
}

#[tokio::test]
async fn a_leaked_secret_stops_at_once() {
    let (shop, partner) = shop();
    let (id, leaked) = to_all(&shop).await;
    let ask = Request::post(format!("/webhook-endpoints/{id}/secrets")).staff(Role::Admin);
    let reply = shop.call(ask.key("now").json(&json!({ "overlap_hours": 0 }))).await.expect(200);
    assert_eq!(reply["secrets"].as_array().unwrap().len(), 1);
    happens(&shop, 1).await;
    shop.settle().await;
    assert!(!is_signed(&partner.take()[0], &leaked));
    let ask = Request::post(format!("/webhook-endpoints/{id}/secrets")).staff(Role::Admin);
    let long = shop.call(ask.key("long").json(&json!({ "overlap_hours": 169 }))).await;
    assert_eq!(long.refused(422), "rotation.overlap");
}

#[tokio::test]
async fn a_dry_run_shows_what_a_test_sends() {
    let (shop, partner) = shop();
    let (id, secret) = to_all(&shop).await;
    let body = json!({ "event": "order.OrderPlaced.v1" });
    let ask = |what: &str| {
        Request::post(format!("/webhook-endpoints/{id}/{what}")).staff(Role::Admin).json(&body)
    };
    let shown = shop.call(ask("preview")).await.expect(200);
    assert!(partner.take().is_empty());
    assert_eq!(shown["headers"]["webhook-test"], "true");
    let sent = shop.call(ask("test")).await.expect(200);
    let call = partner.take().remove(0);
    assert!(is_signed(&call, &secret));
    assert_eq!(sent["status"], 204);
    assert_eq!(sent["request"]["body"].as_str().unwrap().as_bytes(), call.body);
    let data = |text: &serde_json::Value| {
        let body: serde_json::Value = serde_json::from_str(text.as_str().unwrap()).unwrap();
        body["data"].clone()
    };
    assert_eq!(data(&shown["body"]), data(&sent["request"]["body"]));
    assert!(crate::partner::deliveries(&shop, &id, "").await.is_empty(), "it is not in the log");
    let odd = ask("preview").json(&json!({ "event": "order.Nothing.v1" }));
    assert_eq!(shop.call(odd).await.refused(422), "webhook.unknown_event");
}

#[tokio::test]
async fn a_change_is_of_the_version_that_was_seen() {
    let (shop, _) = shop();
    let (id, _) = to_all(&shop).await;
    let target = format!("/webhook-endpoints/{id}");
    let change = |version: u64| {
        let body = json!({ "description": "the ERP", "subscriptions": [{ "event": "order.*" }] });
        Request::patch(&target).staff(Role::Admin).if_match(version).json(&body)
    };
    let changed = shop.call(change(1)).await;
    assert_eq!(changed.expect(200)["subscriptions"][0]["event"], "order.*");
    assert_eq!(changed.version(), 2);
    assert_eq!(shop.call(change(1)).await.refused(412), "version.changed");
    let seen = get(&shop, &target).await;
    assert_eq!((&seen["description"], &seen["url"]), (&json!("the ERP"), &changed.json()["url"]));
}

#[tokio::test]
async fn the_same_request_again_makes_no_second_endpoint() {
    let (shop, _) = shop();
    let one = to_all(&shop).await;
    assert_eq!(one, to_all(&shop).await);
    assert_eq!(get(&shop, "/webhook-endpoints").await["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_shop_has_so_many_endpoints_and_no_more() {
    let (shop, _) = shop();
    for number in 0..50 {
        let choice = json!([{ "event": "*" }]);
        shop.call(subscribe(&format!("k{number}"), &choice)).await.expect(201);
    }
    let one_more = shop.call(subscribe("one-more", &json!([{ "event": "*" }]))).await;
    assert_eq!(one_more.refused(409), "webhook.too_many_endpoints");
}
