//! A shop that knows its customers, and the requests that it gets.
use contract::Role;
use serde_json::{Value, json};
use testkit::{Request, Shop};

/// A shop with customers.
pub fn shop() -> Shop {
    Shop::of(vec![customers::app(), identity::app(), outbox::app()])
}

/// Somebody whom staff enter; where their record is.
pub async fn entered(shop: &Shop, name: &str, email: &str) -> String {
    let body = json!({ "display_name": name, "email": email });
    let request = Request::post("/customers").staff(Role::Service).key(email).json(&body);
    let made = shop.call(request).await.expect(201);
    shop.settle().await;
    format!("/customers/{}", made["customer_id"].as_str().unwrap())
}

/// What staff see.
pub async fn get(shop: &Shop, path: impl Into<String>) -> Value {
    shop.call(Request::get(path.into()).staff(Role::Service)).await.expect(200)
}

/// Staff change what is kept of a customer.
pub fn change(customer: &str, body: Value) -> Request {
    Request::patch(format!("{customer}/profile")).staff(Role::Service).json(&body)
}

/// The ids of an answer, without the path.
pub fn ids(found: &Value) -> Vec<String> {
    let all = found["customers"].as_array().unwrap().iter();
    all.map(|one| format!("/customers/{}", one["customer_id"].as_str().unwrap())).collect()
}
