//! The races that other systems lose, over HTTP on the deployed template.
use contract::Role;
use live::{Deployed, fresh};
use std::collections::BTreeSet;
use testkit::Request;
use tokio::task::JoinSet;

/// Units in stock, and buyers who want one each.
const UNITS: u32 = 50;
const BUYERS: usize = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_hundred_buyers_of_fifty_units_exactly_fifty_get_one() {
    let shop = Deployed::from_environment();
    let sku = shop.stocked(UNITS).await;
    let mut opening = JoinSet::new();
    let mut carts = Vec::new();
    for buyer in 0..BUYERS {
        let (shop, sku, key) = (shop.clone(), sku.clone(), fresh(&format!("buyer{buyer}")));
        // Opening carts is not the race: a few at a time.
        if opening.len() >= 8 {
            carts.extend(opening.join_next().await.map(|opened| opened.unwrap()));
        }
        opening.spawn(async move { (shop.cart_with(&sku, &key).await, key) });
    }
    carts.extend(opening.join_all().await);

    let mut buyers = JoinSet::new();
    for (cart, key) in carts {
        let shop = shop.clone();
        buyers.spawn(async move { shop.complete(&cart, &key, "tok_visa").await });
    }
    let replies = buyers.join_all().await;

    let placed: Vec<_> = replies.iter().filter(|reply| reply.status == 201).collect();
    let refused: Vec<_> = replies.iter().filter(|reply| reply.status == 409).collect();
    let others: Vec<_> =
        replies.iter().filter(|reply| ![201, 409].contains(&reply.status)).collect();
    assert!(others.is_empty(), "{} of neither kind, such as {:?}", others.len(), others.first());
    let codes: BTreeSet<_> = refused.iter().map(|reply| reply.refused(409)).collect();
    assert_eq!(codes, BTreeSet::from(["stock.insufficient".to_owned()]));
    let orders: BTreeSet<_> =
        placed.iter().map(|reply| reply.json()["order_id"].to_string()).collect();
    assert_eq!((orders.len(), refused.len()), (UNITS as usize, BUYERS - UNITS as usize));
    let stock = shop.stock(&sku).await;
    assert_eq!((&stock["available"], &stock["reserved"]), (&0.into(), &UNITS.into()), "{stock}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_cart_completed_twenty_times_at_once_is_one_order_and_one_authorisation() {
    let shop = Deployed::from_environment();
    let sku = shop.stocked(5).await;
    let cart = shop.cart_with(&sku, &fresh("cart")).await;
    let mut calls = JoinSet::new();
    for call in 0..20 {
        let (shop, cart, key) = (shop.clone(), cart.clone(), fresh(&format!("call{call}")));
        calls.spawn(async move { shop.complete(&cart, &key, "tok_visa").await });
    }
    let replies = calls.join_all().await;
    let answers: BTreeSet<_> = replies.iter().map(|reply| (reply.status, &reply.text)).collect();
    assert_eq!(answers.len(), 1, "{answers:?}");
    let order = replies[0].expect(201);

    let target = format!("/orders/{}/payments", order["order_id"].as_str().unwrap());
    let payments = shop.call(Request::get(target).staff(Role::Finance)).await.expect(200);
    let payments = payments["items"].as_array().unwrap();
    assert_eq!(payments.len(), 1, "{payments:?}");
    let stock = shop.stock(&sku).await;
    assert_eq!((&stock["available"], &stock["reserved"]), (&4.into(), &1.into()), "{stock}");
}
