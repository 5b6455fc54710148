//! Promotions that may be used only so often or give away only so much, and what becomes of what was
//! taken of them when a checkout ends.
use crate::shop::*;
use domain::pricing::{
    Window,
    book::{Book, Campaign},
    promotion::{Amounts, Budget, Effect, Limits, OrderOff, Promotion, PromotionState, Stacking},
};
use primitives::{CampaignId, Example, PromotionId, Quantity, Sku, Title};
use runtime::Done;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{Request, Shop};
use tokio::task::JoinSet;

/// A pound off every order.
fn a_pound_off() -> Promotion {
    Promotion {
        id: PromotionId::parse("prm_summer").unwrap(),
        version: 3,
        title: Title::parse("Summer").unwrap(),
        state: PromotionState::Active,
        window: Window::default(),
        by_code: false,
        priority: 0,
        stacking: Stacking::Combinable,
        group: None,
        conditions: vec![],
        effect: Effect::Order {
            off: OrderOff::Amount { amounts: Amounts(vec![price(100)]) },
            cap: None,
        },
        limits: Limits::default(),
        campaign: None,
    }
}

/// Puts a book in force, as `pricing` prints it.
async fn print(shop: &Shop, edition: u64, promotion: Promotion, campaigns: Vec<Campaign>) {
    let book = Book { promotions: vec![promotion], campaigns, ..Book::default() };
    let (head, pages) = book.print(edition).unwrap();
    shop.seed(pages.iter().fold(Done::new(()).put(&head), Done::put)).await;
}

async fn limited(shop: &Shop, uses: u64) {
    let limits = Limits { uses: Some(uses), ..Limits::default() };
    print(shop, 1, Promotion { limits, ..a_pound_off() }, vec![]).await;
}

fn counted(shop: &Shop, field: &str) -> u64 {
    let number = |item: &Value| {
        let text = item.pointer(&format!("/{field}/N")).and_then(Value::as_str);
        text.unwrap().parse::<u64>().unwrap()
    };
    items(shop, "UseCounter").iter().map(number).sum()
}

fn totals(shop: &Shop) -> Vec<i64> {
    let total = |item: &Value| {
        let text = item.pointer("/totals/M/total/M/minor/N").and_then(Value::as_str);
        text.unwrap().parse().unwrap()
    };
    items(shop, "Order").iter().map(total).collect()
}

