//! What the catalogue's tests share.
use contract::Role;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{MemoryFiles, Reply, Request, Shop};

/// A shop with files.
pub fn shop() -> (Shop, MemoryFiles) {
    let files = MemoryFiles::default();
    let apps = vec![catalog::app(), outbox::app()];
    (Shop::with(apps, Some(Arc::new(files.clone())), None), files)
}

/// A simple product on sale.
pub fn lantern() -> Value {
    json!({
        "title": "White Metal Lantern",
        "brand": "Lumen & Co",
        "state": "active",
        "tax_category": "standard",
        "variants": [{
            "sku": "71053", "gtin": "4006381333931", "weight_grams": 640,
            "dimensions": { "length_mm": 120, "width_mm": 120, "height_mm": 260 },
            "prices": [{ "currency": "GBP", "minor": 339 }, { "currency": "EUR", "minor": 410 }],
        }],
    })
}

/// A simple product of a title and SKU.
pub fn simple(title: &str, sku: &str, minor: i64) -> Value {
    json!({
        "title": title, "state": "active", "tax_category": "standard",
        "variants": [{ "sku": sku, "prices": [{ "currency": "GBP", "minor": minor }] }],
    })
}

/// The same body with some fields set.
pub fn with(mut body: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// Writes a product as staff.
pub fn put(key: &str, body: &Value) -> Request {
    Request::put(format!("/products/by-key/{key}")).staff(Role::Catalog).json(body)
}

/// Writes a category as staff.
pub fn category(slug: &str, body: &Value) -> Request {
    Request::put(format!("/categories/{slug}")).staff(Role::Catalog).json(body)
}

/// Reads as staff.
pub fn staff(path: impl Into<String>) -> Request {
    Request::get(path).staff(Role::Catalog)
}

/// Titles of a list's items.
pub fn titles(reply: &Reply) -> Vec<String> {
    let page = reply.expect(200);
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}
