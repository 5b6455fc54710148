//! Photos of what comes back.
use crate::delivered::*;
use contract::Role;
use events::order::BuyerErasedV1;
use primitives::OrderId;
use runtime::Done;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{Delivery, MemoryFiles, Request, Shop};

const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F', 0, 1, 1];

fn photos(one: &Value) -> String {
    let [order, id] = ["order_id", "return_id"].map(|name| one[name].as_str().unwrap());
    format!("/orders/{order}/returns/{id}/photos")
}

fn add(one: &Value, key: &str, body: &Value) -> Request {
    Request::post(photos(one)).key(key).json(body)
}

async fn asked(shop: &Shop) -> Value {
    let order = delivered(shop, "p", Some("ada")).await;
    let body = json!({ "kind": "claim", "lines": [line("p", 0, 1, "damaged")] });
    shop.call(ask(&order, "1", &body).customer("ada")).await.expect(201)
}

#[tokio::test]
async fn a_photo_is_shown_once_it_came_and_only_if_it_is_one() {
    let files = MemoryFiles::default();
    let shop = shop_with(Some(Arc::new(files.clone())));
    let one = asked(&shop).await;
    let body = json!({ "bytes": JPEG.len(), "line_id": "line_p-0", "caption": "a dent" });
    let added = shop.call(add(&one, "p1", &body).customer("ada")).await.expect(201);
    let again = shop.call(add(&one, "p1", &body).customer("ada")).await.expect(201);
    assert_eq!(added["photo_id"], again["photo_id"]);
    let other = json!({ "bytes": 40 });
    let wrong = shop.call(add(&one, "p2", &other).customer("ada")).await.expect(201);

    let list = || Request::get(photos(&one)).staff(Role::Service);
    let seen = shop.call(list()).await.expect(200);
    assert_eq!(seen["items"].as_array().unwrap().len(), 2, "a repeat adds none");
    assert_eq!(
        (&seen["items"][0]["state"], &seen["items"][0]["url"]),
        (&json!("awaited"), &Value::Null)
    );

    files.upload(added["upload"]["url"].as_str().unwrap(), JPEG);
    files.upload(
        wrong["upload"]["url"].as_str().unwrap(),
        *b"<script>alert('it is no picture')</script>",
    );
    let seen = shop.call(list()).await.expect(200);
    assert_eq!(
        (&seen["items"][0]["state"], &seen["items"][0]["media"]),
        (&json!("here"), &json!("image/jpeg"))
    );
    assert!(seen["items"][0]["url"].as_str().unwrap().ends_with("#image/jpeg"));
    assert_eq!(
        (&seen["items"][1]["state"], &seen["items"][1]["url"]),
        (&json!("no_picture"), &Value::Null)
    );
    assert_eq!(
        shop.call(Request::get(photos(&one)).customer("eve")).await.refused(404),
        "not_found"
    );
}

#[tokio::test]
async fn what_is_no_photo_of_the_return_is_refused() {
    let shop = shop_with(None);
    let one = asked(&shop).await;
    let add = |key: &str, body: Value| shop.call(add(&one, key, &body).customer("ada"));
    assert_eq!(
        add("big", json!({ "bytes": 10 * 1024 * 1024 + 1 })).await.refused(422),
        "return.photo_size"
    );
    assert_eq!(add("none", json!({ "bytes": 0 })).await.refused(422), "return.photo_size");
    let elsewhere = json!({ "bytes": 9, "line_id": "line_p-1" });
    assert_eq!(add("line", elsewhere).await.refused(422), "return.unknown_line");
    for n in 0..10 {
        add(&n.to_string(), json!({ "bytes": 9 })).await.expect(201);
    }
    assert_eq!(add("more", json!({ "bytes": 9 })).await.refused(409), "return.too_many_photos");
    let cancel = photos(&one).replace("/photos", "/cancel");
    shop.call(Request::post(cancel).key("c").customer("ada")).await.expect(200);
    assert_eq!(add("late", json!({ "bytes": 9 })).await.refused(409), "return.state");
}

