//! From the shelf to the order and back, through every function there is.
use contract::Role;
use journeys::{buy, open_cart, shop, skus, stock};
use serde_json::{Value, json};
use testkit::{Delivery, Request, Shop, steps};

const BOTH: [Delivery; 2] = [Delivery::Once, Delivery::TwiceAndBackwards];

async fn level(shop: &Shop, sku: &str) -> Value {
    shop.call(steps::stock(sku)).await.expect(200)["total"].take()
}

#[tokio::test(start_paused = true)]
async fn what_is_bought_is_ordered_paid_and_promised_once() {
    for delivery in BOTH {
        let shop = shop().delivering(delivery);
        let skus = skus(2);
        stock(&shop, &skus, 10, 1_295).await;
        let lines = [(skus[0].clone(), 3), (skus[1].clone(), 1)];
        let (cart, reply) = buy(&shop, "ada", &lines).await;
        let placed = reply.expect(201);
        shop.settle().await;

        let path = format!("/orders/{}", placed["order_id"].as_str().unwrap());
        let order = shop.call(Request::get(&path).staff(Role::Service)).await.expect(200);
        assert_eq!(order["totals"]["total"]["minor"], 4 * 1_295, "{delivery:?}");
        assert_eq!(order["state"], "placed");
        assert_eq!(order["payment_status"], "authorised", "{order}");
        let payments = Request::get(format!("{path}/payments")).staff(Role::Finance);
        let payments = shop.call(payments).await.expect(200);
        assert_eq!(payments["items"].as_array().unwrap().len(), 1);
        let level = level(&shop, &skus[0]).await;
        assert_eq!((&level["on_hand"], &level["reserved"]), (&json!(10), &json!(3)));
        assert_eq!(shop.call(cart.order()).await.expect(200)["order_id"], placed["order_id"]);
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_cancelled_in_parts_gives_back_its_stock_and_exactly_its_money() {
    for delivery in BOTH {
        let shop = shop().delivering(delivery);
        let skus = skus(1);
        stock(&shop, &skus, 10, 333).await;
        let (_, reply) = buy(&shop, "ada", &[(skus[0].clone(), 3)]).await;
        let order_id = reply.expect(201)["order_id"].as_str().unwrap().to_owned();
        shop.settle().await;
        let path = format!("/orders/{order_id}");
        let lines = Request::get(format!("{path}/lines")).staff(Role::Service);
        let lines = shop.call(lines).await.expect(200);
        let line = lines["items"][0]["line_id"].clone();

        let part =
            json!({ "reason": "one too many", "lines": [{ "line_id": line, "quantity": 1 }] });
        let cancel = |key: &str, body: &Value| {
            Request::post(format!("{path}/cancel")).staff(Role::Service).key(key).json(body)
        };
        shop.call(cancel("part", &part)).await.expect(200);
        shop.settle().await;
        assert_eq!(level(&shop, &skus[0]).await["reserved"], 2, "{delivery:?}");
        shop.call(cancel("rest", &json!({ "reason": "all of it" }))).await.expect(200);
        shop.settle().await;

        let order = shop.call(Request::get(&path).staff(Role::Service)).await.expect(200);
        assert_eq!(order["state"], "cancelled");
        assert_eq!(order["cancelled_amount"]["minor"], 999);
        let level = level(&shop, &skus[0]).await;
        assert_eq!((&level["available"], &level["reserved"]), (&json!(10), &json!(0)));
        let payments = Request::get(format!("{path}/payments")).staff(Role::Finance);
        let payments = shop.call(payments).await.expect(200);
        let payment = &payments["items"][0];
        assert_eq!(payment["cancelled"]["settled"]["minor"], 999, "{payment}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_abandoned_checkout_gives_everything_back() {
    let shop = shop();
    let skus = skus(1);
    stock(&shop, &skus, 2, 500).await;
    let cart = open_cart(&shop, "ada").await;
    shop.call(cart.add("add", &[(skus[0].clone(), 2)])).await.expect(200);
    let reply = shop.call(cart.complete("buy", "tok_3ds")).await;
    assert_eq!(reply.expect(202)["state"], "action_required");
    assert_eq!(level(&shop, &skus[0]).await["available"], 0);

    shop.source.advance(3 * 3_600);
    for _ in 0..3 {
        shop.tick("expire-checkouts").await;
        shop.tick("advance-checkouts").await;
        shop.source.advance(3_600);
    }
    let level = level(&shop, &skus[0]).await;
    assert_eq!((&level["available"], &level["reserved"]), (&json!(2), &json!(0)));
    assert_eq!(shop.call(cart.view()).await.expect(200)["state"]["kind"], "active");
}

#[tokio::test(start_paused = true)]
async fn an_order_of_five_hundred_lines_is_placed_like_any_other() {
    let shop = shop();
    let skus = skus(500);
    stock(&shop, &skus, 1, 100).await;
    let lines: Vec<_> = skus.iter().map(|sku| (sku.clone(), 1)).collect();
    let (_, reply) = buy(&shop, "wholesale", &lines).await;
    assert_eq!(reply.expect(201)["totals"]["total"]["minor"], 50_000);
}

#[tokio::test(start_paused = true)]
async fn what_is_sold_in_boxes_of_six_is_bought_in_boxes_of_six() {
    let shop = shop();
    let skus = skus(1);
    stock(&shop, &skus, 50, 250).await;
    let rules = |rules: Value| {
        let variant = json!({ "sku": skus[0], "quantities": rules,
                              "prices": [{ "currency": "GBP", "minor": 250 }] });
        let body = json!({ "title": "Lantern", "state": "active", "tax_category": "standard",
                           "variants": [variant] });
        Request::put(format!("/products/by-key/{}", skus[0])).staff(Role::Catalog).json(&body)
    };
    let odd = shop.call(rules(json!({ "min": 10, "step": 6 }))).await;
    assert_eq!(odd.refused(422), "catalog.variants_wrong");
    shop.call(rules(json!({ "min": 12, "max": 24, "step": 6 }))).await.expect(200);

    let cart = open_cart(&shop, "ada").await;
    let add = |key: &str, units| cart.add(key, &[(skus[0].clone(), units)]);
    for (key, units) in [("few", 6), ("odd", 13), ("many", 30)] {
        let refused = shop.call(add(key, units)).await;
        assert_eq!(refused.refused(422), "cart.quantity", "{units}");
        assert!(refused.text.contains("in steps of 6 from 12 to 24"), "{}", refused.text);
    }
    shop.call(add("good", 18)).await.expect(200);
    // Added again, the line would have too many.
    assert_eq!(shop.call(add("more", 12)).await.refused(422), "cart.quantity");

    // The rule changes under a cart that is filled: said, and not sold.
    shop.call(rules(json!({ "min": 24, "step": 12 }))).await.expect(200);
    let view = shop.call(cart.view()).await.expect(200);
    assert_eq!(view["errors"][0]["code"], "line.quantity", "{view}");
    let refused = shop.call(cart.complete("buy", "tok_visa")).await;
    assert_eq!(refused.refused(409), "checkout.unavailable");
    assert!(refused.text.contains("in steps of 12 from 24 up, not 18"), "{}", refused.text);
}
