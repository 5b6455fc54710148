use crate::kit::*;
use domain::pricing::promotion::{Counted, UseCounter};
use primitives::PromotionId;
use serde_json::json;
use table::Done;
use testkit::Request;

#[tokio::test]
async fn a_promotion_shows_in_a_cart_while_it_is_at_work() {
    let shop = shop().await;
    let cart = cart(&shop, 0, 2).await;
    let id = made(&shop, percent("0.1")).await;
    assert_eq!(cart.total(&shop).await, 2_000, "a draft does nothing");
    let at = |what: &str| format!("/promotions/{id}/{what}");
    let active = post(&shop, &at("start"), json!({})).await;
    assert_eq!((active.version(), active.expect(200)["state"].clone()), (2, json!("active")));
    assert_eq!(cart.total(&shop).await, 1_800);
    let again = post(&shop, &at("start"), json!({})).await;
    assert_eq!(again.version(), 2, "it is at work already");
    post(&shop, &at("pause"), json!({})).await.expect(200);
    assert_eq!(cart.total(&shop).await, 2_000);
    post(&shop, &at("start"), json!({})).await.expect(200);
    assert_eq!(cart.total(&shop).await, 1_800);
    post(&shop, &at("end"), json!({})).await.expect(200);
    assert_eq!(cart.total(&shop).await, 2_000);
    assert_eq!(post(&shop, &at("start"), json!({})).await.refused(409), "pricing.state");
    let put = put(&shop, &format!("/promotions/{id}"), percent("0.2")).await;
    assert_eq!(put.refused(409), "pricing.ended");
    shop.settle().await;
    let told = shop.sent_names();
    assert_eq!(told.iter().filter(|name| *name == "pricing.PromotionChanged.v1").count(), 5);
}

#[tokio::test]
async fn an_active_promotion_works_by_what_it_was_changed_to() {
    let shop = shop().await;
    let cart = cart(&shop, 0, 1).await;
    let id = started(&shop, percent("0.1")).await;
    let target = format!("/promotions/{id}");
    let changed = put(&shop, &target, percent("0.25")).await;
    assert_eq!(changed.version(), 3);
    assert_eq!(cart.total(&shop).await, 750);
    assert_eq!(put(&shop, &target, percent("0.25")).await.version(), 3, "nothing changed");
    let stale = Request::put(&target).staff(contract::Role::Catalog).if_match(2);
    assert_eq!(shop.call(stale.json(&percent("0.5"))).await.status, 412);
    let listed = get(&shop, "/promotions?state=active").await;
    assert_eq!(listed["items"][0]["id"], json!(id));
    assert_eq!(get(&shop, "/promotions").await["items"], json!([]), "no drafts");
}

#[tokio::test]
async fn a_promotion_that_could_do_harm_is_refused_by_name() {
    let shop = shop().await;
    let everything = post(&shop, "/promotions", percent("1")).await;
    let text = everything.text.clone();
    assert_eq!(everything.refused(422), "pricing.rule");
    assert!(text.contains("prm_") && text.contains("give everything away"), "{text}");
    let campaign = with(percent("0.1"), json!({ "campaign": "cpg_none" }));
    let id = made(&shop, campaign).await;
    let start = post(&shop, &format!("/promotions/{id}/start"), json!({})).await;
    assert_eq!(start.refused(409), "pricing.no_campaign");
    // Nor can one at work be made to draw on it.
    let id = started(&shop, percent("0.1")).await;
    let body = with(percent("0.2"), json!({ "campaign": "cpg_none" }));
    let changed = put(&shop, &format!("/promotions/{id}"), body).await;
    assert_eq!(changed.refused(409), "pricing.no_campaign");
    assert_eq!(get(&shop, &format!("/promotions/{id}")).await["version"], json!(2));
}

#[tokio::test]
async fn amounts_are_held_against_what_the_goods_cost() {
    let shop = shop().await;
    let effect = |effect| json!({ "title": "Off", "effect": effect });
    let lines = |off| effect(json!({ "kind": "lines", "of": { "skus": ["SKU-1"] }, "off": off }));
    let amount = |minor| json!({ "kind": "amount", "amounts": [pounds(minor)] });
    let price = |minor| json!({ "kind": "fixed_price", "prices": [pounds(minor)] });
    let three = |minor| {
        let of = json!({ "skus": ["SKU-1"] });
        effect(json!({ "kind": "multi_buy", "of": of, "units": 3, "price": [pounds(minor)] }))
    };
    for slip in [lines(amount(995)), lines(price(9)), lines(price(0)), three(20)] {
        let refused = post(&shop, "/promotions", slip.clone()).await;
        let text = refused.text.clone();
        assert_eq!(refused.refused(422), "pricing.rule", "{slip}");
        assert!(text.contains("prm_") && text.contains("SKU-1, which costs"), "{text}");
    }
    for fair in [lines(amount(900)), lines(price(100)), three(2_500)] {
        let id = made(&shop, fair).await;
        // Nor can it become one that is refused.
        let put = put(&shop, &format!("/promotions/{id}"), lines(amount(1_000))).await;
        assert_eq!(put.refused(422), "pricing.rule");
    }
    made(&shop, lines(json!({ "kind": "percent", "share": "1" }))).await;
}

