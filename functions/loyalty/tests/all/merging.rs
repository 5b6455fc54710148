//! Two customers who are one person: nothing of their points is lost, whatever the order in which it is heard of.
use crate::shop::*;
use contract::Role;
use domain::pricing::BuyerTerms;
use events::customers::CustomersMergedV1;
use primitives::{Money, OrderId};
use serde_json::json;
use table::Done;
use testkit::{Delivery, Injected, Request, Shop};

/// The news that a customer took another in, which nobody has heard.
async fn merged(shop: &Shop, survivor: &str, other: &str, version: u64) {
    let event =
        CustomersMergedV1 { survivor: id(survivor), merged: id(other), merged_at: shop.now() };
    shop.seed(Done::new(()).publish(id(survivor), version, &event)).await;
}

#[tokio::test]
async fn what_either_has_is_the_survivors_and_what_comes_later_too() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().await.delivering(delivery);
        given(&shop, "ada", 100).await;
        given(&shop, "eve", 40).await;
        let ripe = placed(&shop, "ripe", 2, "eve").await;
        mature(&shop).await;
        let green = placed(&shop, "green", 3, "eve").await;
        let (earned, promised) = (net(&shop, &ripe.order_id), net(&shop, &green.order_id));
        assert_eq!(points(&shop, "eve").await, (40 + earned, promised));
        merged(&shop, "ada", "eve", 1).await;
        shop.settle().await;
        for name in ["ada", "eve"] {
            assert_eq!(points(&shop, name).await, (140 + earned, promised), "{delivery:?} {name}");
        }
        adds_up(&shop);
        // What becomes of the other's orders becomes of the survivor's points.
        refund(&shop, &ripe.order_id, "all", ripe.totals.total.minor).await;
        assert_eq!(points(&shop, "ada").await, (140, promised), "{delivery:?}");
        mature(&shop).await;
        assert_eq!(points(&shop, "ada").await, (140 + promised, 0), "{delivery:?}");
        assert_eq!(placed(&shop, "late", 1, "eve").await.customer_id, Some(id("eve")));
        let late = net(&shop, &OrderId::parse("ord_late").unwrap());
        assert_eq!(points(&shop, "ada").await, (140 + promised, late), "{delivery:?}");
        adds_up(&shop);
    }
}

#[tokio::test]
async fn whoever_is_merged_on_is_followed_whichever_merge_is_heard_of_first() {
    for first in [0, 1] {
        let shop = shop().await;
        for (name, some) in [("ada", 1), ("eve", 20), ("joe", 300)] {
            given(&shop, name, some).await;
        }
        let both = [("eve", "joe"), ("ada", "eve")];
        for at in [first, 1 - first] {
            let (survivor, other) = both[at];
            merged(&shop, survivor, other, 1).await;
            shop.settle().await;
            adds_up(&shop);
        }
        for name in ["ada", "eve", "joe"] {
            assert_eq!(points(&shop, name).await, (321, 0), "{first} {name}");
        }
        // Heard again, much later: nothing.
        merged(&shop, "eve", "joe", 2).await;
        shop.settle().await;
        assert_eq!(points(&shop, "ada").await, (321, 0));
    }
}

#[tokio::test]
async fn an_occasion_that_earned_under_the_old_id_earns_nothing_more_under_either() {
    let shop = shop().await;
    for name in ["ada", "eve"] {
        known(&shop, name).await;
    }
    let grant = async |name: &str, key: &str| {
        let body = json!({ "action": "review", "occasion": "rev-1" });
        let path = format!("/customers/{}/loyalty/actions", id(name));
        let grant = Request::post(path).staff(Role::Service).key(key).json(&body);
        shop.call(grant).await.expect(200)
    };
    let first = grant("eve", "1").await;
    merged(&shop, "ada", "eve", 1).await;
    shop.settle().await;
    assert_eq!(grant("eve", "2").await, first);
    assert_eq!(points(&shop, "ada").await, (50, 0));
    adds_up(&shop);
}

#[tokio::test]
async fn a_crash_anywhere_and_points_at_the_same_moment_lose_nothing() {
    for at in 0..6 {
        for fault in [Injected::CommitThenSilence, Injected::Conflict, Injected::Throttle] {
            let shop = shop().await;
            given(&shop, "ada", 100).await;
            // Nobody has an account for them yet: whoever opens one may be late.
            known(&shop, "eve").await;
            merged(&shop, "ada", "eve", 1).await;
            let injected = (0..at).map(|_| Injected::None).chain([fault]);
            shop.database.inject(injected);
            let body = json!({ "by": 7, "reason": "goodwill" });
            let path = format!("/customers/{}/loyalty/adjustments", id("eve"));
            let give = Request::post(path).staff(Role::Service).key("give").json(&body);
            tokio::join!(shop.settle(), async {
                while shop.answer(give.clone()).await.status != 200 {}
            });
            shop.database.heal();
            shop.settle().await;
            assert_eq!(points(&shop, "ada").await, (107, 0), "{at} {fault:?}");
            adds_up(&shop);
        }
    }
}

#[tokio::test]
async fn debts_are_paid_tiers_are_reached_together_and_credit_is_given_back_by_the_survivor() {
    let shop = shop().await;
    let mut rules_of = programme();
    rules_of["tiers"] =
        json!({ "levels": [{ "tier": "gold", "title": "Gold", "least": 500, "factor": 2_000 }] });
    rules(&shop, &rules_of).await;
    let (one, two) = (placed(&shop, "one", 1, "ada").await, placed(&shop, "two", 1, "eve").await);
    mature(&shop).await;
    given(&shop, "eve", 1_000).await;
    let make = Request::post("/me/loyalty/credits").customer("eve").key("c");
    let made = shop.call(make.json(&json!({ "amount": gbp(300) }))).await.expect(201);
    assert_eq!(made["points"], 1_000);
    // All that the survivor had is spent, and then taken back: they owe it.
    let (had, other) = (net(&shop, &one.order_id), net(&shop, &two.order_id));
    let body = json!({ "by": -had, "reason": "spent" });
    let path = format!("/customers/{}/loyalty/adjustments", id("ada"));
    let spend = Request::post(path).staff(Role::Service).key("spend").json(&body);
    shop.call(spend).await.expect(200);
    refund(&shop, &one.order_id, "all", one.totals.total.minor).await;
    assert_eq!(points(&shop, "ada").await, (-had, 0));
    merged(&shop, "ada", "eve", 1).await;
    shop.settle().await;
    assert_eq!(points(&shop, "ada").await, (other - had, 0), "what one owes the other pays");
    let back = format!("/me/loyalty/credits/{}/return", made["card_id"].as_str().unwrap());
    let stranger = Request::post(back.clone()).customer("joe").key("s");
    assert_eq!(shop.call(stranger).await.status, 404);
    let back = shop.call(Request::post(back).customer("ada").key("b")).await.expect(200);
    assert_eq!(back["balance"], other - had + 1_000);
    adds_up(&shop);
    let terms = async |name: &str| {
        let held = shop.table().find(&table::keys::pricing::buyer_terms(&id(name))).await.unwrap();
        held.map_or_else(|| BuyerTerms::none(id(name)), |held| held.value)
    };
    let gold = had.max(other) >= 500;
    assert_eq!(terms("ada").await.tier.is_some(), gold);
    assert_eq!(terms("eve").await.tier, None);
    assert!(one.totals.total > Money::new(0, one.currency));
}
