//! Several things sold as one: each of them is an order line with its part of the price, so that it can be sent, sent
//! back and paid back by itself.
use contract::Role;
use journeys::{buy, deliver, parcels, shop, skus, stock};
use serde_json::{Value, json};
use testkit::{Delivery, Items, Request, Shop, invariants, steps};

/// What a kit costs, in pence: not a multiple of what its shares sum to.
const PRICE: i64 = 1_000;

/// A kit of two of the first thing and one of the second, whose prices are as 1 to 2.
async fn kit(shop: &Shop, parts: &[String]) -> String {
    let body = json!({
        "title": "A set", "state": "active", "tax_category": "standard",
        "variants": [{ "sku": "SET", "prices": [{ "currency": "GBP", "minor": PRICE }], "kit": [
            { "sku": parts[0], "quantity": 2, "share": 1 },
            { "sku": parts[1], "quantity": 1, "share": 2 },
        ] }],
    });
    let put = Request::put("/products/by-key/set").staff(Role::Catalog).json(&body);
    shop.call(put).await.expect(200);
    shop.settle().await;
    "SET".to_owned()
}

async fn lines(shop: &Shop, order_id: &str) -> Vec<Value> {
    let list = Request::get(format!("/orders/{order_id}/lines")).staff(Role::Service);
    let list = shop.call(list).await.expect(200);
    list["items"].as_array().unwrap().clone()
}

async fn refunded(shop: &Shop, order_id: &str, line: &Value, units: u64) -> i64 {
    let refund = json!({ "lines": [{ "line_id": line["line_id"], "quantity": units }] });
    let body = json!({ "reason": "Came broken", "refund": refund });
    let ask = Request::post(format!("/orders/{order_id}/refunds")).staff(Role::Finance);
    let key = format!("refund-{}-{units}", line["sku"].as_str().unwrap());
    let refund = shop.call(ask.key(key).json(&body)).await.expect(201);
    shop.settle().await;
    refund["breakdown"]["payout"]["minor"].as_i64().unwrap()
}

async fn on_hand(shop: &Shop, sku: &str) -> Value {
    shop.call(steps::stock(sku)).await.expect(200)["total"]["on_hand"].take()
}

#[tokio::test(start_paused = true)]
async fn what_a_kit_is_made_of_leaves_the_shelf_and_is_paid_back_part_by_part() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().delivering(delivery);
        let parts = skus(2);
        stock(&shop, &parts, 10, 700).await;
        let set = kit(&shop, &parts).await;
        let (_, reply) = buy(&shop, "ada", &[(set, 3)]).await;
        let placed = reply.expect(201);
        let order_id = placed["order_id"].as_str().unwrap().to_owned();
        shop.settle().await;

        let sold = lines(&shop, &order_id).await;
        let of = |sku: &String| sold.iter().find(|line| line["sku"] == **sku).unwrap();
        assert_eq!(
            (&of(&parts[0])["quantity"], &of(&parts[1])["quantity"]),
            (&json!(6), &json!(3))
        );
        let total = |line: &Value| line["amounts"]["total"]["minor"].as_i64().unwrap();
        let goods: i64 = sold.iter().map(total).sum();
        assert_eq!(goods, 3 * PRICE, "{sold:?}");
        // A third of it, as near as whole pennies come.
        assert!((total(of(&parts[0])) - PRICE).abs() <= 1, "{sold:?}");

        for parcel in parcels(&shop, &order_id).await {
            assert_eq!(deliver(&shop, &parcel).await.state(), "delivered");
        }
        assert_eq!(
            (on_hand(&shop, &parts[0]).await, on_hand(&shop, &parts[1]).await),
            (json!(4), json!(7))
        );
        let mut back = 0;
        for (sku, units) in [(&parts[0], 1), (&parts[1], 2), (&parts[0], 5), (&parts[1], 1)] {
            back += refunded(&shop, &order_id, of(sku), units).await;
        }
        assert_eq!(back, 3 * PRICE, "all parts come to what the kits cost");
        invariants::at_rest(&Items::of(&shop));
        invariants::orders_at_rest(&Items::of(&shop));
    }
}

#[tokio::test(start_paused = true)]
async fn a_kit_that_lacks_a_part_cannot_be_bought() {
    let shop = shop();
    let parts = skus(2);
    stock(&shop, &parts, 3, 700).await;
    let set = kit(&shop, &parts).await;
    let (_, reply) = buy(&shop, "ada", &[(set, 2)]).await;
    assert_eq!(reply.refused(409), "stock.insufficient");
    assert_eq!(on_hand(&shop, &parts[1]).await, json!(3));
}