#[tokio::test]
async fn nothing_is_given_away_to_everybody() {
    let shop = shop().await;
    let price = json!({ "kind": "fixed_price", "prices": [pounds(0)] });
    let steps = json!([{ "from": { "kind": "units", "units": 1 },
        "off": { "kind": "percent", "share": "1" } }]);
    for effect in [
        json!({ "kind": "lines", "of": {}, "off": price }),
        json!({ "kind": "multi_buy", "of": {}, "units": 2, "price": [pounds(0)] }),
        json!({ "kind": "tiered", "of": {}, "steps": steps }),
    ] {
        let refused = post(&shop, "/promotions", json!({ "title": "All", "effect": effect })).await;
        assert!(refused.text.contains("give everything away"), "{}", refused.text);
        assert_eq!(refused.refused(422), "pricing.rule");
    }
}

#[tokio::test]
async fn a_limited_promotion_is_passed_over_when_it_is_used_up() {
    let shop = shop().await;
    let cart = cart(&shop, 0, 1).await;
    let id = started(&shop, with(percent("0.1"), json!({ "limits": { "uses": 3 } }))).await;
    let counted = Counted::Promotion(PromotionId::parse(&id).unwrap());
    for (uses, total) in [(2, 900), (3, 1_000)] {
        let counter = UseCounter { counted: counted.clone(), uses, spent: 0 };
        shop.seed(Done::new(()).put(&counter)).await;
        assert_eq!(cart.total(&shop).await, total, "after {uses} uses");
    }
    let basket = json!({ "lines": [{ "sku": "SKU-0", "quantity": 1 }] });
    let tried = post(&shop, &format!("/promotions/{id}/try"), basket).await.expect(200);
    assert_eq!(tried["why"], json!({ "kind": "exhausted", "used": "uses" }));
}

#[tokio::test]
async fn a_trial_tells_what_would_be_and_writes_nothing() {
    let shop = shop().await;
    started(&shop, percent("0.1")).await;
    let body = with(
        percent("0.5"),
        json!({ "by_code": true, "conditions": [{ "kind": "group", "any_of": ["staff"] }] }),
    );
    let id = made(&shop, body).await;
    let before = table(&shop);
    let basket = |groups: &[&str]| {
        json!({
            "lines": [{ "sku": "SKU-0", "quantity": 2 }], "groups": groups, "country": "GB",
            "shipping": { "option": "standard", "price": pounds(300) },
        })
    };
    let at = format!("/promotions/{id}/try");
    let tried = post(&shop, &at, basket(&["staff"])).await.expect(200);
    assert_eq!(tried["before"]["total"], pounds(2_100));
    assert_eq!(tried["discounts"].as_array().unwrap().len(), 2);
    // What is left after one is what the other takes its part of, whichever goes first.
    assert_eq!(tried["after"]["total"], pounds(1_200));
    assert_eq!(tried["why"], json!(null));
    let tried = post(&shop, &at, basket(&[])).await.expect(200);
    assert_eq!(tried["after"]["total"], pounds(2_100));
    assert_eq!(tried["why"], json!({ "kind": "condition", "at": 1 }));
    let unknown = json!({ "lines": [{ "sku": "NOTHING", "quantity": 1 }] });
    assert_eq!(post(&shop, &at, unknown).await.refused(422), "pricing.unknown_sku");
    assert_eq!(table(&shop), before);
}

#[tokio::test]
async fn a_campaign_is_shown_with_what_was_given_away() {
    let shop = shop().await;
    let budget = |minor| json!({ "title": "Summer", "budget": { "money": pounds(minor) } });
    put(&shop, "/campaigns/cpg_summer", budget(500)).await.expect(200);
    put(&shop, "/campaigns/cpg_summer", budget(150)).await.expect(200);
    let cart = cart(&shop, 0, 1).await;
    started(&shop, with(percent("0.1"), json!({ "campaign": "cpg_summer" }))).await;
    assert_eq!(cart.total(&shop).await, 900);
    let counted = Counted::Campaign(primitives::CampaignId::parse("cpg_summer").unwrap());
    shop.seed(Done::new(()).put(&UseCounter { counted, uses: 1, spent: 100 })).await;
    assert_eq!(cart.total(&shop).await, 1_000, "50 pence are left of the budget");
    let listed = get(&shop, "/campaigns").await;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let one = &listed["items"][0];
    assert_eq!((&one["spent"], &one["uses"]), (&json!(100), &json!(1)));
    assert_eq!(one["budget"]["money"], pounds(150));
    let euro =
        json!({ "title": "Summer", "budget": { "money": { "minor": 1, "currency": "EUR" } } });
    let other = put(&shop, "/campaigns/cpg_summer", euro).await;
    assert_eq!(other.refused(422), "pricing.currency");
}
