//! What limits of a promotion add to an order: the same customer buys the same two lines with the same code.
use crate::{
    meter::{Usage, measure},
    usecases::shelf,
};
use contract::Role;
use serde_json::{Value, json};
use testkit::{HeldCart, Request, Shop, steps::Units};

/// The use case that the budget pins.
pub const LIMITED: &str =
    "place the same order with a code limited in all, by customer and by code";

/// Limits of every kind that one promotion has.
pub fn every_limit() -> Value {
    json!({ "uses": 200, "per_customer": 1, "per_code": 100 })
}

/// An order of two lines by a customer, from opening the cart, with a code under these limits.
pub async fn limited(limits: Value) -> Usage {
    let (shop, lines) = shelf(2).await;
    promoted(&shop, limits).await;
    measure(&shop, bought(&shop, &lines)).await.0
}

async fn promoted(shop: &Shop, limits: Value) {
    let staff = |path: String, key: &str| Request::post(path).key(key).staff(Role::Catalog);
    let off = json!({ "kind": "percent", "share": "0.1" });
    let body = json!({ "title": "A tenth off", "by_code": true, "limits": limits,
        "effect": { "kind": "order", "off": off } });
    let made = shop.call(staff("/promotions".into(), "make").json(&body)).await.expect(201);
    let path =
        format!("/promotions/{}", made.get("id").and_then(Value::as_str).unwrap_or_default());
    shop.call(staff(format!("{path}/start"), "start").json(&json!({}))).await.expect(200);
    let codes = json!({ "codes": ["SUMMER"] });
    shop.call(staff(format!("{path}/codes"), "codes").json(&codes)).await.expect(201);
    shop.settle().await;
}

async fn bought(shop: &Shop, lines: &[Units]) {
    let mine = Request::post("/me/cart").key("cart").customer("cus_ada");
    let cart = HeldCart::of(&shop.call(mine).await.expect(200));
    shop.call(cart.add("add", lines)).await.expect(200);
    let enter = Request::patch(format!("/carts/{}", cart.cart_id)).cart(&cart.token);
    shop.call(enter.json(&json!({ "codes": ["SUMMER"] }))).await.expect(200);
    shop.call(cart.complete("buy", "tok_visa")).await.expect(201);
}
