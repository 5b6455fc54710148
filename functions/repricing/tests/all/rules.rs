use crate::kit::*;
use serde_json::json;
use testkit::Request;

#[tokio::test]
async fn a_rule_that_could_be_absurd_is_refused_by_sku() {
    let shop = shop().await;
    let bounds = |floor, ceiling| json!({ "bounds": { "floor": pounds(floor), "ceiling": pounds(ceiling), "largest_step": "0.1" } });
    for (more, code, words) in [
        (bounds(1_100, 1_200), "pricing.rule", vec!["gone", "SKU-0", "outside"]),
        (bounds(900, 100_000), "pricing.rule", vec!["gone", "SKU-0", "absurd"]),
        (bounds(0, 1_200), "pricing.rule", vec!["gone", "floor"]),
        (json!({ "skus": [] }), "pricing.rule", vec!["gone", "1 to 500"]),
        (json!({ "skus": ["SKU-1", "SKU-1"] }), "pricing.rule", vec!["each once"]),
        (json!({ "skus": ["SKU-1", "NOTHING"] }), "pricing.unknown_sku", vec!["NOTHING"]),
        (json!({ "every_hours": 0 }), "pricing.rule", vec!["hours"]),
        (
            json!({ "bounds": {
                "floor": { "minor": 1, "currency": "EUR" },
                "ceiling": { "minor": 2, "currency": "EUR" }, "largest_step": "0.1" } }),
            "pricing.no_price",
            vec!["SKU-0", "EUR"],
        ),
    ] {
        let refused = put(&shop, "/repricers/gone", with(old(2), more)).await;
        for word in words {
            assert!(refused.text.contains(word), "{word} in {}", refused.text);
        }
        assert_eq!(refused.refused(422), code);
    }
    // Another list says the same for the same buyers already.
    put(&shop, "/price-lists/sale", json!({ "title": "Sale" })).await.expect(200);
    let row = json!({ "tiers": [{ "from": 1, "price": pounds(950) }] });
    let rows = json!({ "skus": [{ "sku": "SKU-1", "rows": [row] }] });
    put(&shop, "/price-lists/sale/rows", rows.clone()).await.expect(200);
    let beside = put(&shop, "/repricers/gone", old(2)).await;
    assert!(beside.text.contains("SKU-1") && beside.text.contains("sale"), "{}", beside.text);
    assert_eq!(beside.refused(422), "pricing.overlap");
    let taken = put(&shop, "/repricers/sale", old(1)).await;
    assert!(taken.text.contains("another name"), "{}", taken.text);
    assert_eq!(taken.refused(409), "pricing.not_your_list");
    // And staff do not write to its list.
    put(&shop, "/repricers/gone", old(1)).await.expect(200);
    let theirs = put(&shop, "/price-lists/gone/rows", rows).await;
    assert!(theirs.text.contains("end the repricer"), "{}", theirs.text);
    assert_eq!(theirs.refused(409), "pricing.not_your_list");
}

#[tokio::test]
async fn a_repricer_is_made_paused_started_paused_and_ended() {
    let shop = shop().await;
    let made = put(&shop, "/repricers/gone", old(2)).await;
    assert_eq!((&made.expect(200)["state"], made.version()), (&json!("paused"), 1));
    assert_eq!(put(&shop, "/repricers/gone", old(2)).await.version(), 1, "the same is no change");
    shop.tick("reprice").await;
    assert_eq!(price(&shop, 0).await, 1_000);
    post(&shop, "/repricers/gone/start", json!({})).await.expect(200);
    shop.tick("reprice").await;
    assert_eq!(price(&shop, 0).await, 900);
    post(&shop, "/repricers/gone/pause", json!({})).await.expect(200);
    shop.source.advance(2 * DAY);
    shop.tick("reprice").await;
    assert_eq!(price(&shop, 0).await, 900, "paused, its prices stay");
    let list = get(&shop, "/repricers").await;
    assert_eq!(list["items"][0]["sku_count"], json!(2));
    assert_eq!(list["items"][0]["last"]["moved"], json!(2));
    let end = || call(&shop, Request::delete("/repricers/gone"), None);
    assert_eq!(end().await.expect(200)["state"], "ended");
    assert_eq!(price(&shop, 0).await, 1_000, "with the edition that ends its list");
    assert_eq!(end().await.expect(200)["state"], "ended");
    shop.tick("advance-price-jobs").await;
    assert!(items(&shop, "PRICES#").is_empty() && items(&shop, "PRICELIST#").is_empty());
    let again = post(&shop, "/repricers/gone/start", json!({})).await;
    assert_eq!(again.refused(409), "pricing.repricer_ended");
    assert_eq!(put(&shop, "/repricers/gone", old(1)).await.refused(409), "pricing.repricer_ended");
    let moves = get(&shop, "/repricers/gone/moves").await;
    assert_eq!(moves["items"].as_array().unwrap().len(), 2, "what it did is still told");
    get(&shop, "/repricers/gone/simulation").await;
}

