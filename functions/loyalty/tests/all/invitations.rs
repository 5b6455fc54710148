//! Invitations, and what keeps people from inviting themselves.
use crate::shop::*;
use contract::Role;
use primitives::{Address, Email, Example, Line};
use serde_json::{Value, json};
use testkit::{Delivery, Items, Request, Shop};

async fn code(shop: &Shop, subject: &str) -> String {
    let make = Request::post("/me/loyalty/invitation").customer(subject);
    let one = shop.call(make.clone()).await.expect(200);
    assert_eq!(one, shop.call(make).await.expect(200), "there is one");
    one["code"].as_str().unwrap().to_owned()
}

fn accept(subject: &str, code: &str) -> Request {
    let body = json!({ "code": code });
    Request::post("/me/loyalty/referral").customer(subject).json(&body)
}

async fn state(shop: &Shop, subject: &str) -> Value {
    let path = format!("/customers/{}/loyalty/referral", id(subject));
    shop.call(Request::get(path).staff(Role::Service)).await.expect(200)["state"].take()
}

fn to(email: &str, line1: &str) -> To {
    let address = Address { line1: Line::parse(line1).unwrap(), ..Address::example() };
    To { email: Some(Email::parse(email).unwrap()), address: Some(address) }
}

async fn bought(shop: &Shop, name: &str, buyer: &str, to: To) -> i64 {
    let event = unheard(shop, name, 1, buyer, to).await;
    tell(shop, &event).await;
    net(shop, &event.order_id)
}

#[tokio::test(start_paused = true)]
async fn both_get_their_points_when_the_first_order_is_past_its_hold_and_once() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().await.delivering(delivery);
        let code = code(&shop, "ada").await;
        let typed = code.to_lowercase().replace('-', " ");
        shop.call(accept("bob", &typed)).await.expect(200);
        shop.call(accept("bob", &code)).await.expect(200);
        bought(&shop, "own", "ada", to("ada@example.com", "1 High Street")).await;
        let net = bought(&shop, "one", "bob", to("bob@example.com", "2 Low Street")).await;
        assert_eq!(state(&shop, "bob").await["kind"], "waiting");
        mature(&shop).await;
        assert_eq!(state(&shop, "bob").await["kind"], "rewarded");
        assert_eq!(points(&shop, "bob").await, (net + 100, 0));
        assert_eq!(points(&shop, "ada").await, (net + 500, 0));
        bought(&shop, "two", "bob", to("bob@example.com", "2 Low Street")).await;
        mature(&shop).await;
        assert_eq!(points(&shop, "ada").await, (net + 500, 0), "the first alone counts");
        adds_up(&shop);
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_invites_themselves_or_who_has_bought_or_is_invited_twice() {
    let shop = shop().await;
    let ada = code(&shop, "ada").await;
    let bob = code(&shop, "bob").await;
    assert_ne!(ada, bob);
    assert_eq!(shop.call(accept("ada", &ada)).await.refused(422), "loyalty.own_code");
    assert_eq!(shop.call(accept("eve", "nonsense")).await.refused(404), "loyalty.unknown_code");
    shop.call(accept("eve", &ada)).await.expect(200);
    assert_eq!(shop.call(accept("eve", &bob)).await.refused(409), "loyalty.already_invited");
    bought(&shop, "one", "carl", To::default()).await;
    assert_eq!(shop.call(accept("carl", &ada)).await.refused(409), "loyalty.not_new");
}

#[tokio::test(start_paused = true)]
async fn one_household_earns_nothing_and_nothing_personal_is_written_down_for_it() {
    let shop = shop().await;
    let code = code(&shop, "ada").await;
    bought(&shop, "own", "ada", to("ada@example.com", "1 High Street")).await;
    for (name, who) in [
        ("door", to("bob@example.com", "1 HIGH street")),
        ("mail", to("Ada+new@example.com", "9 Elsewhere")),
    ] {
        shop.call(accept(name, &code)).await.expect(200);
        bought(&shop, name, name, who).await;
    }
    mature(&shop).await;
    for name in ["door", "mail"] {
        let because = json!({ "kind": "refused", "because": "same_household" });
        assert_eq!(state(&shop, name).await, because, "{name}");
    }
    let own: String = shop
        .database
        .everything()
        .iter()
        .filter(|item| item["t"]["S"].as_str().is_some_and(|kind| kind != "Order"))
        .map(ToString::to_string)
        .chain(shop.sent().into_iter().map(|event| event.detail))
        .collect();
    assert!(own.contains("REFERRAL#") && !own.contains("example.com") && !own.contains("HIGH"));
    adds_up(&shop);
}

#[tokio::test(start_paused = true)]
async fn what_came_back_is_no_first_order_and_a_month_has_so_many_invitations() {
    let shop = shop().await;
    let code = code(&shop, "ada").await;
    shop.call(accept("bob", &code)).await.expect(200);
    let event = unheard(&shop, "back", 1, "bob", To::default()).await;
    tell(&shop, &event).await;
    refund(&shop, &event.order_id, "all", event.total.minor).await;
    mature(&shop).await;
    assert_eq!(state(&shop, "bob").await["kind"], "waiting");
    for name in ["carl", "dora"] {
        shop.call(accept(name, &code)).await.expect(200);
    }
    for name in ["bob", "carl", "dora"] {
        bought(&shop, &format!("{name}s"), name, To::default()).await;
    }
    mature(&shop).await;
    let states =
        [state(&shop, "bob").await, state(&shop, "carl").await, state(&shop, "dora").await];
    let rewarded = states.iter().filter(|state| state["kind"] == "rewarded").count();
    let refused = json!({ "kind": "refused", "because": "too_many" });
    assert_eq!((rewarded, states.contains(&refused)), (2, true), "{states:?}");
    assert_eq!(points(&shop, "ada").await, (1_000, 0));
    assert_eq!(Items::of(&shop).all::<domain::loyalty::Referral>().len(), 3);
    adds_up(&shop);
}
