//! Edits at the same moment: none loses another.
use crate::kit::*;
use testkit::{Injected, Request, Shop};

/// Sends all requests at once, each from a thread of its own, and gives back their statuses.
fn at_once(shop: &Shop, requests: Vec<Request>) -> Vec<u16> {
    std::thread::scope(|scope| {
        let send = |request: Request| {
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
                runtime.unwrap().block_on(shop.answer(request)).status
            })
        };
        let sent: Vec<_> = requests.into_iter().map(send).collect();
        sent.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[tokio::test]
async fn fifty_adds_at_once_of_different_skus_all_survive() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    let adds: Vec<Request> = (0..50).map(|n| cart.add(&[(n, 1)])).collect();
    let mut left = adds;
    // Whoever is told to come again does, with the same key, as a client would.
    for _ in 0..20 {
        let statuses = at_once(&shop, left.clone());
        assert!(statuses.iter().all(|status| matches!(status, 200 | 503)), "{statuses:?}");
        left = left.into_iter().zip(statuses).filter(|(_, s)| *s == 503).map(|(r, _)| r).collect();
        if left.is_empty() {
            break;
        }
    }
    let view = cart.view(&shop).await;
    assert_eq!(lines(&view).len(), 50);
    assert_eq!(view["units"], 50);
}

#[tokio::test]
async fn twenty_adds_at_once_of_the_same_sku_add_up() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    let statuses = at_once(&shop, (0..20).map(|_| cart.add(&[(1, 1)])).collect());
    let done = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!(cart.view(&shop).await["units"], done);
}

#[tokio::test]
async fn the_same_add_sent_twenty_times_at_once_adds_once() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    let add = cart.add(&[(1, 3)]);
    at_once(&shop, vec![add; 20]);
    assert_eq!(lines(&cart.view(&shop).await), [("SKU-1".into(), 3)]);
}

#[tokio::test]
async fn a_sign_in_on_ten_devices_at_once_ends_in_one_cart_with_every_line() {
    let shop = shop().await;
    let mut guests = Vec::new();
    for n in 0..10 {
        let cart = guest(&shop).await;
        shop.call(cart.add(&[(n, 1), (50, 1)])).await.expect(200);
        guests.push(cart);
    }
    let claim =
        |cart: &Opened| Request::post(cart.path("/claim")).customer("ada").cart(&cart.token);
    for _ in 0..20 {
        let statuses = at_once(&shop, guests.iter().map(claim).collect());
        assert!(statuses.iter().all(|status| matches!(status, 200 | 503)), "{statuses:?}");
        if statuses.iter().all(|status| *status == 200) {
            break;
        }
    }
    let view = mine(&shop, "ada").await.view(&shop).await;
    assert_eq!(lines(&view).len(), 11);
    assert_eq!(view["units"], 11);
}

#[tokio::test]
async fn an_edit_outlasts_conflicts() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    shop.database.inject([Injected::Conflict; 5]);
    shop.call(cart.add(&[(1, 1)])).await.expect(200);
    assert_eq!(cart.view(&shop).await["units"], 1);
}
