//! A shop with a granted return, and one that takes lanterns back.
use contract::Role;
use domain::order::Order;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{Delivery, HAULIER_SECRET, MemoryFiles, Reply, Request, Shop, delivered};

pub fn shop(files: &MemoryFiles) -> Shop {
    shop_delivering(files, Delivery::Once)
}

pub fn shop_delivering(files: &MemoryFiles, delivery: Delivery) -> Shop {
    let apps = vec![
        carrier::app(),
        haulier::app(),
        inventory::app(),
        outbox::app(),
        recycle::app(),
        repair::app(),
        returns::app(),
    ];
    Shop::with(apps, Some(Arc::new(files.clone())), None).delivering(delivery)
}

/// Gives the one location an address.
pub async fn address(shop: &Shop) {
    let address = json!({ "name": "Returns desk", "line1": "Dock 7", "city": "Leeds", "postal_code": "LS1 1AA", "country": "GB" });
    let body = json!({ "title": "Main warehouse", "address": address });
    let put = Request::put("/locations/loc_main").staff(Role::Fulfilment).json(&body);
    assert_eq!(shop.call(put).await.expect(200)["country"], "GB");
}

/// Asks for a return; granted only if so said.
pub async fn returned(
    shop: &Shop,
    name: &str,
    customer: Option<&str>,
    granted: bool,
) -> (Order, Value) {
    let order = delivered(shop, name, customer).await;
    let lines = json!([{ "line_id": format!("line_{name}-0"), "quantity": 2, "reason": "style" }]);
    let ask = Request::post(format!("/orders/{}/returns", order.order_id)).staff(Role::Service);
    let one = shop.call(ask.key(name).json(&json!({ "lines": lines }))).await.expect(201);
    if granted {
        act(shop, &one, "approval").await.expect(200);
    }
    (order, one)
}

pub async fn act(shop: &Shop, one: &Value, what: &str) -> Reply {
    shop.call(on(one, what).staff(Role::Service).key(what).json(&json!({}))).await
}

fn path(one: &Value, what: &str) -> String {
    let [order, id] = ["order_id", "return_id"].map(|name| one[name].as_str().unwrap());
    format!("/orders/{order}/returns/{id}/{what}")
}

pub fn on(one: &Value, what: &str) -> Request {
    Request::post(path(one, what))
}

pub fn show(one: &Value) -> Request {
    Request::get(path(one, "label")).staff(Role::Service)
}

pub fn ask(one: &Value, who: &str, key: &str) -> Request {
    on(one, "label").customer(who).key(key)
}

/// The carrier's people scan a parcel, and the shop hears of it.
pub async fn scan(shop: &Shop, number: &str, word: &str) {
    shop.source.advance(60);
    let scan = Request::post(format!("/haulier/v1/parcels/{number}/scans"));
    let scan = scan.key(format!("{number}-{word}")).json(&json!({ "scan": word }));
    let scan = scan.header("authorization", format!("Bearer {HAULIER_SECRET}"));
    shop.call(scan).await.expect(200);
    shop.settle().await;
}
