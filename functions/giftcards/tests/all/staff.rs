//! What staff do with gift cards and store credit, what a shopper may ask, and what nobody gets to see.
use crate::shop::*;
use contract::Role;
use primitives::Timestamp;
use serde_json::{Value, json};
use testkit::{Injected, Items, Request, Shop, invariants};

#[tokio::test]
async fn a_card_is_issued_gets_a_code_and_tells_its_holder_what_is_left() {
    let shop = shop();
    let card = issued(&shop, 50_00, None).await;
    let path = format!("/gift-cards/{}", card["card_id"].as_str().unwrap());
    assert_eq!((&card["balance"], &card["ending"]), (&gbp(50_00), &Value::Null));
    let made = code(&shop, &card).await;
    let shown = shop.call(Request::get(&path).staff(Role::Service)).await.expect(200);
    assert!(made.replace('-', "").ends_with(shown["ending"].as_str().unwrap()));
    let typed = made.to_lowercase().replace('-', " ");
    let balance = shop.call(balance(&typed, "1.1.1.1")).await.expect(200);
    assert_eq!((&balance["balance"], &balance["usable"]), (&gbp(50_00), &json!(true)));

    let by = |minor: i64| json!({ "by": gbp(minor), "reason": "goodwill" });
    let adjust = |key: &str, minor| {
        Request::post(format!("{path}/adjustments")).staff(Role::Finance).key(key).json(&by(minor))
    };
    shop.call(adjust("a", -20_00)).await.expect(200);
    shop.call(adjust("a", -20_00)).await.expect(200);
    assert_eq!(shop.call(adjust("b", -30_01)).await.refused(409), "gift_card.insufficient");
    assert_eq!(shop.call(adjust("c", 0)).await.refused(422), "gift_card.nothing");
    let entries = Request::get(format!("{path}/entries")).staff(Role::Service);
    let entries = shop.call(entries).await.expect(200);
    let kinds: Vec<&Value> =
        entries["items"].as_array().unwrap().iter().map(|entry| &entry["cause"]["kind"]).collect();
    assert_eq!(kinds, ["adjusted", "issued"]);
    invariants::gift_cards(&Items::of(&shop));
}

#[tokio::test]
async fn a_repeat_issues_one_card_and_another_code_ends_the_one_before() {
    let shop = shop();
    shop.database.inject([Injected::CommitThenSilence]);
    shop.call(issue("k", 10_00, None)).await;
    let card = shop.call(issue("k", 10_00, None)).await.expect(201);
    assert_eq!(Items::of(&shop).all::<domain::pricing::gift_card::GiftCard>().len(), 1);
    let first = code(&shop, &card).await;
    let second = code(&shop, &card).await;
    assert_ne!(first, second);
    let gone = shop.call(balance(&first, "1.1.1.1")).await;
    assert_eq!(gone.refused(404), "gift_card.unknown");
    shop.call(balance(&second, "1.1.1.1")).await.expect(200);
}

#[tokio::test]
async fn what_is_absurd_is_refused() {
    let shop = shop();
    for (minor, status, code) in [
        (0, 422, "gift_card.nothing"),
        (-1, 422, "gift_card.nothing"),
        (100_000_001, 422, "gift_card.too_much"),
    ] {
        assert_eq!(shop.call(issue("k", minor, None)).await.refused(status), code);
    }
    let past = shop.call(issue("k", 1, Some(shop.now()))).await;
    assert_eq!(past.refused(409), "gift_card.expired");
    let slip = shop.call(balance("0000-0000-0000-0001-0", "1.1.1.1")).await;
    assert_eq!(slip.refused(404), "gift_card.unknown");
    let long = shop.call(balance(&"7".repeat(500), "1.1.1.1")).await;
    assert_eq!(long.refused(404), "gift_card.unknown");
}

#[tokio::test]
async fn whoever_guesses_has_to_wait_and_nobody_else_has() {
    let shop = shop();
    let card = issued(&shop, 10_00, None).await;
    let right = code(&shop, &card).await;
    // A slip is noticed by the check character, and counts for nothing.
    for _ in 0..20 {
        shop.call(balance("0000-0000-0000-0001-0", "6.6.6.6")).await.refused(404);
    }
    for at in 0..10_u8 {
        let wrong = wrong(at);
        assert_eq!(shop.call(balance(&wrong, "6.6.6.6")).await.refused(404), "gift_card.unknown");
    }
    let waits = shop.call(balance(&right, "6.6.6.6")).await;
    assert_eq!(waits.refused(429), "gift_card.too_many_attempts");
    let seconds: i64 = waits.headers["retry-after"].parse().unwrap();
    assert!((3_500..=3_600).contains(&seconds), "{seconds}");
    shop.call(balance(&right, "7.7.7.7")).await.expect(200);
    shop.source.advance(3_601);
    shop.call(balance(&right, "6.6.6.6")).await.expect(200);
}

