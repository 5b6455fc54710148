//! Orders that the staff write: the same saga places them, with nobody at a screen.
use contract::Role;
use journeys::{deliver, parcels, shop, skus, stock};
use primitives::{Address, Example};
use serde_json::{Value, json};
use testkit::{Delivery, Items, Reply, Request, Shop, invariants, steps};

fn goods(sku: &str, units: u32, minor: i64) -> Value {
    json!({ "sku": sku, "title": format!("Product {sku}"), "quantity": units,
            "unit_price": { "currency": "GBP", "minor": minor } })
}

fn charge(minor: i64) -> Value {
    json!({ "kind": "charge", "title": "Postage", "quantity": 1,
            "unit_price": { "currency": "GBP", "minor": minor } })
}

async fn draft(shop: &Shop, key: &str, lines: Vec<Value>) -> String {
    let body = json!({ "currency": "GBP", "email": "buyer@example.com", "reference": key,
                       "placed_at": "2010-12-01T08:26:00Z", "lines": lines });
    let request = Request::post("/draft-orders").key(key).staff(Role::Service).json(&body);
    shop.call(request).await.expect(201)["order_id"].as_str().expect("an id").to_owned()
}

async fn complete(shop: &Shop, order: &str, key: &str, payment: Value) -> Reply {
    let request = Request::post(format!("/draft-orders/{order}/complete"));
    let body = json!({ "payment": payment });
    shop.call(request.key(key).staff(Role::Service).json(&body)).await
}

async fn order(shop: &Shop, order: &str) -> Value {
    shop.call(Request::get(format!("/orders/{order}")).staff(Role::Service)).await.expect(200)
}

async fn level(shop: &Shop, sku: &str) -> Value {
    shop.call(steps::stock(sku)).await.expect(200)["total"].take()
}

fn told(shop: &Shop, name: &str) -> usize {
    shop.sent_names().iter().filter(|sent| *sent == name).count()
}

fn manual() -> Value {
    json!({ "provider": "manual" })
}

fn card(token: &str) -> Value {
    json!({ "provider": "sandbox", "method": token })
}

#[tokio::test(start_paused = true)]
async fn a_draft_is_placed_at_its_own_prices_and_its_own_date() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        for payment in [manual(), card("tok_visa")] {
            let shop = shop().delivering(delivery);
            let skus = skus(60);
            stock(&shop, &skus, 3, 999).await;
            let mut lines: Vec<Value> = skus.iter().map(|sku| goods(sku, 2, 100)).collect();
            // A charge takes no stock, and the same SKU may stand on two lines.
            lines.extend([charge(1_800), goods(&skus[0], 1, 90)]);
            let id = draft(&shop, "536365", lines).await;
            let reply = complete(&shop, &id, "c", payment.clone()).await;
            let again = complete(&shop, &id, "c", payment).await;
            assert_eq!((reply.status, &reply.text), (200, &again.text));
            let placed = reply.json();
            shop.settle().await;
            assert_eq!(placed["state"], "placed");
            let order = order(&shop, &id).await;
            assert_eq!(order["totals"]["total"]["minor"], 60 * 200 + 1_800 + 90);
            assert_eq!(order["placed_at"], "2010-12-01T08:26:00.000Z");
            let first = level(&shop, &skus[0]).await;
            assert_eq!((&first["reserved"], &first["available"]), (&json!(3), &json!(0)));
            assert_eq!(told(&shop, "order.OrderPlaced.v1"), 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_draft_that_is_sent_at_a_price_is_paid_sent_and_taken_with_it() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().delivering(delivery);
        let skus = skus(1);
        stock(&shop, &skus, 3, 999).await;
        let sent = json!({ "option": "standard", "price": { "currency": "GBP", "minor": 250 } });
        let body = json!({ "currency": "GBP", "email": "buyer@example.com", "shipping": sent,
                           "shipping_address": Address::example(), "lines": [goods(&skus[0], 2, 100)] });
        let request = Request::post("/draft-orders").key("d").staff(Role::Service).json(&body);
        let begun = shop.call(request).await.expect(201);
        let id = begun["order_id"].as_str().expect("an id").to_owned();
        complete(&shop, &id, "c", card("tok_visa")).await.expect(200);
        shop.settle().await;
        let parcel = parcels(&shop, &id).await.remove(0);
        deliver(&shop, &parcel).await;
        shop.settle().await;
        let order = order(&shop, &id).await;
        let told = (&order["state"], &order["payment_status"], &order["totals"]["total"]["minor"]);
        assert_eq!(told, (&json!("fulfilled"), &json!("paid"), &json!(450)));
        let items = Items::of(&shop);
        invariants::at_rest(&items);
        invariants::orders_at_rest(&items);
    }
}

#[tokio::test(start_paused = true)]
async fn a_draft_that_cannot_be_placed_is_a_draft_again_and_holds_nothing() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().delivering(delivery);
        let skus = skus(60);
        stock(&shop, &skus, 3, 999).await;
        let mut lines: Vec<Value> = skus.iter().map(|sku| goods(sku, 1, 100)).collect();
        lines[55] = goods(&skus[55], 4, 100);
        let id = draft(&shop, "536366", lines).await;
        let reply = complete(&shop, &id, "c", manual()).await;
        assert_eq!(reply.status, 409, "{}", reply.text);
        assert!(reply.text.contains(&skus[55]), "{}", reply.text);
        shop.settle().await;
        assert_eq!(order(&shop, &id).await["state"], "draft");
        assert_eq!(level(&shop, &skus[0]).await["reserved"], 0);

        for token in ["tok_declined", "tok_3ds"] {
            let lines = vec![goods(&skus[0], 1, 100)];
            let id = draft(&shop, token, lines).await;
            let reply = complete(&shop, &id, token, card(token)).await;
            assert_eq!(reply.status, 409, "{token}: {}", reply.text);
            shop.settle().await;
            assert_eq!(order(&shop, &id).await["state"], "draft");
            assert_eq!(level(&shop, &skus[0]).await["reserved"], 0, "{token}");
            complete(&shop, &id, &format!("now-{token}"), manual()).await.expect(200);
            shop.settle().await;
            assert_eq!(level(&shop, &skus[0]).await["reserved"], 1);
            let cancel = json!({ "reason": "a test" });
            let cancel = Request::post(format!("/orders/{id}/cancel")).json(&cancel);
            shop.call(cancel.key(token).staff(Role::Service)).await.expect(200);
            shop.settle().await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_of_charges_alone_puts_nothing_aside() {
    let shop = shop();
    let id = draft(&shop, "536779", vec![charge(1_500)]).await;
    complete(&shop, &id, "c", manual()).await.expect(200);
    shop.settle().await;
    let order = order(&shop, &id).await;
    assert_eq!(
        (&order["state"], &order["units"], &order["goods"]),
        (&json!("fulfilled"), &json!(1), &json!(0)),
        "nothing of it has to be sent"
    );
    assert!(order["reservation_id"].is_null(), "{order}");
}
