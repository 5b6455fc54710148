//! What a shopper and a warehouse do, in calls.
use crate::{Deployed, fresh};
use contract::Role;
use serde_json::{Value, json};
use testkit::{Reply, Request};

/// Where the tests' goods lie.
const LOCATION: &str = "loc_live";

/// A cart, as its holder knows it.
#[derive(Clone, Debug)]
pub struct HeldCart {
    /// The cart.
    pub cart_id: String,
    /// Its secret.
    pub token: String,
}

impl Deployed {
    /// Puts a new product on sale, with so many units in stock, and says its SKU.
    pub async fn stocked(&self, units: u32) -> String {
        let sku = fresh("LIVE");
        let body = json!({
            "title": "Live test lantern",
            "state": "active", "tax_category": "standard",
            "variants": [{ "sku": sku, "prices": [{ "currency": "GBP", "minor": 1_295 }] }],
        });
        let target = format!("/products/by-key/{sku}");
        self.call(Request::put(target).staff(Role::Catalog).json(&body)).await.expect(200);
        let location = json!({ "title": "Live test warehouse", "country": "GB" });
        let target = format!("/locations/{LOCATION}");
        self.call(Request::put(target).staff(Role::Fulfilment).json(&location)).await.expect(200);
        let receipt = json!({
            "location_id": LOCATION, "lines": [{ "sku": sku, "quantity": units }],
        });
        let call = Request::post("/stock/receipts").staff(Role::Fulfilment);
        self.call(call.key(fresh("receipt")).json(&receipt)).await.expect(201);
        sku
    }

    /// A guest's cart with one unit of a SKU.
    pub async fn cart_with(&self, sku: &str, key: &str) -> HeldCart {
        let opened = self.call(Request::post("/carts").key(key).json(&json!({}))).await.expect(201);
        let text = |name: &str| opened[name].as_str().expect("a string").to_owned();
        let cart = HeldCart { cart_id: text("cart_id"), token: text("token") };
        let lines = json!({ "lines": [{ "sku": sku, "quantity": 1 }] });
        let add = Request::post(format!("/carts/{}/lines", cart.cart_id));
        self.call(add.key(key).cart(&cart.token).json(&lines)).await.expect(200);
        cart
    }

    /// Completes a cart, and again while the shop says that it is still at work.
    pub async fn complete(&self, cart: &HeldCart, key: &str, card: &str) -> Reply {
        let request = Request::post(format!("/carts/{}/complete", cart.cart_id))
            .key(key)
            .cart(&cart.token)
            .json(&completion(card));
        for _ in 0..60 {
            let reply = self.call(request.clone()).await;
            let at_work = reply.status == 202 && reply.json()["state"] != "action_required";
            let in_flight = reply.status == 503
                || reply.status == 409 && reply.json()["code"] == "idempotency.in_flight";
            if !at_work && !in_flight {
                return reply;
            }
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        panic!("the cart never came to an end");
    }

    /// What a SKU's counters are, over all locations.
    pub async fn stock(&self, sku: &str) -> Value {
        let target = format!("/stock/{sku}");
        let mut view = self.call(Request::get(target).staff(Role::Fulfilment)).await.expect(200);
        view["total"].take()
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
