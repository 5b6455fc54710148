//! All functions of the shop in one process, and what shoppers and staff do, in calls.
#![allow(clippy::expect_used, clippy::indexing_slicing)] // Tests only.
use contract::Role;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{MemoryFiles, Reply, Request, Shop};

/// A whole shop.
pub fn shop() -> Shop {
    let apps = vec![
        cart::app(),
        catalog::app(),
        checkout::app(),
        identity::app(),
        inventory::app(),
        order::app(),
        outbox::app(),
        payment::app(),
        sandbox::app(),
    ];
    Shop::with(apps, Some(Arc::new(MemoryFiles::default())), None)
}

/// A cart, as its holder knows it.
#[derive(Clone, Debug)]
pub struct HeldCart {
    /// The cart.
    pub cart_id: String,
    /// Its secret.
    pub token: String,
}

/// Puts products on sale at a price in pence, with so many units of each in stock.
pub async fn stock(shop: &Shop, skus: &[String], units: u32, minor: i64) {
    for sku in skus {
        let body = json!({
            "title": format!("Product {sku}"), "state": "active", "tax_category": "standard",
            "variants": [{ "sku": sku, "prices": [{ "currency": "GBP", "minor": minor }] }],
        });
        let put = Request::put(format!("/products/by-key/{sku}")).staff(Role::Catalog);
        shop.call(put.json(&body)).await.expect(200);
    }
    let place = Request::put("/locations/loc_main").staff(Role::Fulfilment);
    let warehouse = json!({ "title": "Main warehouse" });
    shop.call(place.json(&warehouse).header("if-none-match", "*")).await;
    let lines: Vec<Value> =
        skus.iter().map(|sku| json!({ "sku": sku, "quantity": units })).collect();
    let receipt = json!({ "location_id": "loc_main", "lines": lines });
    let first = skus.first().expect("something to stock");
    let call = Request::post("/stock/receipts").staff(Role::Fulfilment);
    shop.call(call.key(format!("receipt-{first}")).json(&receipt)).await.expect(201);
    shop.settle().await;
}

/// Opens a guest's cart.
pub async fn open_cart(shop: &Shop, key: &str) -> HeldCart {
    let reply = shop.call(Request::post("/carts").key(key).json(&json!({}))).await.expect(201);
    let text = |name: &str| reply[name].as_str().expect("a string").to_owned();
    HeldCart { cart_id: text("cart_id"), token: text("token") }
}

impl HeldCart {
    /// Adds units.
    pub fn add(&self, key: &str, lines: &[(String, u32)]) -> Request {
        let lines: Vec<Value> =
            lines.iter().map(|(sku, units)| json!({ "sku": sku, "quantity": units })).collect();
        Request::post(format!("/carts/{}/lines", self.cart_id))
            .cart(&self.token)
            .key(key)
            .json(&json!({ "lines": lines }))
    }

    /// Completes it in one call.
    pub fn complete(&self, key: &str, card: &str) -> Request {
        Request::post(format!("/carts/{}/complete", self.cart_id))
            .cart(&self.token)
            .key(key)
            .json(&completion(card))
    }

    /// Shows it.
    pub fn view(&self) -> Request {
        Request::get(format!("/carts/{}", self.cart_id)).cart(&self.token)
    }
}

/// Everything a completion needs.
pub fn completion(card: &str) -> Value {
    json!({
        "email": "buyer@example.com",
        "shipping_address": {
            "name": "A. Buyer", "line1": "1 High Street", "city": "York",
            "postal_code": "YO1 7HH", "country": "GB",
        },
        "shipping_option": "standard",
        "payment": { "provider": "sandbox", "method": card },
    })
}

/// A cart with lines, bought; the answer.
pub async fn buy(shop: &Shop, key: &str, lines: &[(String, u32)]) -> (HeldCart, Reply) {
    let cart = open_cart(shop, key).await;
    shop.call(cart.add(key, lines)).await.expect(200);
    let reply = shop.call(cart.complete(key, "tok_visa")).await;
    (cart, reply)
}

/// So many SKUs.
pub fn skus(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("SKU-{n:04}")).collect()
}
