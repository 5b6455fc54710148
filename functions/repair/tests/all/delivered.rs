//! A shop with an order that was delivered.
use contract::Role;
use domain::order::Order;
use primitives::Currency;
use serde_json::{Value, json};
pub use testkit::delivered;
use testkit::{Reply, Request, Shop};

pub const GBP: Currency = Currency::GBP;

pub fn shop() -> Shop {
    Shop::of(vec![repair::app(), inventory::app(), outbox::app()])
}

pub fn ask(order: &Order, key: &str, line: &str) -> Request {
    let body = json!({ "line_id": line, "problem": "It does not light up.", "serial": "SN-1" });
    Request::post(format!("/orders/{}/repairs", order.order_id)).key(key).json(&body)
}

/// Something that staff do.
pub async fn act(shop: &Shop, one: &Value, what: &str, key: &str, body: &Value) -> Reply {
    shop.call(to(one, what, key, body).staff(Role::Service)).await
}

pub fn to(one: &Value, what: &str, key: &str, body: &Value) -> Request {
    let (order, id) = (one["order_id"].as_str().unwrap(), one["repair_id"].as_str().unwrap());
    Request::post(format!("/orders/{order}/repairs/{id}/{what}")).key(key).json(body)
}
