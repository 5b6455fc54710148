//! What customers buy, from the cart to the segment.
use crate::shop::{get, members, tag, told, written};
use contract::Role;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{Delivery, HeldCart, MemoryFiles, Request, Shop, steps};

async fn market() -> Shop {
    let apps = vec![
        cart::app(),
        catalog::app(),
        checkout::app(),
        customers::app(),
        identity::app(),
        inventory::app(),
        order::app(),
        outbox::app(),
        payment::app(),
        pricing::app(),
        sandbox::app(),
        segments::app(),
    ];
    let shop = Shop::with(apps, Some(Arc::new(MemoryFiles::default())), None);
    let shop = shop.delivering(Delivery::TwiceAndBackwards);
    shop.call(steps::product("SKU", 1_000)).await.expect(200);
    shop.call(steps::warehouse()).await.expect(200);
    shop.call(steps::receipt("r", &[("SKU".into(), 50)])).await.expect(201);
    shop.settle().await;
    shop
}

async fn buy(shop: &Shop, subject: &str, key: &str) -> Value {
    let open = Request::post("/me/cart").key(key).customer(subject);
    let cart = HeldCart::of(&shop.call(open).await.expect(200));
    shop.call(cart.add(key, &[("SKU".into(), 2)])).await.expect(200);
    let placed = shop.call(cart.complete(key, "tok_visa")).await.expect(201);
    shop.settle().await;
    placed
}

#[tokio::test(start_paused = true)]
async fn who_buys_comes_in_and_who_cancels_goes_out() {
    let shop = market().await;
    let orders = |least: i64| json!({ "orders": { "least": least } });
    let from_york = json!({ "all": [orders(1), { "average_order": { "currency": "GBP", "is": { "least": 2_000 } } }] });
    written(&shop, "buyers", &orders(1)).await;
    written(&shop, "regulars", &orders(2)).await;
    written(&shop, "dear", &from_york).await;
    let first = buy(&shop, "ada", "a").await;
    let ada = members(&shop, "buyers").await;
    assert_eq!((ada.len(), members(&shop, "dear").await), (1, ada.clone()));
    assert_eq!(members(&shop, "regulars").await, Vec::<String>::new());
    let second = buy(&shop, "ada", "b").await;
    assert_eq!(members(&shop, "regulars").await, ada);
    for order in [&first, &second] {
        let path = format!("/orders/{}/cancel", order["order_id"].as_str().unwrap());
        let cancel = Request::post(&path).staff(Role::Service).key(&path);
        shop.call(cancel.json(&json!({ "reason": "no" }))).await.expect(200);
        shop.settle().await;
    }
    for segment in ["buyers", "regulars", "dear"] {
        assert_eq!(members(&shop, segment).await, Vec::<String>::new(), "{segment}");
        assert_eq!(told(&shop, segment), [(true, ada[0].clone()), (false, ada[0].clone())]);
    }
    assert_eq!(get(&shop, format!("/customers/{}/segments", ada[0])).await["segments"], json!({}));
}

#[tokio::test(start_paused = true)]
async fn prices_of_a_segment_are_for_who_is_in_it_and_as_long_as_they_are() {
    let shop = market().await;
    let put = |target: &str, body: Value| Request::put(target).staff(Role::Catalog).json(&body);
    written(&shop, "vips", &json!({ "tag": ["vip"] })).await;
    shop.call(put("/price-lists/club", json!({ "title": "Club" }))).await.expect(200);
    let gbp = |minor: i64| json!({ "currency": "GBP", "minor": minor });
    let row = json!({ "tiers": [{ "from": 1, "price": gbp(700) }], "scope": { "group": "segment:vips" } });
    let rows = json!({ "skus": [{ "sku": "SKU", "rows": [row] }] });
    shop.call(put("/price-lists/club/rows", rows)).await.expect(200);
    let total = async |subject: &str, key: &str| {
        let open = Request::post("/me/cart").key(key).customer(subject);
        let cart = HeldCart::of(&shop.call(open).await.expect(200));
        let view = shop.call(cart.add(key, &[("SKU".into(), 1)])).await.expect(200);
        view["totals"]["subtotal"]["minor"].as_i64().unwrap()
    };
    let me = shop.call(Request::get("/me").customer("ada")).await.expect(200);
    let ada = me["customer_id"].as_str().unwrap().to_owned();
    assert_eq!(total("ada", "a").await, 1_000);
    tag(&shop, &ada, true, "vip").await;
    assert_eq!(members(&shop, "vips").await, std::slice::from_ref(&ada));
    assert_eq!(total("ada", "b").await, 2 * 700, "the cart is hers, and has one more");
    assert_eq!(total("eve", "c").await, 1_000);
    // What staff say of her does not touch it.
    let terms = put(&format!("/customers/{ada}/terms"), json!({ "groups": ["trade"] }));
    let terms = shop.call(terms.staff(Role::Service)).await.expect(200);
    assert_eq!((&terms["segments"], &terms["groups"]), (&json!(["vips"]), &json!(["trade"])));
    tag(&shop, &ada, false, "vip").await;
    assert_eq!(members(&shop, "vips").await, Vec::<String>::new());
    let left = get(&shop, format!("/customers/{ada}/terms")).await;
    assert_eq!((left.get("segments"), &left["groups"]), (None, &json!(["trade"])));
}