#[tokio::test]
async fn a_guest_shows_what_came_wrong_with_number_and_address() {
    let files = MemoryFiles::default();
    let shop = shop_with(Some(Arc::new(files.clone())));
    let order = delivered(&shop, "o", None).await;
    let body = json!({ "kind": "claim", "lines": [line("o", 0, 1, "damaged")] });
    let one = shop.call(ask(&order, "1", &body).staff(Role::Service)).await.expect(201);
    let add = |email: &str, key: &str| {
        let path = format!("/guest-returns/{}/photos", one["return_id"].as_str().unwrap());
        let body = json!({ "number": order.number, "email": email, "bytes": JPEG.len() });
        Request::post(path).key(key).json(&body)
    };
    let added = shop.call(add("buyer@EXAMPLE.com", "p")).await.expect(201);
    let again = shop.call(add("buyer@EXAMPLE.com", "p")).await.expect(201);
    assert_eq!(added["photo_id"], again["photo_id"]);
    files.upload(added["upload"]["url"].as_str().unwrap(), JPEG);
    let seen = shop.call(Request::get(photos(&one)).staff(Role::Service)).await.expect(200);
    assert_eq!(seen["items"].as_array().unwrap().len(), 1);
    assert_eq!(seen["items"][0]["state"], "here");
    // The photo of another order's return is nobody's who knows this order.
    let strange = delivered(&shop, "oo", None).await;
    let path = format!("/guest-returns/{}/photos", one["return_id"].as_str().unwrap());
    let body = json!({ "number": strange.number, "email": "buyer@example.com", "bytes": 9 });
    let other = shop.call(Request::post(path).key("x").json(&body)).await;
    assert_eq!(other.refused(404), "not_found");
    for at in 0..10 {
        assert_eq!(
            shop.call(add(&format!("g{at}@example.com"), &at.to_string())).await.refused(404),
            "not_found"
        );
    }
    let late = shop.call(add("buyer@example.com", "late")).await;
    assert_eq!(late.refused(429), "order.too_many_attempts");
}

#[tokio::test]
async fn what_somebody_who_was_erased_wrote_and_photographed_is_gone() {
    let files = MemoryFiles::default();
    let shop = shop_with(Some(Arc::new(files.clone()))).delivering(Delivery::TwiceAndBackwards);
    let order = delivered(&shop, "p", Some("ada")).await;
    let mut asked = Vec::new();
    for (key, note) in [("1", "Augusta fell over it"), ("2", "Augusta again")] {
        let body =
            json!({ "kind": "claim", "comment": note, "lines": [line("p", 0, 1, "damaged")] });
        asked.push(shop.call(ask(&order, key, &body).customer("ada")).await.expect(201));
    }
    let body = json!({ "bytes": JPEG.len(), "caption": "Augusta's knee" });
    let added = shop.call(add(&asked[0], "p1", &body).customer("ada")).await.expect(201);
    files.upload(added["upload"]["url"].as_str().unwrap(), JPEG);
    // One that was announced and never came.
    shop.call(add(&asked[0], "p2", &body).customer("ada")).await.expect(201);
    assert_eq!(files.keys().len(), 1);

    let order_id = OrderId::parse("ord_p").unwrap();
    let event = BuyerErasedV1 { order_id, cart_id: None, checkout_id: None, erased_at: shop.now() };
    for version in [8, 9] {
        shop.seed(Done::new(()).publish("ord_p", version, &event)).await;
        shop.settle().await;
    }
    assert_eq!(files.keys(), Vec::<String>::new(), "no picture is left");
    for one in &asked {
        let list = shop.call(Request::get(photos(one)).staff(Role::Service)).await.expect(200);
        assert_eq!(list["items"], json!([]));
        let (order, id) = (one["order_id"].as_str().unwrap(), one["return_id"].as_str().unwrap());
        let path = format!("/orders/{order}/returns/{id}");
        let seen = shop.call(Request::get(path).staff(Role::Service)).await.expect(200);
        assert!(seen["comment"].is_null(), "{seen}");
        assert_eq!(seen["state"], one["state"], "the return goes on");
    }
}