#[tokio::test]
async fn a_simulation_says_what_and_why_and_writes_nothing() {
    let shop = shop().await;
    let body =
        with(old(2), json!({ "signal": { "kind": "age", "from_days": 40, "lower": "0.3" } }));
    put(&shop, "/repricers/gone", body).await.expect(200);
    let before = items(&shop, "");
    let view = get(&shop, "/repricers/gone/simulation").await;
    assert_eq!(items(&shop, ""), before);
    let one = &view["items"][0];
    assert_eq!((&one["price"], &one["stock"]), (&pounds(1_000), &json!(100)));
    assert_eq!(one["change"]["to"], pounds(900));
    assert_eq!(one["change"]["reason"], json!({ "kind": "old", "days": 50 }));
    assert_eq!(one["change"]["held_by"], "step");
    assert!(view.get("next").is_none() && view["waits_for_sales"] == json!(false));
    post(&shop, "/repricers/gone/start", json!({})).await.expect(200);
    shop.tick("reprice").await;
    assert_eq!(price(&shop, 1).await, 900, "what was simulated is what is done");
    let told = get(&shop, "/price-moves/SKU-1").await;
    assert_eq!(told["items"][0]["change"], one["change"]);
    shop.source.advance(DAY);
    shop.tick("reprice").await;
    assert_eq!(price(&shop, 1).await, 850);
    let told = get(&shop, "/price-moves/SKU-1").await;
    assert_eq!(told["items"][0]["change"]["held_by"], "floor");
    assert_eq!(told["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_offer_for_a_tier_of_loyalty_is_for_that_tier() {
    let shop = shop().await;
    started(&shop, "gold-prices", with(old(1), json!({ "scope": { "group": "gold" } }))).await;
    shop.tick("reprice").await;
    assert_eq!(price(&shop, 0).await, 1_000, "a guest is in no tier");
    let customer = domain::identity::Customer {
        customer_id: "cus_ada".parse().unwrap(),
        external_key: None,
        email: None,
        display_name: None,
        locale: None,
        created_at: shop.now(),
        changed_at: None,
    };
    shop.seed(table::Done::new(()).put(&customer)).await;
    put(&shop, "/customers/cus_ada/terms", json!({ "groups": ["gold"] })).await.expect(200);
    let opened = shop.call(Request::post("/me/cart").key("mine").customer("ada")).await.expect(200);
    let (id, token) = (opened["cart_id"].as_str().unwrap(), opened["token"].as_str().unwrap());
    let lines = json!({ "lines": [{ "sku": "SKU-0", "quantity": 1 }] });
    let add = Request::post(format!("/carts/{id}/lines")).key("add").cart(token);
    let view = shop.call(add.customer("ada").json(&lines)).await.expect(200);
    assert_eq!(view["totals"]["total"], pounds(900));
}

#[tokio::test]
async fn a_repricer_follows_the_cheapest_competitor_whose_price_is_fresh() {
    let shop = shop().await;
    let seen = |who: &str, minor: i64, hours: i64| domain::pricing::dynamic::Seen {
        competitor: who.parse().unwrap(),
        price: primitives::Money::new(minor, primitives::Currency::GBP),
        seen_at: shop.now().plus_seconds(-hours * 3_600),
    };
    let prices = domain::pricing::dynamic::CompetitorPrices {
        sku: "SKU-0".parse().unwrap(),
        seen: vec![seen("brite", 700, 100), seen("lumen", 980, 1)],
    };
    shop.seed(table::Done::new(()).put(&prices)).await;
    let signal = json!({ "kind": "competitor", "below": "0.01", "fresh_seconds": 86_400 });
    started(&shop, "match", with(old(2), json!({ "signal": signal }))).await;
    shop.tick("reprice").await;
    assert_eq!((price(&shop, 0).await, price(&shop, 1).await), (970, 1_000));
    let told = get(&shop, "/price-moves/SKU-0").await;
    assert_eq!(told["items"][0]["change"]["reason"]["price"], pounds(980));
}