#[tokio::test]
async fn a_card_that_was_stopped_shows_it_and_goes_on() {
    let shop = shop();
    let card = issued(&shop, 10_00, None).await;
    let code = code(&shop, &card).await;
    let path = format!("/gift-cards/{}", card["card_id"].as_str().unwrap());
    let switch = |to: &str| Request::post(format!("{path}/{to}")).staff(Role::Service);
    for (to, usable) in [("disable", false), ("disable", false), ("enable", true)] {
        shop.call(switch(to)).await.expect(200);
        let shown = shop.call(balance(&code, "1.1.1.1")).await.expect(200);
        assert_eq!(shown["usable"], usable);
    }
    shop.settle().await;
    let told = shop.sent_names();
    let count = |name: &str| told.iter().filter(|sent| *sent == name).count();
    assert_eq!(count("giftcards.GiftCardDisabled.v1"), 1, "the second changed nothing");
    assert_eq!(count("giftcards.GiftCardEnabled.v1"), 1);
}

#[tokio::test]
async fn what_expires_is_written_off_once_and_the_shop_owes_it_no_more() {
    let shop = shop();
    let end = shop.now().plus_seconds(86_400);
    for at in 0..70 {
        shop.call(issue(&format!("k{at}"), 1_00, Some(end))).await.expect(201);
    }
    issued(&shop, 5_00, None).await;
    assert_eq!(liability(&shop).await, json!([gbp(75_00)]));
    shop.tick("expire-gift-cards").await;
    assert_eq!(liability(&shop).await, json!([gbp(75_00)]));
    shop.source.advance(86_400);
    shop.database.inject([Injected::Conflict, Injected::None, Injected::CommitThenSilence]);
    shop.tick("expire-gift-cards").await;
    shop.database.heal();
    shop.tick("expire-gift-cards").await;
    assert_eq!(liability(&shop).await, json!([gbp(5_00)]));
    let told = shop.sent();
    let expired = told.iter().filter(|event| event.detail.contains("\"cause\":\"expired\""));
    assert_eq!(expired.count(), 70);
    invariants::gift_cards(&Items::of(&shop));
}

async fn liability(shop: &Shop) -> Value {
    let look = Request::get("/gift-card-liability").staff(Role::Finance);
    shop.call(look).await.expect(200)["owed"].take()
}

#[tokio::test]
async fn store_credit_is_seen_by_its_customer_and_nobody_elses() {
    let shop = shop();
    known(&shop, "ada").await;
    let path = format!("/customers/{}/store-credit", id("ada"));
    let grant = |key: &str| {
        let body = json!({ "amount": gbp(15_00) });
        Request::post(&path).staff(Role::Service).key(key).json(&body)
    };
    let granted = shop.call(grant("g")).await.expect(201);
    shop.call(grant("g")).await.expect(201);
    let own = shop.call(Request::get(&path).customer("ada")).await.expect(200);
    assert_eq!(own["items"].as_array().unwrap().len(), 1);
    assert_eq!(own["items"][0]["balance"], gbp(15_00));
    let card = granted["card_id"].as_str().unwrap();
    let entries = format!("{path}/{card}/entries");
    let own = shop.call(Request::get(&entries).customer("ada")).await.expect(200);
    assert_eq!(own["items"][0]["cause"]["kind"], "issued");
    for strange in [path.as_str(), entries.as_str()] {
        shop.call(Request::get(strange).customer("eve")).await.refused(404);
    }
    // Eve's own path does not lead to Ada's card.
    let other = format!("/customers/{}/store-credit/{card}/entries", id("eve"));
    shop.call(Request::get(other).customer("eve")).await.refused(404);
    let codes = Request::post(format!("/gift-cards/{card}/codes")).staff(Role::Finance);
    assert_eq!(shop.call(codes).await.refused(409), "gift_card.no_code");
    let nobody = json!({ "amount": gbp(1) });
    let nobody = Request::post(format!("/customers/{}/store-credit", id("eve"))).json(&nobody);
    shop.call(nobody.staff(Role::Service).key("n")).await.refused(404);
}

#[tokio::test]
async fn no_code_and_no_address_is_in_the_table_or_on_the_bus() {
    let shop = shop();
    let card = issued(&shop, 10_00, Some(Timestamp::from_millis(4_000_000_000_000))).await;
    let codes = [code(&shop, &card).await, code(&shop, &card).await, wrong(3)];
    for code in &codes {
        shop.call(balance(code, "203.0.113.77")).await;
    }
    shop.settle().await;
    let table = Value::from(shop.database.everything()).to_string();
    let bus: String = shop.sent().iter().map(|event| event.detail.clone()).collect();
    assert!(table.contains("GIFTGUESS#") && bus.contains("card_id"), "something was written");
    for code in codes {
        for form in [code.clone(), code.replace('-', ""), code.to_lowercase()] {
            assert!(!table.contains(&form) && !bus.contains(&form), "{form}");
        }
    }
    assert!(!table.contains("203.0.113.77") && !bus.contains("203.0.113.77"));
}
