//! What shoppers and staff do, as requests: the same for a shop in process and for a deployed one.
use crate::Request;
use contract::Role;
use serde_json::{Value, json};

/// Where the tests' goods lie.
const LOCATION: &str = "loc_main";

/// A SKU and so many units of it.
pub type Units = (String, u32);

/// Puts a product on sale at a price in pence.
pub fn product(sku: &str, minor: i64) -> Request {
    let body = json!({
        "title": format!("Product {sku}"), "state": "active", "tax_category": "standard",
        "variants": [{ "sku": sku, "prices": [{ "currency": "GBP", "minor": minor }] }],
    });
    Request::put(format!("/products/by-key/{sku}")).staff(Role::Catalog).json(&body)
}

/// Opens the warehouse, or leaves it as it is.
pub fn warehouse() -> Request {
    let body = json!({ "title": "Main warehouse", "country": "GB" });
    Request::put(format!("/locations/{LOCATION}")).staff(Role::Fulfilment).json(&body)
}

/// Takes units in at the warehouse.
pub fn receipt(key: &str, units: &[Units]) -> Request {
    let body = json!({ "location_id": LOCATION, "lines": lines(units) });
    Request::post("/stock/receipts").staff(Role::Fulfilment).key(key).json(&body)
}

/// Asks what a SKU's counters are, over all locations.
pub fn stock(sku: &str) -> Request {
    Request::get(format!("/stock/{sku}")).staff(Role::Fulfilment)
}

/// Opens a guest's cart; [`HeldCart::of`] reads the answer.
pub fn open_cart(key: &str) -> Request {
    Request::post("/carts").key(key).json(&json!({}))
}

/// Meets the challenge of a card with 3-D Secure, or fails it.
pub fn challenge(url: &str, outcome: &str) -> Request {
    let (_, path) = url.split_once("/sandbox/").expect("an address of the sandbox");
    Request::post(format!("/sandbox/{path}")).key(outcome).json(&json!({ "outcome": outcome }))
}

/// Where the tests' buyers live.
pub fn address() -> Value {
    json!({
        "name": "A. Buyer", "line1": "1 High Street", "city": "York",
        "postal_code": "YO1 7HH", "country": "GB",
    })
}

/// Everything that turns a cart into an order.
pub fn completion(card: &str) -> Value {
    json!({
        "email": "buyer@example.com", "shipping_address": address(), "shipping_option": "standard",
        "payment": { "provider": "sandbox", "method": card },
    })
}

fn lines(units: &[Units]) -> Vec<Value> {
    units.iter().map(|(sku, units)| json!({ "sku": sku, "quantity": units })).collect()
}

/// A cart, as its holder knows it.
#[derive(Clone, Debug)]
pub struct HeldCart {
    /// The cart.
    pub cart_id: String,
    /// Its secret.
    pub token: String,
}

impl HeldCart {
    /// What [`open_cart`] answered.
    pub fn of(opened: &Value) -> Self {
        let text = |name: &str| opened[name].as_str().expect("a string").to_owned();
        Self { cart_id: text("cart_id"), token: text("token") }
    }

    /// Reads something in the holder's name.
    pub fn get(&self, target: impl Into<String>) -> Request {
        Request::get(target).cart(&self.token)
    }

    /// Does something in the holder's name.
    pub fn post(&self, target: impl Into<String>, key: &str) -> Request {
        Request::post(target).cart(&self.token).key(key)
    }

    /// Adds units.
    pub fn add(&self, key: &str, units: &[Units]) -> Request {
        let body = json!({ "lines": lines(units) });
        self.post(format!("/carts/{}/lines", self.cart_id), key).json(&body)
    }

    /// Completes it in one call.
    pub fn complete(&self, key: &str, card: &str) -> Request {
        self.post(format!("/carts/{}/complete", self.cart_id), key).json(&completion(card))
    }

    /// Shows it.
    pub fn view(&self) -> Request {
        self.get(format!("/carts/{}", self.cart_id))
    }

    /// Shows the order that it became.
    pub fn order(&self) -> Request {
        self.get(format!("/carts/{}/order", self.cart_id))
    }
}
