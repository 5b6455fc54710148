//! What becomes of a customer's orders becomes their figures and their history.
use contract::Role;
use journeys::{deliver, open_cart, parcels, shop, skus, stock};
use serde_json::{Value, json};
use testkit::{Delivery, Items, Request, Shop, invariants};

async fn get(shop: &Shop, path: String) -> Value {
    shop.call(Request::get(path).staff(Role::Service)).await.expect(200)
}

fn pounds(orders: i64, ordered: i64, captured: i64, refunded: i64, average: Option<i64>) -> Value {
    let mut worth = json!({ "orders": orders, "ordered": ordered, "captured": captured, "refunded": refunded,
                            "lifetime_value": captured - refunded });
    if let Some(average) = average {
        worth["average_order_value"] = json!(average);
    }
    worth
}

#[tokio::test(start_paused = true)]
async fn figures_follow_an_order_from_the_cart_to_the_refund_whatever_order_the_news_comes_in() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().delivering(delivery);
        let skus = skus(1);
        stock(&shop, &skus, 10, 1_000).await;
        let me = shop.call(Request::get("/me").customer("ada")).await.expect(200);
        let me = format!("/customers/{}", me["customer_id"].as_str().unwrap());
        let cart = open_cart(&shop, "ada").await;
        shop.call(cart.post(format!("/carts/{}/claim", cart.cart_id), "mine").customer("ada"))
            .await
            .expect(200);
        shop.call(cart.add("add", &[(skus[0].clone(), 3)])).await.expect(200);
        let placed = shop.call(cart.complete("buy", "tok_visa")).await.expect(201);
        let order_id = placed["order_id"].as_str().unwrap().to_owned();
        shop.settle().await;
        let worth = async || get(&shop, format!("{me}/figures")).await["worth"]["GBP"].take();
        assert_eq!(worth().await, pounds(1, 3_000, 0, 0, Some(3_000)), "{delivery:?}");

        let lines = get(&shop, format!("/orders/{order_id}/lines")).await;
        let part = json!({ "reason": "one too many",
                           "lines": [{ "line_id": lines["items"][0]["line_id"], "quantity": 1 }] });
        let cancel =
            Request::post(format!("/orders/{order_id}/cancel")).staff(Role::Service).key("part");
        shop.call(cancel.json(&part)).await.expect(200);
        shop.settle().await;
        assert_eq!(worth().await, pounds(1, 2_000, 0, 0, Some(2_000)), "{delivery:?}");

        for parcel in parcels(&shop, &order_id).await {
            deliver(&shop, &parcel).await;
        }
        invariants::orders_at_rest(&Items::of(&shop));
        assert_eq!(worth().await, pounds(1, 2_000, 2_000, 0, Some(2_000)), "{delivery:?}");
        let payments = Request::get(format!("/orders/{order_id}/payments")).staff(Role::Finance);
        let payments = shop.call(payments).await.expect(200);
        let payment = payments["items"][0]["payment_id"].as_str().unwrap();
        let refund =
            json!({ "amount": { "minor": 500, "currency": "GBP" }, "reason": "a scratch" });
        let refund = Request::post(format!("/payments/{payment}/refunds"))
            .staff(Role::Finance)
            .key("back")
            .json(&refund);
        shop.call(refund).await.expect(200);
        shop.settle().await;
        assert_eq!(worth().await, pounds(1, 2_000, 2_000, 500, Some(2_000)), "{delivery:?}");

        invariants::always(&Items::of(&shop));
        let history = get(&shop, format!("{me}/history")).await;
        let mut what: Vec<_> = history["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["what"].as_str().unwrap())
            .collect();
        what.sort_unstable();
        let all = [
            "order_placed",
            "payment_captured",
            "payment_refunded",
            "record_made",
            "shipment_delivered",
            "shipment_dispatched",
        ];
        assert_eq!(what, all, "each once, {delivery:?}");
        let found = get(&shop, format!("/customer-search?order={order_id}")).await;
        assert_eq!(found["customers"].as_array().unwrap().len(), 1);
        let guests = get(&shop, "/customer-search?email=buyer%40example.com".into()).await;
        assert_eq!(
            guests["customers"].as_array().unwrap().len(),
            1,
            "by what they said in the order"
        );
    }
}
