//! Gift cards that come with the one call that buys a cart; and what is never told of their codes.
use crate::{
    gift_cards::{card, left, opened, payments, shop},
    shop::{authorisations, cart, check, orders, reserved, skus, stock},
};
use contract::Role;
use domain::pricing::gift_card::GiftCode;
use serde_json::json;
use std::sync::Arc;
use testkit::{Delivery, HeldCart, Overheard, Request, steps};
use tokio::task::JoinSet;

/// One call that buys a cart with cards, and with another method for the rest.
fn at_once(holder: &HeldCart, key: &str, codes: &[&str], method: Option<&str>) -> Request {
    let mut body = steps::completion(method.unwrap_or("none"));
    if method.is_none() {
        body.as_object_mut().unwrap().remove("payment");
    }
    body["gift_cards"] = codes.iter().map(|code| json!({ "code": code })).collect();
    holder.post(format!("/carts/{}/complete", holder.cart_id), key).json(&body)
}

#[tokio::test(start_paused = true)]
async fn one_call_buys_a_cart_with_cards_alone_or_with_another_method_for_the_rest() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().delivering(delivery);
        stock(&shop, &skus(1, 10), 1_000).await;
        let (first, one) = card(&shop, "one", 5_00, None).await;
        let (second, two) = card(&shop, "two", 30_00, None).await;
        let holder = cart(&shop, &skus(1, 2), 1_000).await;
        let placed = shop.call(at_once(&holder, "k", &[&one, &two], None)).await.expect(201);
        assert_eq!((left(&shop, &first), left(&shop, &second)), (0, 15_00));
        // The same again, under another key, is the same order.
        let again = shop.call(at_once(&holder, "again", &[&one, &two], None)).await.expect(201);
        assert_eq!(placed["order_id"], again["order_id"]);
        let holder = cart(&shop, &skus(1, 2), 1_000).await;
        shop.call(at_once(&holder, "k", &[&two], Some("tok_visa"))).await.expect(201);
        shop.settle().await;
        assert_eq!((left(&shop, &second), orders(&shop), authorisations(&shop)), (0, 2, 1));
        let paid: i64 = payments(&shop).iter().map(|payment| payment.amount.minor).sum();
        assert_eq!(paid, 40_00);
        check(&shop);
    }
}

#[tokio::test(start_paused = true)]
async fn one_call_with_a_wrong_code_or_too_little_on_the_cards_takes_nothing() {
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_000).await;
    let (id, code) = card(&shop, "one", 5_00, None).await;
    let holder = cart(&shop, &skus(1, 1), 1_000).await;
    let wrong = GiftCode::new([9; 10]);
    let refused = shop.call(at_once(&holder, "a", &[&code, wrong.reveal()], None)).await;
    assert_eq!(refused.refused(404), "gift_card.unknown");
    let refused = shop.call(at_once(&holder, "b", &[&code], None)).await;
    assert_eq!(refused.refused(422), "checkout.incomplete", "the rest has to come from somewhere");
    let many = [code.as_str(); 6];
    assert_eq!(
        shop.call(at_once(&holder, "c", &many, None)).await.refused(409),
        "gift_card.too_many"
    );
    assert_eq!((left(&shop, &id), orders(&shop), reserved(&shop)), (5_00, 0, 0));
    let refused = shop.call(at_once(&holder, "d", &[&code], Some("tok_declined"))).await;
    refused.refused(409);
    // Whoever comes with another card meets what is under way.
    let (_, other) = card(&shop, "two", 5_00, None).await;
    let refused = shop.call(at_once(&holder, "e", &[&other], Some("tok_visa"))).await;
    assert_eq!(refused.refused(409), "checkout.other_details");
    shop.call(at_once(&holder, "f", &[&code], Some("tok_visa"))).await.expect(201);
    shop.settle().await;
    assert_eq!((left(&shop, &id), orders(&shop)), (0, 1));
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_hundred_calls_at_once_with_one_card_spend_it_once() {
    let shop = Arc::new(shop());
    stock(&shop, &skus(1, 300), 1_000).await;
    let (id, code) = card(&shop, "one", 35_00, None).await;
    let mut calls = JoinSet::new();
    for at in 0..40 {
        let holder = cart(&shop, &skus(1, 1), 1_000).await;
        let (shop, code) = (shop.clone(), code.clone());
        calls.spawn(async move {
            let request = at_once(&holder, &format!("k{at}"), &[&code], None);
            shop.call(request).await.status
        });
    }
    let bought = calls.join_all().await.into_iter().filter(|status| *status == 201).count();
    shop.settle().await;
    assert_eq!((bought, orders(&shop), left(&shop, &id)), (3, 3, 5_00));
    check(&shop);
}

/// However it is typed.
fn tells(text: &str, code: &str) -> bool {
    let plain = |raw: &str| -> String {
        raw.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase()
    };
    plain(text).contains(&plain(code))
}

#[tokio::test(start_paused = true)]
async fn no_code_is_ever_in_a_log_in_the_table_or_in_the_news() {
    let heard = Overheard::begin();
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_000).await;
    let (_, good) = card(&shop, "one", 15_00, None).await;
    let wrong = GiftCode::new([9; 10]).reveal().to_owned();
    let first = opened(&shop, 1).await;
    for code in [&wrong, &good, &good.to_lowercase().replace('-', " ")] {
        shop.call(first.put_on(code)).await;
        let ask = Request::post("/gift-card-balance").json(&json!({ "code": code }));
        shop.call(ask).await;
    }
    let holder = cart(&shop, &skus(1, 1), 1_000).await;
    shop.call(at_once(&holder, "wrong", &[&wrong], None)).await.refused(404);
    // Where a code does not belong, an error may well repeat it; the log does not.
    let path = format!("/carts/{}/complete", holder.cart_id);
    for body in [json!({ "gift_cards": good }), json!({ "code": good }), json!([good])] {
        shop.call(holder.post(path.clone(), "odd").json(&body)).await.refused(422);
    }
    shop.call(Request::get(format!("/gift-cards/{good}")).staff(Role::Finance)).await;
    shop.call(first.complete("k", None)).await.expect(201);
    shop.call(at_once(&holder, "k", &[&good], Some("tok_visa"))).await.expect(201);
    shop.settle().await;
    let log = heard.text();
    assert!(log.contains("AddGiftCard") && log.contains("CompleteCart"), "nothing was heard");
    let table = serde_json::to_string(&shop.database.everything()).unwrap();
    let news: String = shop.sent().iter().map(|event| event.detail.as_str()).collect();
    for code in [&good, &wrong] {
        assert!(!tells(&log, code), "a code in the log");
        assert!(!tells(&table, code) && !tells(&news, code), "a code is kept");
    }
}
