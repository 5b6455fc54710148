//! Points that pay: rewards and store credit, taken once, and back where they came from.
use crate::shop::*;
use contract::Role;
use domain::{
    loyalty::PointsCredit,
    pricing::{
        CodeLead,
        gift_card::{CardEntry, GiftCard},
    },
};
use primitives::{Money, OrderId, Timestamp};
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{Delivery, Injected, Items, Request, Shop, invariants};
use tokio::task::JoinSet;

async fn reward(shop: &Shop, word: &str, points: i64, gives: Value) {
    let body = json!({ "title": "Ten pounds", "points": points, "active": true, "gives": gives });
    let put = Request::put(format!("/loyalty/rewards/{word}")).staff(Role::Finance).json(&body);
    shop.call(put).await.expect(200);
}

fn redeem(key: &str, word: &str) -> Request {
    let body = json!({ "reward": word });
    Request::post("/me/loyalty/redemptions").customer("ada").key(key).json(&body)
}

fn credit(key: &str, minor: i64) -> Request {
    let body = json!({ "amount": gbp(minor) });
    Request::post("/me/loyalty/credits").customer("ada").key(key).json(&body)
}

fn worth(shop: &Shop) -> i64 {
    Items::of(shop).all::<GiftCard>().iter().map(|card| card.balance.minor).sum()
}

#[tokio::test]
async fn a_reward_is_debited_and_given_at_once_and_once() {
    let shop = shop().await;
    given(&shop, "ada", 250).await;
    reward(
        &shop,
        "tenner",
        100,
        json!({ "kind": "credit", "amount": gbp(10_00), "valid_days": 90 }),
    )
    .await;
    shop.database.inject([Injected::CommitThenSilence]);
    shop.call(redeem("r", "tenner")).await;
    shop.database.heal();
    let chosen = shop.call(redeem("r", "tenner")).await.expect(201);
    assert_eq!((&chosen["points"], &chosen["balance"]), (&json!(100), &json!(150)));
    assert_eq!((points(&shop, "ada").await.0, worth(&shop)), (150, 10_00));
    let own = Request::get(format!("/customers/{}/store-credit", id("ada"))).customer("ada");
    let own = shop.call(own).await.expect(200);
    assert_eq!(own["items"][0]["card_id"], chosen["card_id"]);
    assert_eq!(shop.call(redeem("s", "nothing")).await.refused(409), "loyalty.no_reward");
    invariants::gift_cards(&Items::of(&shop));
    adds_up(&shop);
    shop.settle().await;
    let told = shop.sent_names();
    assert_eq!(told.iter().filter(|name| *name == "loyalty.RewardRedeemed.v1").count(), 1);
}

#[tokio::test]
async fn twenty_at_once_redeem_no_more_than_there_is() {
    let shop = Arc::new(shop().await);
    given(&shop, "ada", 250).await;
    reward(&shop, "tenner", 100, json!({ "kind": "credit", "amount": gbp(10_00) })).await;
    let mut calls = JoinSet::new();
    for at in 0..20 {
        let shop = shop.clone();
        calls.spawn(async move { shop.answer(redeem(&format!("r{at}"), "tenner")).await });
    }
    let mut got = 0;
    while let Some(reply) = calls.join_next().await {
        let reply = reply.unwrap();
        match reply.status {
            201 => got += 1,
            409 | 503 => {}
            other => panic!("{other}: {}", reply.text),
        }
    }
    assert!(got <= 2, "{got}");
    assert_eq!(points(&shop, "ada").await.0, 250 - 100 * got);
    assert_eq!(worth(&shop), 10_00 * got);
    adds_up(&shop);
}

