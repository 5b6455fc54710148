//! What the tests share: a shop that sells, and an experiment of two arms.
use contract::Role;
use serde_json::{Value, json};
use testkit::{HeldCart, Request, Shop, steps};

pub async fn shop() -> Shop {
    let shop = Shop::of(vec![
        experiments::app(),
        cart::app(),
        catalog::app(),
        checkout::app(),
        inventory::app(),
        order::app(),
        outbox::app(),
        payment::app(),
        sandbox::app(),
    ]);
    shop.call(steps::product("SKU-0", 1_000)).await.expect(200);
    shop.call(steps::warehouse()).await.expect(200);
    shop.call(steps::receipt("r", &[("SKU-0".into(), 500)])).await.expect(201);
    shop.settle().await;
    shop
}

pub fn design() -> Value {
    json!({
        "title": "A larger button", "layer": "product-page", "goal": "conversion", "currency": "GBP",
        "arms": [{ "name": "old", "weight": 1 }, { "name": "new", "weight": 1 }],
        "stop": { "kind": "sequential", "effect": 0.05 },
        "guards": [{ "measure": "taken_back", "margin": 0.1 }],
    })
}

pub fn put(name: &str, design: &Value) -> Request {
    Request::put(format!("/experiments/{name}")).staff(Role::Catalog).json(design)
}

pub fn act(name: &str, what: &str, body: &Value) -> Request {
    Request::post(format!("/experiments/{name}/{what}")).staff(Role::Catalog).json(body)
}

/// Written and started.
pub async fn started(shop: &Shop, name: &str) {
    shop.call(put(name, &design())).await.expect(200);
    shop.call(act(name, "start", &json!({}))).await.expect(200);
    shop.source.advance(31);
}

pub async fn arm(shop: &Shop, subject: &str) -> Value {
    let seats = Request::get(format!("/assignments?subject={subject}"));
    shop.call(seats).await.expect(200)["assignments"].take()
}

pub async fn exposed(shop: &Shop, subject: &str, cart: Option<&str>, names: &[&str]) -> Value {
    let body = json!({ "subject": subject, "cart_id": cart, "experiments": names });
    shop.call(Request::post("/exposures").json(&body)).await.expect(200)["assignments"].take()
}

pub async fn results(shop: &Shop, name: &str) -> Value {
    let look = Request::get(format!("/experiments/{name}/results")).staff(Role::Catalog);
    shop.call(look).await.expect(200)["standing"].take()
}

/// Sum of a figure over the arms, each times its subjects.
pub fn over_arms(standing: &Value, of: &str) -> f64 {
    let arms = standing["arms"].as_array().unwrap().iter();
    arms.map(|arm| arm[of].as_f64().unwrap() * arm["subjects"].as_f64().unwrap()).sum()
}

pub fn subjects(standing: &Value) -> i64 {
    let arms = standing["arms"].as_array().unwrap().iter();
    arms.map(|arm| arm["subjects"].as_i64().unwrap()).sum()
}

pub async fn cart(shop: &Shop, key: &str) -> HeldCart {
    HeldCart::of(&shop.call(steps::open_cart(key)).await.expect(201))
}

/// Buys a unit with a cart; the order.
pub async fn buy(shop: &Shop, cart: &HeldCart, key: &str) -> String {
    shop.call(cart.add(key, &[("SKU-0".into(), 1)])).await.expect(200);
    let placed = shop.call(cart.complete(key, "tok_visa")).await.expect(201);
    shop.settle().await;
    placed["order_id"].as_str().unwrap().to_owned()
}
