//! Points from the purchase that earns them to the refund that takes them back.
use contract::Role;
use domain::pricing::gift_card::GiftCard;
use journeys::{bought, deliver, parcels, shop, skus, stock};
use serde_json::{Value, json};
use testkit::{Delivery, HeldCart, Items, Request, Shop, invariants};

const BOTH: [Delivery; 2] = [Delivery::Once, Delivery::TwiceAndBackwards];
const DAY: i64 = 86_400;

fn gbp(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "GBP" })
}

/// A point for a penny, two weeks after the parcel arrived; a hundred points are a pound; gold from 3,000 points on.
async fn programme(shop: &Shop) {
    let body = json!({
        "earn": [{ "per": gbp(1), "points": 1 }],
        "hold": { "after": "delivery", "days": 14, "at_latest": 60 },
        "valid_months": 12,
        "tiers": { "levels": [{ "tier": "gold", "title": "Gold", "least": 3_000, "factor": 2_000 }] },
        "credit": [{ "points": 1, "worth": gbp(1) }],
    });
    let put = Request::put("/loyalty/programme").staff(Role::Finance).json(&body);
    shop.call(put).await.expect(200);
}

/// What can be spent, and what is promised.
async fn points(shop: &Shop) -> (i64, i64) {
    let seen = shop.call(Request::get("/me/loyalty").customer("ada")).await.expect(200);
    (seen["balance"].as_i64().unwrap(), seen["pending"].as_i64().unwrap())
}

async fn earned(shop: &Shop, order_id: &str) -> i64 {
    let look = Request::get(format!("/orders/{order_id}/points")).customer("ada");
    shop.call(look).await.expect(200)["points"].as_i64().unwrap()
}

async fn arrived(shop: &Shop, order_id: &str) {
    for parcel in parcels(shop, order_id).await {
        deliver(shop, &parcel).await;
    }
}

/// The payments of an order, by provider.
async fn payment(shop: &Shop, order_id: &str, provider: &str) -> Value {
    let list = Request::get(format!("/orders/{order_id}/payments")).staff(Role::Finance);
    let all = shop.call(list).await.expect(200);
    let mut items = all["items"].as_array().unwrap().iter();
    items.find(|payment| payment["provider"] == provider).unwrap().clone()
}

async fn refund(shop: &Shop, payment: &Value, key: &str, minor: i64) {
    let body = json!({ "amount": gbp(minor), "reason": "it broke" });
    let path = format!("/payments/{}/refunds", payment["payment_id"].as_str().unwrap());
    shop.call(Request::post(path).staff(Role::Finance).key(key).json(&body)).await.expect(200);
    shop.settle().await;
}

/// An order that was bought, delivered and kept for two weeks: what it has earned can be spent.
async fn kept(shop: &Shop, units: &[(String, u32)]) -> (String, i64) {
    let order = bought(shop, "one", units, false).await;
    let whole = earned(shop, &order).await;
    assert_eq!(points(shop).await, (0, whole));
    assert!((3_000..=50_00).contains(&whole), "without tax and shipping: {whole}");
    arrived(shop, &order).await;
    shop.source.advance(13 * DAY);
    shop.tick("loyalty-due").await;
    assert_eq!(points(shop).await, (0, whole), "the hold begins with the parcel");
    shop.source.advance(DAY + 1);
    shop.tick("loyalty-due").await;
    assert_eq!(points(shop).await, (whole, 0));
    (order, whole)
}

/// A shop with twenty of something, and a customer who may earn.
async fn earning(delivery: Delivery) -> (Shop, String) {
    let shop = shop().delivering(delivery);
    let sku = skus(1).remove(0);
    stock(&shop, std::slice::from_ref(&sku), 20, 1_000).await;
    programme(&shop).await;
    shop.call(Request::get("/me").customer("ada")).await.expect(200);
    (shop, sku)
}

#[tokio::test(start_paused = true)]
async fn points_are_earned_delivered_spent_and_reversed_and_nothing_is_made_or_lost() {
    for delivery in BOTH {
        let (shop, sku) = earning(delivery).await;
        let (first, whole) = kept(&shop, &[(sku.clone(), 5)]).await;

        // They pay for half of another order, which earns twice: the customer is gold by now.
        let make = json!({ "amount": gbp(10_00) });
        let make = Request::post("/me/loyalty/credits").customer("ada").key("c").json(&make);
        assert_eq!(shop.call(make).await.expect(201)["points"], 1_000);
        let second = bought(&shop, "two", &[(sku, 2)], true).await;
        let again = earned(&shop, &second).await;
        assert!((again - whole * 2 / 5 * 2).abs() <= 4, "two of five, twice: {again} of {whole}");
        assert_eq!(points(&shop).await, (whole - 1_000, again));
        arrived(&shop, &second).await;
        let by_credit = payment(&shop, &second, "gift_card").await;
        assert_eq!(by_credit["captured"]["settled"], gbp(10_00));

        // What comes back to the credit is points again; what the order had earned goes, part for part.
        refund(&shop, &by_credit, "a", 4_00).await;
        assert_eq!(points(&shop).await.0, whole - 1_000 + 400, "{delivery:?}");
        refund(&shop, &by_credit, "b", 6_00).await;
        let other = payment(&shop, &second, "sandbox").await;
        let rest = other["captured"]["settled"]["minor"].as_i64().unwrap();
        refund(&shop, &other, "c", rest).await;
        assert_eq!(points(&shop).await, (whole, 0), "as if it had not been");

        // The order that earned them comes back as well.
        let paid = payment(&shop, &first, "sandbox").await;
        let all = paid["captured"]["settled"]["minor"].as_i64().unwrap();
        refund(&shop, &paid, "d", all).await;
        assert_eq!(points(&shop).await, (0, 0));
        let items = Items::of(&shop);
        let credit: Vec<GiftCard> = items.all();
        assert!(credit.iter().all(|card| card.balance.minor == 0));
        invariants::at_rest(&items);
    }
}

#[tokio::test(start_paused = true)]
async fn a_price_for_gold_is_for_gold() {
    let (shop, sku) = earning(Delivery::Once).await;
    let promotion = json!({
        "title": "Gold saves a tenth",
        "conditions": [{ "kind": "group", "any_of": ["tier:gold"] }],
        "effect": { "kind": "order", "off": { "kind": "percent", "share": "0.1" } },
    });
    let make = Request::post("/promotions").staff(Role::Catalog).key("p").json(&promotion);
    let made = shop.call(make).await.expect(201);
    let start = format!("/promotions/{}/start", made["id"].as_str().unwrap());
    shop.call(Request::post(start).staff(Role::Catalog)).await.expect(200);
    shop.settle().await;
    let total = async |key: &str| {
        let open = Request::post("/me/cart").customer("ada").key(key).json(&json!({}));
        let cart = HeldCart::of(&shop.call(open).await.expect(200));
        shop.call(cart.add(key, &[(sku.clone(), 1)])).await.expect(200);
        let view = shop.call(cart.view()).await.expect(200);
        view["totals"]["discount"]["minor"].as_i64().unwrap()
    };
    assert_eq!(total("before").await, 0);
    // The cart that is open is bought with four more.
    kept(&shop, &[(sku.clone(), 4)]).await;
    assert_eq!(total("after").await, 100);
}
