//! What customers and staff see of points, and what staff do to them.
use crate::shop::*;
use contract::Role;
use domain::loyalty::ActionGrant;
use serde_json::json;
use testkit::{Injected, Items, Request};
use tokio::task::JoinSet;

#[tokio::test]
async fn without_a_programme_nothing_is_earned_and_it_says_so() {
    let shop = apps();
    shop.call(Request::get("/loyalty/programme")).await.refused(404);
    assert_eq!(points(&shop, "ada").await, (0, 0));
    let credit = Request::post("/me/loyalty/credits").customer("ada").key("c");
    let credit = credit.json(&json!({ "amount": gbp(100) }));
    assert_eq!(shop.call(credit).await.refused(409), "loyalty.no_programme");
    let mut wrong = programme();
    wrong["valid_months"] = json!(61);
    let put = Request::put("/loyalty/programme").staff(Role::Finance);
    let refused = shop.call(put.clone().json(&wrong)).await;
    assert_eq!(refused.refused(422), "loyalty.programme_wrong");
    shop.call(put.clone().json(&programme()).if_match(0)).await.expect(200);
    assert_eq!(shop.call(put.json(&wrong).if_match(0)).await.refused(412), "version.changed");
}

#[tokio::test]
async fn the_balance_as_of_any_moment_is_the_sum_of_the_ledger_until_then() {
    let shop = shop().await;
    let mut moments = Vec::new();
    for points in [100, 40, 7] {
        given(&shop, "ada", points).await;
        moments.push((shop.now(), points));
        shop.source.advance(3_600);
    }
    let look =
        |at: primitives::Timestamp| Request::get(format!("/me/loyalty?as_of={at}")).customer("ada");
    let mut sum = 0;
    let before = shop.call(look(moments[0].0.plus_seconds(-1))).await.expect(200);
    assert_eq!(before["balance"], 0);
    for (at, points) in &moments {
        sum += points;
        for at in [*at, at.plus_seconds(3_599)] {
            let seen = shop.call(look(at)).await.expect(200);
            assert_eq!(seen["balance"], sum, "{at}");
        }
    }
    let page = Request::get("/me/loyalty/entries?limit=2").customer("ada");
    let page = shop.call(page).await.expect(200);
    assert_eq!(page["items"][0]["balance"], 147);
    let next = page["next"].as_str().unwrap();
    let rest = Request::get(format!("/me/loyalty/entries?limit=2&cursor={next}")).customer("ada");
    let rest = shop.call(rest).await.expect(200);
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    assert_eq!(rest["items"][0]["points"], 100);
    adds_up(&shop);
}

#[tokio::test]
async fn points_are_seen_by_their_customer_and_by_who_helps() {
    let shop = shop().await;
    given(&shop, "ada", 10).await;
    let path = format!("/customers/{}/loyalty", id("ada"));
    for path in [path.clone(), format!("{path}/entries")] {
        shop.call(Request::get(&path).customer("ada")).await.expect(200);
        shop.call(Request::get(&path).staff(Role::Service)).await.expect(200);
        shop.call(Request::get(&path).customer("eve")).await.refused(404);
        assert_eq!(shop.call(Request::get(&path).staff(Role::Catalog)).await.status, 403);
    }
    assert_eq!(points(&shop, "eve").await, (0, 0));
}

#[tokio::test]
async fn by_hand_points_go_up_and_down_and_never_below_nothing() {
    let shop = shop().await;
    given(&shop, "ada", 30).await;
    let path = format!("/customers/{}/loyalty/adjustments", id("ada"));
    let by = |key: &str, by: i64| {
        let body = json!({ "by": by, "reason": "a-mistake" });
        Request::post(&path).staff(Role::Service).key(key).json(&body)
    };
    assert_eq!(shop.call(by("a", -31)).await.refused(409), "loyalty.insufficient");
    assert_eq!(shop.call(by("b", 0)).await.refused(422), "loyalty.nothing");
    assert_eq!(shop.call(by("c", 1_000_000_001)).await.refused(422), "loyalty.too_much");
    shop.database.inject([Injected::CommitThenSilence]);
    shop.call(by("d", -10)).await;
    shop.database.heal();
    shop.call(by("d", -10)).await.expect(200);
    assert_eq!(points(&shop, "ada").await, (20, 0));
    let nobody = format!("/customers/{}/loyalty/adjustments", id("nobody"));
    let nobody = Request::post(nobody).staff(Role::Service).key("n");
    shop.call(nobody.json(&json!({ "by": 1, "reason": "x" }))).await.refused(404);
    adds_up(&shop);
}

