//! From the purchase to the purchase that the used thing pays for, and to whoever buys the used thing.
use contract::Role;
use journeys::{bought, buy, deliver, parcels, shop, stock};
use serde_json::{Value, json};
use testkit::{Delivery, Items, Request, Shop, invariants};

/// Pays 8 pounds for a lamp that works and 5 for one that does not, if it was bought here.
async fn programme(shop: &Shop) {
    let amount = |grade: &str, minor: i64| json!({ "grade": grade, "amounts": [{ "currency": "GBP", "minor": minor }] });
    let answer = |word: &str, grade: &str| json!({ "answer": word, "text": word, "grade": grade });
    let body = json!({
        "title": "Lamps", "market": "GB", "weee": "lamps", "bought_here": true,
        "items": [{ "sku": "LAMP", "materials": [{ "material": "glass", "grams": 250 }] }],
        "grades": [amount("a", 800), amount("b", 500)],
        "questions": [{ "question": "works", "text": "Does it work?", "answers": [
            answer("yes", "a"), answer("no", "b"),
        ] }],
        "valid_from": "2020-01-01T00:00:00Z",
        "quote_days": 14, "send_days": 21, "answer_days": 7,
    });
    let put = Request::put("/takeback-programmes/lamps").staff(Role::Catalog).json(&body);
    shop.call(put).await.expect(200);
}

/// A used lamp in the catalogue, of which there is none yet.
async fn used(shop: &Shop) {
    let body = json!({ "title": "Used", "attributes": [
        { "name": "condition", "title": "Condition", "rule": { "type": "boolean" } },
    ] });
    let types = Request::put("/product-types/used").staff(Role::Catalog).json(&body);
    shop.call(types).await.expect(200);
    let body = json!({
        "title": "Lamp, used", "state": "active", "tax_category": "standard",
        "product_type": "used", "attributes": { "condition": true },
        "variants": [{ "sku": "LAMP-USED", "prices": [{ "currency": "GBP", "minor": 700 }] }],
    });
    let product = Request::put("/products/by-key/used").staff(Role::Catalog).json(&body);
    shop.call(product).await.expect(200);
}

async fn step(shop: &Shop, one: &Value, what: &str, body: &Value, staff: bool) -> Value {
    let path = format!("/takebacks/{}/{what}", one["takeback_id"].as_str().unwrap());
    let request = Request::post(path).key(what).json(body);
    let request = if staff { request.staff(Role::Fulfilment) } else { request.customer("ada") };
    let seen = shop.call(request).await.expect(200);
    shop.settle().await;
    seen
}

#[tokio::test(start_paused = true)]
async fn a_used_lamp_pays_for_the_next_and_is_sold_again() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().delivering(delivery);
        stock(&shop, &["LAMP".to_owned()], 20, 1_000).await;
        programme(&shop).await;
        used(&shop).await;
        shop.call(Request::get("/me").customer("ada")).await.expect(200);
        let order = bought(&shop, "one", &[("LAMP".to_owned(), 1)], false).await;
        let ask = json!({
            "sku": "LAMP", "market": "GB", "currency": "GBP", "order_id": order,
            "answers": [{ "question": "works", "answer": "yes" }],
        });
        let ask = |key: &str| Request::post("/me/takebacks").customer("ada").key(key).json(&ask);
        assert_eq!(shop.call(ask("0")).await.refused(409), "recycle.not_bought");
        for parcel in parcels(&shop, &order).await {
            deliver(&shop, &parcel).await;
        }
        let one = shop.call(ask("1")).await.expect(201);
        assert_eq!(shop.call(ask("2")).await.refused(409), "recycle.not_bought");

        step(&shop, &one, "acceptance", &json!({}), false).await;
        step(&shop, &one, "receipt", &json!({}), true).await;
        let seen = step(&shop, &one, "inspection", &json!({ "grade": "b" }), true).await;
        assert_eq!(seen["state"], "reduced");
        let paid = step(&shop, &one, "offer/acceptance", &json!({}), false).await;
        assert_eq!(paid["credit"]["minor"], 500);

        // The credit pays for part of the next.
        let next = bought(&shop, "two", &[("LAMP".to_owned(), 1)], true).await;
        let list = Request::get(format!("/orders/{next}/payments")).staff(Role::Finance);
        let payments = shop.call(list).await.expect(200);
        let items = payments["items"].as_array().unwrap();
        assert!(items.iter().any(|one| one["provider"] == "gift_card"), "{delivery:?}");

        // Somebody else buys the used one, and there is only one.
        let lines = [("LAMP-USED".to_owned(), 1)];
        assert_ne!(buy(&shop, "early", &lines).await.1.status, 201);
        let body = json!({
            "treatment": "refurbish", "sold_as": "LAMP-USED", "location_id": "loc_main",
        });
        step(&shop, &one, "treatment", &body, true).await;
        buy(&shop, "used", &lines).await.1.expect(201);
        shop.settle().await;
        assert_ne!(buy(&shop, "late", &lines).await.1.status, 201, "{delivery:?}");
        let month = shop.now().to_string()[..7].to_owned();
        let path = format!("/takeback-report?market=GB&from={month}&to={month}");
        let report = shop.call(Request::get(path).staff(Role::Finance)).await.expect(200);
        assert_eq!(report["items"][0]["treated"]["refurbish"]["materials"]["glass"], 250);
        let items = Items::of(&shop);
        invariants::stock(&items);
        invariants::gift_cards(&items);
    }
}
