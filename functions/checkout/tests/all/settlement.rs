//! Orders in another currency than the shop's books, with a good rate table and without one.
use crate::shop::*;
use domain::pricing::{
    book::Book,
    currency::{Exchange, RateTable},
};
use primitives::{Code, Currency, Money};
use runtime::Done;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::Shop;

/// A shop that settles in euros, by a table that is good for an hour from now.
async fn settling(shop: &Shop) {
    let table = RateTable {
        base: Currency::EUR,
        of: shop.now().day(),
        valid_until: shop.now().plus_seconds(3_600),
        rates: BTreeMap::from([(Currency::GBP, "0.8".parse().unwrap())]),
        source: Code::parse("ecb").unwrap(),
    };
    let exchange = Exchange { from: Currency::EUR, table, rounding: BTreeMap::new() };
    let book = Book { exchange: Some(exchange), ..Book::default() };
    let (head, pages) = book.print(1).unwrap();
    shop.seed(pages.iter().fold(Done::new(()).put(&head), Done::put)).await;
}

fn settled(shop: &Shop) -> Vec<Option<Value>> {
    let of = |order: &Value| order.pointer("/settled/M").cloned();
    items(shop, "Order").iter().map(of).collect()
}

#[tokio::test(start_paused = true)]
async fn a_rate_is_frozen_with_the_order_and_where_there_is_no_good_one_none_is_made_up() {
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_000).await;
    settling(&shop).await;
    let holder = cart(&shop, &skus(1, 1), 1_000).await;
    let opened = open_checkout(&shop, &holder).await;
    assert_eq!(opened["settled"]["settlement"], "EUR", "{opened}");
    assert_eq!(opened["settled"]["rate"]["rate"], "0.8");
    // The table ends; what was agreed to stands.
    shop.source.advance(1_200);
    let late = cart(&shop, &skus(1, 1), 1_000).await;
    let pay = json!({ "payment": { "provider": "sandbox", "method": "tok_visa" } });
    let path = format!("/checkouts/{}/complete", opened["checkout_id"].as_str().unwrap());
    shop.call(holder.post(path, "pay").json(&pay)).await.expect(201);
    assert!(settled(&shop)[0].is_some());
    shop.source.advance(2_401);
    // A price of its own needs no rate: it is sold, and how it is settled is for the books to say.
    let opened = open_checkout(&shop, &late).await;
    assert_eq!(opened.get("settled"), None, "{opened}");
    shop.call(late.complete("late", "tok_visa")).await.expect(201);
    assert_eq!(settled(&shop).iter().filter(|one| one.is_none()).count(), 1);
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn what_has_to_be_converted_is_sold_by_a_good_table_only() {
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_000).await;
    offer_at(&shop, "SKU-0000", Money::new(1_000, Currency::EUR)).await;
    settling(&shop).await;
    let first = cart(&shop, &skus(1, 1), 800).await;
    let placed = shop.call(first.complete("k", "tok_visa")).await.expect(201);
    assert_eq!(placed["totals"]["total"], json!(price(800)), "ten euros at 0.8");
    shop.source.advance(3_601);
    let second = cart(&shop, &skus(1, 1), 800).await;
    let refused = shop.call(second.complete("k", "tok_visa")).await;
    assert!(refused.text.contains("GBP") && refused.text.contains("rate"), "{}", refused.text);
    assert_eq!(refused.refused(409), "checkout.unavailable");
    assert_eq!((orders(&shop), reserved(&shop)), (1, 1));
    check(&shop);
}
