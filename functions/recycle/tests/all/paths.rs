//! The ways a take-back can go.
use crate::counter::*;
use contract::Role;
use serde_json::json;
use testkit::{Delivery, Injected, Items, MemoryFiles, Request, invariants, steps};

#[tokio::test]
async fn as_good_as_said_is_paid_as_quoted_and_refurbished_goes_on_the_shelf() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().delivering(delivery);
        used(&shop).await;
        let one = quoted(&shop, "scratched").await;
        assert_eq!((&one["grade"], &one["quote"]["minor"]), (&json!("b"), &json!(6_000)));
        let paid = inspected(&shop, &one, "a").await;
        assert_eq!((&paid["state"], &paid["credit"]["minor"]), (&json!("credited"), &json!(6_000)));
        let again = dock(&shop, &one, "inspection", &json!({ "grade": "a" })).await.expect(200);
        assert_eq!(again, paid, "the same request gets the same answer");
        let late = dock(&shop, &one, "inspection", &json!({ "grade": "b" })).await;
        assert_eq!(late.refused(409), "recycle.state");
        assert_eq!(credit(&shop).await, [6_000]);
        let sold = json!({
            "treatment": "refurbish", "sold_as": "LANTERN-USED", "location_id": "loc_main",
        });
        dock(&shop, &one, "treatment", &sold).await.expect(200);
        shop.settle().await;
        let stock = shop.call(steps::stock("LANTERN-USED")).await.expect(200);
        assert_eq!(stock["total"]["on_hand"], 1, "{delivery:?}");
        let treated = &report(&shop).await["items"][0]["treated"]["refurbish"];
        assert_eq!((&treated["units"], &treated["grams"]), (&json!(1), &json!(500)));
        invariants::stock(&Items::of(&shop));
        invariants::gift_cards(&Items::of(&shop));
    }
}

#[tokio::test]
async fn worse_than_said_is_offered_less_for_and_paid_if_the_customer_likes() {
    let files = MemoryFiles::default();
    let shop = shop_with(&files);
    let one = quoted(&shop, "whole").await;
    let seen = inspected(&shop, &one, "c").await;
    assert_eq!((&seen["state"], &seen["offer"]["minor"]), (&json!("reduced"), &json!(3_000)));
    assert_eq!(credit(&shop).await, [0_i64; 0]);
    let early = dock(&shop, &one, "treatment", &json!({ "treatment": "recycle" })).await;
    assert_eq!(early.refused(409), "recycle.state");
    customer(&shop, &one, "offer/acceptance").await.expect(200);
    assert_eq!(customer(&shop, &one, "offer/decline").await.refused(409), "recycle.state");
    assert_eq!(credit(&shop).await, [3_000]);
    dock(&shop, &one, "treatment", &json!({ "treatment": "recycle" })).await.expect(200);
    let month = shop.now().to_string()[..7].to_owned();
    let body = json!({ "market": "GB", "from": month, "to": month });
    let file = Request::post("/takeback-report/files").staff(Role::Finance).json(&body);
    let file = shop.call(file).await.expect(200);
    let text = files.download(file["csv_url"].as_str().unwrap()).unwrap();
    let text = String::from_utf8(text).unwrap();
    let row = format!("GB,{month},lamps,recycle,1,500,400,100,0,0,0,0,0,0");
    assert_eq!(text.lines().nth(1), Some(row.as_str()));
}

#[tokio::test]
async fn an_offer_that_is_declined_or_not_answered_sends_the_thing_back() {
    for answered in [true, false] {
        let shop = shop();
        let one = quoted(&shop, "whole").await;
        inspected(&shop, &one, "d").await;
        if answered {
            customer(&shop, &one, "offer/decline").await.expect(200);
        } else {
            shop.source.advance(8 * DAY);
            let late = customer(&shop, &one, "offer/acceptance").await;
            assert_eq!(late.refused(409), "recycle.too_late");
            shop.tick("takebacks-due").await;
        }
        assert_eq!(now(&shop, &one).await["state"], "returning");
        dock(&shop, &one, "dispatch", &json!({})).await.expect(200);
        assert_eq!(now(&shop, &one).await["state"], "sent_back");
        assert_eq!(credit(&shop).await, [0_i64; 0]);
        assert_eq!(report(&shop).await["items"], json!([]));
    }
}

#[tokio::test]
async fn quotes_end_by_the_clock_and_strangers_see_nothing() {
    let shop = shop();
    let one = quoted(&shop, "whole").await;
    let id = one["takeback_id"].as_str().unwrap();
    let strange = shop.call(Request::get(format!("/takebacks/{id}")).customer("eve")).await;
    assert_eq!(strange.status, 404);
    shop.tick("takebacks-due").await;
    assert_eq!(now(&shop, &one).await["state"], "quoted");
    shop.source.advance(15 * DAY);
    assert_eq!(customer(&shop, &one, "acceptance").await.refused(409), "recycle.too_late");
    shop.tick("takebacks-due").await;
    shop.tick("takebacks-due").await;
    assert_eq!(now(&shop, &one).await["state"], "expired");
    let list = Request::get("/takebacks?state=quoted").staff(Role::Fulfilment);
    assert_eq!(shop.call(list).await.expect(200)["items"], json!([]));
    let mine = shop.call(Request::get("/me/takebacks").customer("ada")).await.expect(200);
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn nothing_is_sold_again_without_a_condition_and_a_place() {
    let shop = shop();
    shop.call(steps::product("PLAIN", 100)).await.expect(200);
    let one = quoted(&shop, "whole").await;
    inspected(&shop, &one, "a").await;
    let treat = async |body| dock(&shop, &one, "treatment", &body).await;
    let plain = json!({ "treatment": "refurbish", "sold_as": "PLAIN", "location_id": "loc_main" });
    assert_eq!(treat(plain).await.refused(409), "recycle.no_condition");
    let nowhere = json!({ "treatment": "refurbish", "sold_as": "PLAIN" });
    assert_eq!(treat(nowhere).await.refused(422), "recycle.sold_as");
    used(&shop).await;
    let lost =
        json!({ "treatment": "refurbish", "sold_as": "LANTERN-USED", "location_id": "loc_x" });
    assert_eq!(treat(lost).await.status, 404);
    assert_eq!(now(&shop, &one).await["state"], "credited");
}

#[tokio::test]
async fn whatever_crashes_in_between_it_is_paid_once() {
    for at in 0..4 {
        let shop = shop();
        let one = quoted(&shop, "whole").await;
        inspected(&shop, &one, "b").await;
        let silence = (0..at).map(|_| Injected::None).chain([Injected::CommitThenSilence]);
        shop.database.inject(silence);
        let first = customer(&shop, &one, "offer/acceptance").await;
        shop.database.heal();
        let again = customer(&shop, &one, "offer/acceptance").await.expect(200);
        assert!(first.status != 200 || first.json() == again, "{at}");
        shop.settle().await;
        assert_eq!(credit(&shop).await, [6_000], "{at}");
        let paid = |name: &&String| name.as_str() == "recycle.TakebackCredited.v1";
        assert_eq!(shop.sent_names().iter().filter(paid).count(), 1, "{at}");
    }
}
