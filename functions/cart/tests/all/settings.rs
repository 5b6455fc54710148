//! The shop's settings, and what follows from them.
use crate::kit::*;
use contract::Role;
use serde_json::{Value, json};
use testkit::{Request, Shop};

fn british() -> Value {
    json!({
        "currencies": ["GBP", "EUR"],
        "country": "GB",
        "prices_include_tax": false,
        "taxes": [
            { "country": "GB", "standard": "0.2",
              "categories": [{ "category": "books", "rate": "0" }] },
            { "country": "DE", "standard": "0.19" },
        ],
        "shipping_options": [
            { "option_id": "post", "title": "Post", "countries": ["GB"],
              "prices": [{ "price": { "minor": 350, "currency": "GBP" },
                           "free_above": { "minor": 5000, "currency": "GBP" } }],
              "max_weight_grams": 2000 },
            { "option_id": "courier", "title": "Courier",
              "prices": [{ "price": { "minor": 1200, "currency": "GBP" } },
                         { "price": { "minor": 1400, "currency": "EUR" } }] },
        ],
    })
}

fn put(settings: &Value) -> Request {
    Request::put("/settings").staff(Role::Admin).json(settings)
}

async fn decided() -> Shop {
    let shop = shop().await;
    shop.call(put(&british())).await.expect(200);
    shop
}

#[tokio::test]
async fn staff_change_the_settings_on_the_version_they_saw() {
    let shop = shop().await;
    let look = || Request::get("/settings").staff(Role::Admin);
    let before = shop.call(look()).await;
    assert_eq!((before.expect(200)["country"].clone(), before.version()), (json!("GB"), 0));
    let first = shop.call(put(&british()).if_match(0)).await;
    assert_eq!(first.version(), 1);
    assert_eq!(shop.call(put(&british()).if_match(0)).await.refused(412), "version.changed");
    assert_eq!(shop.call(put(&british())).await.version(), 1, "the same again changes nothing");
    assert_eq!(shop.call(look()).await.expect(200), first.expect(200));
}

#[tokio::test]
async fn only_admins_see_or_change_the_settings() {
    let shop = shop().await;
    let look = Request::get("/settings").staff(Role::Service);
    assert_eq!(shop.call(look).await.refused(403), "caller.forbidden");
    let change = Request::put("/settings").customer("eve").json(&british());
    assert_eq!(shop.call(change).await.refused(403), "caller.forbidden");
}

#[tokio::test]
async fn settings_that_make_no_sense_are_refused() {
    let shop = shop().await;
    let mut twice = british();
    twice["currencies"] = json!(["GBP", "GBP"]);
    assert_eq!(shop.call(put(&twice)).await.refused(422), "shop.twice");
    let mut odd = british();
    odd["taxes"][0]["standard"] = json!("20%");
    assert_eq!(shop.call(put(&odd)).await.refused(422), "request.invalid");
}

#[tokio::test]
async fn everybody_may_know_where_and_how_the_shop_sells() {
    let shop = decided().await;
    let view = shop.call(Request::get("/shop")).await.expect(200);
    assert_eq!(view["currencies"], json!(["GBP", "EUR"]));
    assert_eq!(view["shipping_options"][0]["option_id"], "post");
    assert!(view.get("taxes").is_none());
}

#[tokio::test]
async fn a_cart_keeps_the_currency_it_was_opened_in() {
    let shop = decided().await;
    let open = |currency: &str| {
        Request::post("/carts").key(fresh()).json(&json!({ "currency": currency }))
    };
    let cart = Opened::of(&shop.call(open("EUR")).await, 201);
    let view = shop.call(cart.add(&[(1, 1)])).await.expect(200);
    assert_eq!(view["totals"]["subtotal"], json!({ "minor": 201, "currency": "EUR" }));
    assert_eq!(shop.call(open("JPY")).await.refused(422), "shop.currency");
}

#[tokio::test]
async fn tax_is_estimated_for_where_the_goods_go() {
    let shop = decided().await;
    let cart = guest(&shop).await;
    let home = shop.call(cart.add(&[(0, 10)])).await.expect(200);
    assert_eq!(
        (&home["tax_country"], &home["totals"]["tax"]["minor"]),
        (&json!("GB"), &json!(200))
    );
    assert_eq!(home["totals"]["total"]["minor"], 1_200);
    let away = shop.call(cart.update(json!({ "country": "DE" }))).await.expect(200);
    assert_eq!(away["totals"]["tax"]["minor"], 190);
    let address = json!({ "name": "A", "line1": "B", "city": "C", "country": "US" });
    let far = shop.call(cart.update(json!({ "shipping_address": address }))).await.expect(200);
    assert_eq!((&far["tax_country"], &far["totals"]["tax"]["minor"]), (&json!("US"), &json!(0)));
}

#[tokio::test]
async fn only_ways_of_delivery_that_are_open_can_be_chosen() {
    let shop = decided().await;
    let cart = guest(&shop).await;
    shop.call(cart.add(&[(0, 10)])).await.expect(200);
    let options = || Request::get(cart.path("/shipping-options")).cart(&cart.token);
    let open = shop.call(options()).await.expect(200);
    assert_eq!(open["options"].as_array().unwrap().len(), 2);
    let posted = shop.call(cart.update(json!({ "shipping_option": "post" }))).await.expect(200);
    assert_eq!(posted["totals"]["shipping"]["minor"], 350);
    assert_eq!(posted["totals"]["shipping_tax"]["minor"], 70);
    assert_eq!(posted["totals"]["total"]["minor"], 1_000 + 350 + 270);
    // Now it is too heavy for the post.
    let heavy = shop.call(cart.add(&[(0, 11)])).await.expect(200);
    assert_eq!(codes(&heavy, "errors"), ["shipping.unavailable"]);
    assert_eq!(heavy["totals"]["shipping"]["minor"], 0);
    let again = shop.call(cart.update(json!({ "shipping_option": "post" }))).await;
    assert_eq!(again.refused(422), "cart.shipping_option");
    let abroad =
        shop.call(cart.update(json!({ "country": "DE", "shipping_option": "courier" }))).await;
    assert_eq!(codes(&abroad.expect(200), "errors"), Vec::<String>::new());
}

#[tokio::test]
async fn delivery_is_free_from_the_value_the_shop_decided() {
    let shop = decided().await;
    let cart = guest(&shop).await;
    let mut feather = offer(1);
    feather.weight_grams = 1;
    sell(&shop, feather).await;
    shop.call(cart.add(&[(1, 49)])).await.expect(200);
    let body = json!({ "shipping_option": "post" });
    let below = shop.call(cart.update(body)).await.expect(200);
    assert_eq!(below["totals"]["shipping"]["minor"], 350);
    let above = shop.call(cart.add(&[(1, 1)])).await.expect(200);
    assert_eq!(above["totals"]["shipping"]["minor"], 0);
    assert_eq!(above["shipping"]["option_id"], "post");
}