#[tokio::test]
async fn an_occasion_earns_once_whoever_says_so_how_often() {
    let shop = shop().await;
    known(&shop, "ada").await;
    let path = format!("/customers/{}/loyalty/actions", id("ada"));
    let did = |action: &str, occasion: &str| {
        let body = json!({ "action": action, "occasion": occasion });
        Request::post(&path).machine(Role::Service).json(&body)
    };
    let mut calls = JoinSet::new();
    let shop = std::sync::Arc::new(shop);
    for _ in 0..8 {
        let (shop, call) = (shop.clone(), did("review", "rev-1"));
        calls.spawn(async move { shop.answer(call).await.status });
    }
    while let Some(status) = calls.join_next().await {
        assert_eq!(status.unwrap(), 200);
    }
    assert_eq!(points(&shop, "ada").await, (50, 0));
    shop.call(did("review", "rev-2")).await.expect(200);
    assert_eq!(points(&shop, "ada").await, (100, 0));
    assert_eq!(shop.call(did("dancing", "d")).await.refused(422), "loyalty.no_action");
    assert_eq!(Items::of(&shop).all::<ActionGrant>().len(), 2);
    adds_up(&shop);
}

#[tokio::test]
async fn who_signs_up_is_welcomed_once() {
    let shop = shop().await.delivering(testkit::Delivery::TwiceAndBackwards);
    shop.call(Request::get("/me").customer("ada")).await.expect(200);
    shop.settle().await;
    assert_eq!(points(&shop, "ada").await, (7, 0));
    assert_eq!(kinds(&shop, "ada").await, ["action"]);
}

#[tokio::test]
async fn points_go_from_one_customer_to_another_and_none_is_made_or_lost() {
    let shop = shop().await;
    given(&shop, "ada", 100).await;
    shop.source.advance(40 * DAY);
    given(&shop, "ada", 50).await;
    known(&shop, "bob").await;
    let give = |key: &str, from: &str, to: &str, points: i64| {
        let body = json!({ "to": id(to), "points": points, "reason": "family" });
        let path = format!("/customers/{}/loyalty/transfers", id(from));
        Request::post(path).staff(Role::Service).key(key).json(&body)
    };
    assert_eq!(shop.call(give("a", "ada", "ada", 1)).await.refused(422), "loyalty.same_customer");
    assert_eq!(shop.call(give("b", "ada", "bob", 151)).await.refused(409), "loyalty.insufficient");
    shop.call(give("c", "ada", "nobody", 1)).await.refused(404);
    shop.call(give("d", "ada", "bob", 120)).await.expect(200);
    shop.call(give("d", "ada", "bob", 120)).await.expect(200);
    assert_eq!((points(&shop, "ada").await.0, points(&shop, "bob").await.0), (30, 120));
    // What expires first went first, and expires when it would have.
    let seen = shop.call(Request::get("/me/loyalty").customer("bob")).await.expect(200);
    assert_eq!(seen["lots"][0]["points"], 100);
    assert_eq!(seen["lots"][1]["points"], 20);
    adds_up(&shop);
}

#[tokio::test]
async fn what_the_shop_owes_is_told_by_the_month_in_which_it_expires() {
    let shop = shop().await;
    given(&shop, "ada", 100).await;
    given(&shop, "bob", 11).await;
    shop.source.advance(31 * DAY);
    given(&shop, "ada", 50).await;
    let look = Request::get("/loyalty/liability").staff(Role::Finance);
    let owed = shop.call(look.clone()).await.expect(200);
    assert_eq!((&owed["points"], &owed["accounts"]), (&json!(161), &json!(2)));
    assert_eq!(owed["worth"], json!([gbp(48)]));
    let months = json!([
        { "month": "2027-01", "points": 111, "worth": [gbp(33)] },
        { "month": "2027-02", "points": 50, "worth": [gbp(15)] },
    ]);
    assert_eq!(owed["by_expiry"], months);
    assert_eq!(shop.call(look.staff(Role::Service)).await.status, 403);
}