#[tokio::test]
async fn a_reward_may_be_a_code_of_ones_own_for_a_promotion() {
    let shop = shop().await;
    given(&shop, "ada", 100).await;
    let promotion = json!({
        "title": "Ten per cent", "by_code": true, "limits": { "per_code": 1 },
        "effect": { "kind": "order", "off": { "kind": "percent", "share": "0.1" } },
    });
    let make = Request::post("/promotions").staff(Role::Catalog).key("p").json(&promotion);
    let made = shop.call(make).await.expect(201);
    let promotion = made["id"].as_str().unwrap().to_owned();
    reward(&shop, "percent", 60, json!({ "kind": "code", "promotion": promotion })).await;
    let chosen = shop.call(redeem("r", "percent")).await.expect(201);
    let again = shop.call(redeem("r", "percent")).await.expect(201);
    assert_eq!(chosen, again);
    let leads = Items::of(&shop).all::<CodeLead>();
    assert_eq!(leads.len(), 1);
    assert_eq!(chosen["code"], leads[0].code.to_string());
    assert_eq!(points(&shop, "ada").await.0, 40);
    assert_eq!(shop.call(redeem("s", "percent")).await.refused(409), "loyalty.insufficient");
    adds_up(&shop);
}

#[tokio::test]
async fn points_become_credit_at_the_rate_and_what_is_left_of_it_points_again() {
    let shop = shop().await;
    given(&shop, "ada", 100).await;
    assert_eq!(shop.call(credit("a", 31)).await.refused(409), "loyalty.insufficient");
    assert_eq!(shop.call(credit("b", 0)).await.refused(422), "loyalty.nothing");
    let other = json!({ "amount": { "minor": 1, "currency": "EUR" } });
    let other = Request::post("/me/loyalty/credits").customer("ada").key("e").json(&other);
    assert_eq!(shop.call(other).await.refused(422), "loyalty.no_rate");
    let made = shop.call(credit("c", 20)).await.expect(201);
    assert_eq!((&made["points"], &made["balance"]), (&json!(67), &json!(33)), "rounded up");
    let back = format!("/me/loyalty/credits/{}/return", made["card_id"].as_str().unwrap());
    shop.call(Request::post(&back).customer("eve")).await.refused(404);
    for _ in 0..2 {
        let seen = shop.call(Request::post(&back).customer("ada")).await.expect(200);
        assert_eq!(seen["balance"], 100);
    }
    assert_eq!(worth(&shop), 0);
    assert_eq!(kinds(&shop, "ada").await, ["adjusted", "credited", "returned"]);
    invariants::gift_cards(&Items::of(&shop));
    adds_up(&shop);
}

/// Books what a checkout would: the card pays for an order, or gets something of it back.
async fn booked(shop: &Shop, move_card: impl Fn(&GiftCard, Timestamp) -> (GiftCard, CardEntry)) {
    let credit = Items::of(shop).all::<PointsCredit>().remove(0);
    let card = shop.table().load(&table::keys::giftcards::card(&credit.card_id)).await.unwrap();
    let (next, entry) = move_card(&card, shop.now());
    shop.seed(::credit::booked(table::Done::new(()), &card, &next, &entry)).await;
    shop.settle().await;
}

#[tokio::test]
async fn what_comes_back_to_such_credit_is_points_again_in_whatever_parts() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().await.delivering(delivery);
        given(&shop, "ada", 100).await;
        shop.call(credit("c", 20)).await.expect(201);
        let order = OrderId::parse("ord_one").unwrap();
        let gbp = |minor| Money::new(minor, primitives::Currency::GBP);
        booked(&shop, |card, now| card.spend(order.clone(), gbp(18), now).unwrap()).await;
        assert_eq!((points(&shop, "ada").await.0, worth(&shop)), (33, 2));
        let spent = gbp(18);
        booked(&shop, |card, now| card.refund(order.clone(), gbp(7), spent, now).unwrap()).await;
        // Seven of twenty came back, at 67 points for twenty; two are still to be spent.
        assert_eq!((points(&shop, "ada").await.0, worth(&shop)), (33 + 23, 2), "{delivery:?}");
        booked(&shop, |card, now| card.refund(order.clone(), gbp(11), spent, now).unwrap()).await;
        assert_eq!((points(&shop, "ada").await.0, worth(&shop)), (33 + 60, 2));
        let card = Items::of(&shop).all::<PointsCredit>().remove(0).card_id;
        let back = Request::post(format!("/me/loyalty/credits/{card}/return")).customer("ada");
        shop.call(back).await.expect(200);
        assert_eq!((points(&shop, "ada").await.0, worth(&shop)), (100, 0), "to the point");
        adds_up(&shop);
    }
}
