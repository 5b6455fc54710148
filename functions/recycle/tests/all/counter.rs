//! A shop that takes lanterns back.
use contract::Role;
use primitives::Currency;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{MemoryFiles, Reply, Request, Shop, steps};

pub const DAY: i64 = 86_400;

pub fn shop() -> Shop {
    shop_with(&MemoryFiles::default())
}

/// A shop whose files can be looked at.
pub fn shop_with(files: &MemoryFiles) -> Shop {
    let apps =
        vec![recycle::app(), catalog::app(), giftcards::app(), inventory::app(), outbox::app()];
    Shop::with(apps, Some(Arc::new(files.clone())), None)
}

/// Pays 90, 60, 30 and 0 pounds for grades a to d of `LANTERN`, each 500 grams.
pub fn programme() -> Value {
    let amount = |grade: &str, minor: i64| json!({ "grade": grade, "amounts": [{ "currency": Currency::GBP.code(), "minor": minor }] });
    let answer = |word: &str, grade: &str| json!({ "answer": word, "text": word, "grade": grade });
    json!({
        "title": "Lanterns", "market": "GB", "weee": "lamps",
        "items": [{ "sku": "LANTERN", "materials": [
            { "material": "aluminium", "grams": 400 }, { "material": "battery", "grams": 100 },
        ] }],
        "grades": [amount("a", 9_000), amount("b", 6_000), amount("c", 3_000)],
        "questions": [{ "question": "glass", "text": "Is the glass whole?", "answers": [
            answer("whole", "a"), answer("scratched", "b"), answer("broken", "c"),
        ] }],
        "valid_from": "2020-01-01T00:00:00Z",
        "quote_days": 14, "send_days": 21, "answer_days": 7,
    })
}

pub fn put(name: &str, body: &Value) -> Request {
    Request::put(format!("/takeback-programmes/{name}")).staff(Role::Catalog).json(body)
}

pub fn asking(key: &str, answer: &str, order: Option<&str>) -> Request {
    let body = json!({
        "sku": "LANTERN", "market": "GB", "currency": "GBP", "order_id": order,
        "answers": [{ "question": "glass", "answer": answer }],
    });
    Request::post("/me/takebacks").customer("ada").key(key).json(&body)
}

/// Asks, in a shop that takes lanterns.
pub async fn quoted(shop: &Shop, answer: &str) -> Value {
    shop.call(put("lanterns", &programme())).await.expect(200);
    shop.call(asking("1", answer, None)).await.expect(201)
}

fn path(one: &Value, what: &str) -> String {
    format!("/takebacks/{}/{what}", one["takeback_id"].as_str().unwrap())
}

/// The customer does something.
pub async fn customer(shop: &Shop, one: &Value, what: &str) -> Reply {
    let request = Request::post(path(one, what)).customer("ada").key(what);
    shop.call(request.json(&json!({}))).await
}

/// Whoever opens parcels does something.
pub async fn dock(shop: &Shop, one: &Value, what: &str, body: &Value) -> Reply {
    let request = Request::post(path(one, what)).staff(Role::Fulfilment);
    shop.call(request.key(format!("{what}{body}")).json(body)).await
}

/// Sends it, and has it looked at.
pub async fn inspected(shop: &Shop, one: &Value, grade: &str) -> Value {
    customer(shop, one, "acceptance").await.expect(200);
    dock(shop, one, "receipt", &json!({})).await.expect(200);
    dock(shop, one, "inspection", &json!({ "grade": grade })).await.expect(200)
}

pub async fn now(shop: &Shop, one: &Value) -> Value {
    let id = one["takeback_id"].as_str().unwrap();
    shop.call(Request::get(format!("/takebacks/{id}")).customer("ada")).await.expect(200)
}

/// What the customer has of store credit, card by card.
pub async fn credit(shop: &Shop) -> Vec<i64> {
    let seen = Request::get("/customers/cus_ada/store-credit").customer("ada");
    let page = shop.call(seen).await.expect(200);
    let items = page["items"].as_array().unwrap();
    items.iter().map(|card| card["balance"]["minor"].as_i64().unwrap()).collect()
}

/// A used lantern on sale, with its condition.
pub async fn used(shop: &Shop) {
    let attribute = json!({ "name": "condition", "title": "Condition", "required": true,
        "rule": { "type": "enum", "values": ["refurbished"] } });
    let body = json!({ "title": "Used", "attributes": [attribute] });
    let types = Request::put("/product-types/used").staff(Role::Catalog).json(&body);
    shop.call(types).await.expect(200);
    let body = json!({
        "title": "Lantern, refurbished", "state": "active", "tax_category": "standard",
        "product_type": "used", "attributes": { "condition": "refurbished" },
        "variants": [{ "sku": "LANTERN-USED", "prices": [{ "currency": "GBP", "minor": 7_000 }] }],
    });
    let product = Request::put("/products/by-key/used").staff(Role::Catalog).json(&body);
    shop.call(product).await.expect(200);
    shop.call(steps::warehouse()).await.expect(200);
}

pub async fn report(shop: &Shop) -> Value {
    let month = shop.now().to_string()[..7].to_owned();
    let path = format!("/takeback-report?market=GB&from={month}&to={month}");
    shop.call(Request::get(path).staff(Role::Finance)).await.expect(200)
}
