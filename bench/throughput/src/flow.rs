//! One shopper, from the first page to the order.
use crate::run::Watch;
use serde_json::{Value, json};
use testkit::{HeldCart, Request, Shop, steps};

/// What a shopper does, in this order.
pub const STEPS: [&str; 10] = [
    "list 20 products",
    "view one",
    "create a cart",
    "add a line",
    "add another line",
    "set e-mail and address",
    "list the ways of sending",
    "choose one",
    "begin the checkout",
    "pay, and place the order",
];

/// What follows from it when nobody waits any more.
pub const AFTERWARDS: &str = "afterwards: events, history, stock promised";

/// Buys two things. `number` tells shoppers apart.
pub async fn shop_around(shop: &Shop, skus: &[String], number: usize, watch: &mut Watch<'_>) {
    let mut names = STEPS.into_iter();
    let mut next = || names.next().unwrap_or_default();
    let (one, two) = (pick(skus, number), pick(skus, number + 7));

    let listed = watch.step(next(), shop.call(Request::get("/products?limit=20"))).await;
    assert_eq!(listed.expect(200)["items"].as_array().map(Vec::len), Some(20));
    let view = Request::get(format!("/products/by-sku/{one}"));
    watch.step(next(), shop.call(view)).await.expect(200);

    let opened = watch.step(next(), shop.call(steps::open_cart(&format!("open-{number}")))).await;
    let cart = HeldCart::of(&opened.expect(201));
    for (key, sku) in [("add-1", &one), ("add-2", &two)] {
        let add = cart.add(key, &[(sku.clone(), 1)]);
        watch.step(next(), shop.call(add)).await.expect(200);
    }
    let path = format!("/carts/{}", cart.cart_id);
    let change = |body: Value| Request::patch(&path).cart(&cart.token).json(&body);
    let buyer = json!({ "email": "buyer@example.com", "shipping_address": steps::address() });
    watch.step(next(), shop.call(change(buyer))).await.expect(200);
    let offered = watch
        .step(next(), shop.call(cart.get(format!("{path}/shipping-options"))))
        .await
        .expect(200);
    let option = &offered["options"][0]["option_id"];
    let chosen = watch.step(next(), shop.call(change(json!({ "shipping_option": option })))).await;
    chosen.expect(200);

    let begin = cart.post("/checkouts", "begin").json(&json!({ "cart_id": cart.cart_id }));
    let begun = watch.step(next(), shop.call(begin)).await.expect(201);
    let path = format!("/checkouts/{}/complete", begun["checkout_id"].as_str().unwrap_or_default());
    let payment = json!({ "payment": { "provider": "sandbox", "method": "tok_visa" } });
    let place = cart.post(path, "place").json(&payment);
    let placed = watch.step(next(), shop.call(place)).await.expect(201);
    assert_eq!(placed["state"], "placed");
    watch.step(AFTERWARDS, shop.settle()).await;
}

fn pick(skus: &[String], number: usize) -> String {
    skus.get(number % skus.len().max(1)).cloned().unwrap_or_default()
}