#[tokio::test(start_paused = true)]
async fn an_order_takes_a_use_and_shows_why_it_costs_what_it_does() {
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_000).await;
    limited(&shop, 1).await;
    let first = cart(&shop, &skus(1, 1), 1_000).await;
    let placed = shop.call(first.complete("k", "tok_visa")).await.expect(201);
    assert_eq!(placed["totals"]["total"], json!(price(900)));
    assert_eq!(counted(&shop, "uses"), 1);
    let kept = items(&shop, "OrderDerivation");
    assert!(kept.len() == 1 && kept[0].to_string().contains("prm_summer"));
    let order = &items(&shop, "Order")[0];
    assert_eq!(order.pointer("/discounts/L/0/M/title/S"), Some(&json!("Summer")));
    let second = cart(&shop, &skus(1, 1), 1_000).await;
    let placed = shop.call(second.complete("k", "tok_visa")).await.expect(201);
    assert_eq!(placed["totals"]["total"], json!(price(1_000)), "it has been used up");
    assert_eq!(counted(&shop, "uses"), 1);
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_checkout_that_comes_to_nothing_gives_back_what_it_took() {
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_000).await;
    limited(&shop, 1).await;
    let holder = cart(&shop, &skus(1, 1), 1_000).await;
    let opened = open_checkout(&shop, &holder).await;
    let path = format!("/checkouts/{}", opened["checkout_id"].as_str().unwrap());
    assert_eq!(counted(&shop, "uses"), 0, "whoever only looks takes nothing");
    let pay = json!({ "payment": { "provider": "sandbox", "method": "tok_declined" } });
    shop.call(holder.post(format!("{path}/complete"), "c").json(&pay)).await.refused(409);
    assert_eq!(counted(&shop, "uses"), 1, "kept while another card may be tried");
    shop.call(holder.post(format!("{path}/cancel"), "x")).await.expect(200);
    shop.settle().await;
    assert_eq!((counted(&shop, "uses"), reserved(&shop)), (0, 0));
    assert!(items(&shop, "OrderDerivation").is_empty());
    let placed = shop.call(holder.complete("again", "tok_visa")).await.expect(201);
    assert_eq!(placed["totals"]["total"], json!(price(900)));
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_hundred_buyers_at_once_never_overspend_a_budget() {
    let shop = Arc::new(shop());
    stock(&shop, &skus(1, 100), 1_000).await;
    let campaign = CampaignId::example();
    // Twenty pounds and fifty pence: the pence are too few for another order.
    let budget = Budget { money: Some(price(2_050)), uses: None };
    let campaigns =
        vec![Campaign { campaign_id: campaign.clone(), title: Title::example(), budget }];
    print(&shop, 1, Promotion { campaign: Some(campaign), ..a_pound_off() }, campaigns).await;
    let mut calls = JoinSet::new();
    for _ in 0..100 {
        let holder = cart(&shop, &skus(1, 1), 1_000).await;
        let shop = shop.clone();
        calls.spawn(async move {
            // Whoever is told that it is used up, or that too many come at once, tries again.
            for at in 0..40 {
                let reply = shop.call(holder.complete(&format!("k{at}"), "tok_visa")).await;
                if reply.status == 201 {
                    return;
                }
                let refused = code(&reply);
                let again = reply.status == 503 || refused == "checkout.promotion_exhausted";
                assert!(again, "{}: {refused}", reply.status);
            }
            panic!("never came through");
        });
    }
    calls.join_all().await;
    shop.settle().await;
    let reduced = totals(&shop).into_iter().filter(|total| *total == 900).count();
    assert_eq!((orders(&shop), reduced), (100, 20));
    assert_eq!((counted(&shop, "uses"), counted(&shop, "spent")), (20, 2_000));
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_price_that_was_agreed_stands_until_the_checkout_is_over() {
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_000).await;
    let holder = cart(&shop, &skus(1, 1), 1_000).await;
    let opened = open_checkout(&shop, &holder).await;
    let path = format!("/checkouts/{}", opened["checkout_id"].as_str().unwrap());
    offer(&shop, &skus(1, 1)[0].0, 1_500).await;
    let patch = || Request::patch(&path).cart(&holder.token);
    let to = json!({ "shipping_address": testkit::steps::address() });
    let changed = shop.call(patch().json(&to)).await.expect(200);
    assert_eq!(changed["totals"]["total"], json!(price(1_000)));
}

#[tokio::test(start_paused = true)]
async fn a_gift_comes_with_the_order_as_long_as_there_is_one() {
    let shop = shop();
    stock(&shop, &skus(2, 1), 1_000).await;
    let [(bought, _), (gift, _)] = skus(2, 1).try_into().unwrap();
    let effect = Effect::Gift {
        sku: Sku::parse(gift.as_str()).unwrap(),
        units: Quantity::parse(1).unwrap(),
    };
    print(&shop, 1, Promotion { effect, ..a_pound_off() }, vec![]).await;
    let buy = [(bought.clone(), 1)];
    let first = cart(&shop, &buy, 1_000).await;
    let placed = shop.call(first.complete("k", "tok_visa")).await.expect(201);
    assert_eq!(placed["totals"]["total"], json!(price(1_000)));
    assert_eq!(reserved(&shop), 2, "what was bought, and the gift");
    shop.call(testkit::steps::receipt("more", &buy)).await.expect(201);
    let second = cart(&shop, &buy, 1_000).await;
    shop.call(second.complete("k", "tok_visa")).await.expect(201);
    assert_eq!(reserved(&shop), 3, "no gift is left, and the order comes all the same");
    check(&shop);
}
