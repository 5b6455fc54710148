//! A shop with customers and segments, and what is asked of it.
use contract::Role;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{MemoryFiles, Request, Shop};

/// A shop that knows its customers.
pub fn shop() -> Shop {
    let apps =
        vec![customers::app(), identity::app(), loyalty::app(), outbox::app(), segments::app()];
    Shop::with(apps, Some(Arc::new(MemoryFiles::default())), None)
}

/// Staff enter somebody; their id.
pub async fn entered(shop: &Shop, name: &str) -> String {
    let body = json!({ "display_name": name, "email": format!("{name}@example.com") });
    let request = Request::post("/customers").staff(Role::Service).key(name).json(&body);
    let made = shop.call(request).await.expect(201);
    shop.settle().await;
    made["customer_id"].as_str().unwrap().to_owned()
}

/// Staff give somebody a tag, or take it.
pub async fn tag(shop: &Shop, customer: &str, add: bool, tag: &str) {
    let body = if add { json!({ "add_tags": [tag] }) } else { json!({ "remove_tags": [tag] }) };
    let path = format!("/customers/{customer}/profile");
    shop.call(Request::patch(path).staff(Role::Service).json(&body)).await.expect(200);
    shop.settle().await;
}

pub fn put(segment: &str, rule: &Value) -> Request {
    let body = json!({ "name": segment, "rule": rule });
    Request::put(format!("/segments/{segment}")).staff(Role::Catalog).json(&body)
}

/// Writes a segment, and waits until everybody was looked at.
pub async fn written(shop: &Shop, segment: &str, rule: &Value) {
    shop.call(put(segment, rule)).await.expect(200);
    looked(shop).await;
}

/// The clock comes after the rules have settled.
pub async fn looked(shop: &Shop) {
    shop.source.advance(180);
    shop.tick("look-at-segments").await;
}

pub async fn get(shop: &Shop, target: impl Into<String>) -> Value {
    shop.call(Request::get(target.into()).staff(Role::Service)).await.expect(200)
}

/// Who is in a segment. What is listed is what is counted, and what each of them is told to be in.
pub async fn members(shop: &Shop, segment: &str) -> Vec<String> {
    let listed = get(shop, format!("/segments/{segment}/members")).await;
    let listed: Vec<String> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["customer_id"].as_str().unwrap().to_owned())
        .collect();
    let seen = shop.call(Request::get(format!("/segments/{segment}")).staff(Role::Service)).await;
    if seen.status == 200 {
        assert_eq!(seen.json()["members"], listed.len(), "{segment}");
    }
    for customer in &listed {
        let standing = get(shop, format!("/customers/{customer}/segments")).await;
        assert!(standing["segments"][segment].is_string(), "{standing}");
    }
    listed
}

/// Who was told to have entered and left, in the order of the news.
pub fn told(shop: &Shop, segment: &str) -> Vec<(bool, String)> {
    let news = shop.sent().into_iter().filter_map(|event| {
        let entered = match event.detail_type.as_str() {
            "segments.SegmentEntered.v1" => true,
            "segments.SegmentLeft.v1" => false,
            _ => return None,
        };
        let detail: Value = serde_json::from_str(&event.detail).unwrap();
        let data = &detail["data"];
        (data["segment"] == segment)
            .then(|| (entered, data["customer_id"].as_str().unwrap().to_owned()))
    });
    news.collect()
}
