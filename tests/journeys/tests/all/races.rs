//! The races that other systems lose.
use journeys::{open_cart, shop, skus, stock};
use std::{collections::BTreeSet, sync::Arc};
use testkit::steps;
use tokio::task::{JoinSet, LocalSet};

#[tokio::test(start_paused = true)]
async fn of_two_hundred_buyers_of_fifty_units_exactly_fifty_get_one() {
    LocalSet::new()
        .run_until(async {
            let shop = Arc::new(shop());
            let skus = skus(1);
            stock(&shop, &skus, 50, 700).await;
            let mut buyers = JoinSet::new();
            for buyer in 0..200 {
                let (shop, sku) = (shop.clone(), skus[0].clone());
                let key = format!("buyer-{buyer}");
                let cart = open_cart(&shop, &key).await;
                shop.call(cart.add(&key, &[(sku, 1)])).await.expect(200);
                buyers.spawn_local(async move { shop.call(cart.complete(&key, "tok_visa")).await });
            }
            let replies = buyers.join_all().await;
            let placed = replies.iter().filter(|reply| reply.status == 201).count();
            let refused: Vec<_> = replies
                .iter()
                .filter(|reply| reply.status != 201)
                .map(|r| r.refused(409))
                .collect();
            assert_eq!((placed, refused.len()), (50, 150));
            assert!(refused.iter().all(|code| code == "stock.insufficient"), "{refused:?}");
            shop.settle().await;
            let stock = shop.call(steps::stock(&skus[0])).await.expect(200);
            assert_eq!(stock["total"]["available"], 0);
            assert_eq!(stock["total"]["reserved"], 50);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn one_cart_completed_twenty_times_at_once_is_one_order() {
    LocalSet::new()
        .run_until(async {
            let shop = Arc::new(shop());
            let skus = skus(1);
            stock(&shop, &skus, 5, 700).await;
            let cart = open_cart(&shop, "ada").await;
            shop.call(cart.add("add", &[(skus[0].clone(), 1)])).await.expect(200);
            let mut calls = JoinSet::new();
            for call in 0..20 {
                let (shop, cart) = (shop.clone(), cart.clone());
                let key = format!("call-{call}");
                calls.spawn_local(async move { shop.call(cart.complete(&key, "tok_visa")).await });
            }
            let replies = calls.join_all().await;
            let answers: BTreeSet<_> =
                replies.iter().map(|reply| (reply.status, reply.text.clone())).collect();
            assert_eq!(answers.len(), 1, "{answers:?}");
            assert_eq!(answers.first().unwrap().0, 201);
            shop.settle().await;
            let placed = shop.sent_names().iter().filter(|n| *n == "order.OrderPlaced.v1").count();
            let asked =
                shop.sent_names().iter().filter(|n| *n == "payment.PaymentRequested.v1").count();
            assert_eq!((placed, asked), (1, 1));
        })
        .await;
}
