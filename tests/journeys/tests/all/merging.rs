//! Somebody who bought as two customers, and is one.
use contract::Role;
use domain::loyalty::PointsAccount;
use journeys::{bought, deliver, parcels, shop, skus, stock};
use serde_json::{Value, json};
use testkit::{Delivery, HeldCart, Items, Request, Shop, invariants, steps};

const DAY: i64 = 86_400;

fn gbp(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "GBP" })
}

async fn staff(shop: &Shop, path: &str) -> Value {
    shop.call(Request::get(path).staff(Role::Service)).await.expect(200)
}

/// Buys as somebody else than `bought` does.
async fn buys(shop: &Shop, who: &str, key: &str, lines: &[(String, u32)]) -> String {
    let open = Request::post("/me/cart").customer(who).key(key).json(&json!({}));
    let cart = HeldCart::of(&shop.call(open).await.expect(200));
    shop.call(cart.add(key, lines)).await.expect(200);
    let placed = shop.call(cart.complete(key, "tok_visa")).await.expect(201);
    shop.settle().await;
    placed["order_id"].as_str().unwrap().to_owned()
}

/// Somebody with a record, a hundred points and seven pounds of store credit.
async fn welcomed(shop: &Shop, who: &str) {
    shop.call(Request::get("/me").customer(who)).await.expect(200);
    let body = json!({ "by": 100, "reason": "welcome" });
    let path = format!("/customers/cus_{who}/loyalty/adjustments");
    let give = Request::post(path).staff(Role::Service).key(who).json(&body);
    shop.call(give).await.expect(200);
    let body = json!({ "amount": gbp(700) });
    let path = format!("/customers/cus_{who}/store-credit");
    let grant = Request::post(path).staff(Role::Service).key(format!("credit-{who}"));
    shop.call(grant.json(&body)).await.expect(201);
}

#[tokio::test(start_paused = true)]
async fn points_store_credit_terms_and_orders_come_along_and_can_be_spent() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().delivering(delivery);
        let sku = skus(1).remove(0);
        stock(&shop, std::slice::from_ref(&sku), 20, 1_000).await;
        let programme = json!({
            "earn": [{ "per": gbp(1), "points": 1 }], "hold": { "after": "placing", "days": 14 },
            "valid_months": 12, "credit": [{ "points": 1, "worth": gbp(1) }],
        });
        let put = Request::put("/loyalty/programme").staff(Role::Finance).json(&programme);
        shop.call(put).await.expect(200);
        for who in ["ada", "eve"] {
            welcomed(&shop, who).await;
        }
        let terms = Request::put("/customers/cus_eve/terms").staff(Role::Catalog);
        shop.call(terms.json(&json!({ "groups": ["trade"] }))).await.expect(200);
        let eves = buys(&shop, "eve", "eves", &[(sku.clone(), 2)]).await;
        let pending = staff(&shop, "/customers/cus_eve/loyalty").await["pending"].clone();
        assert!(pending.as_i64().unwrap() > 0);

        let merge = Request::post("/customers/cus_ada/merges").staff(Role::Service).key("merge");
        let merge = merge.json(&json!({ "merged": "cus_eve" }));
        shop.call(merge).await.expect(200);
        shop.settle().await;
        invariants::always(&Items::of(&shop));

        let points = staff(&shop, "/customers/cus_ada/loyalty").await;
        assert_eq!((&points["balance"], &points["pending"]), (&json!(200), &pending));
        let terms = Request::get("/customers/cus_ada/terms").staff(Role::Catalog);
        assert_eq!(shop.call(terms).await.expect(200)["groups"], json!(["trade"]));
        // One of each: a page at a time, each once.
        let mut cards = Vec::new();
        let mut path = "/customers/cus_ada/store-credit?limit=1".to_owned();
        loop {
            let page = shop.call(Request::get(path).customer("ada")).await.expect(200);
            cards.extend(page["items"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/customers/cus_ada/store-credit?limit=1&cursor={next}");
        }
        let worth: i64 = cards.iter().map(|card| card["balance"]["minor"].as_i64().unwrap()).sum();
        assert_eq!((cards.len(), worth), (2, 1_400), "{delivery:?} {cards:?}");
        for card in &cards {
            let id = card["card_id"].as_str().unwrap();
            let path = format!("/customers/cus_ada/store-credit/{id}/entries");
            shop.call(Request::get(path).customer("ada")).await.expect(200);
        }

        // Both pay for one order, and what the other bought earns for the survivor.
        let order = bought(&shop, "both", &[(sku.clone(), 1)], true).await;
        let payments = Request::get(format!("/orders/{order}/payments")).staff(Role::Finance);
        let payments = shop.call(payments).await.expect(200);
        let by_card = payments["items"].as_array().unwrap().iter();
        assert_eq!(by_card.filter(|one| one["provider"] == "gift_card").count(), 2);
        for parcel in parcels(&shop, &eves).await {
            deliver(&shop, &parcel).await;
        }
        shop.source.advance(15 * DAY);
        shop.tick("loyalty-due").await;
        shop.settle().await;
        let now = staff(&shop, "/customers/cus_ada/loyalty").await;
        assert!(now["balance"].as_i64().unwrap() >= 200 + pending.as_i64().unwrap(), "{now}");
        let accounts = Items::of(&shop).all::<PointsAccount>();
        let eve = accounts.iter().find(|one| one.customer_id.as_ref() == "cus_eve").unwrap();
        assert_eq!((eve.balance, eve.pending), (0, 0), "{delivery:?}");
        assert_eq!(
            shop.call(steps::stock(&sku)).await.expect(200)["total"]["on_hand"],
            json!(18),
            "two have left"
        );
        invariants::at_rest(&Items::of(&shop));
    }
}
