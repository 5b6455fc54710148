//! Customers' carts, and guests who sign in.
use crate::kit::*;
use serde_json::{Value, json};
use testkit::{Delivery, Injected, Reply, Request, Shop};

async fn claim(shop: &Shop, cart: &Opened, customer: &str) -> Reply {
    let claim = Request::post(cart.path("/claim")).customer(customer).cart(&cart.token);
    shop.call(claim).await
}

#[tokio::test]
async fn a_customer_finds_the_same_cart_on_every_device() {
    let shop = shop().await;
    let (desk, phone) = (mine(&shop, "ada").await, mine(&shop, "ada").await);
    assert_eq!(desk.id, phone.id);
    assert_ne!(desk.token, phone.token);
    shop.call(desk.add(&[(1, 1)])).await.expect(200);
    shop.call(phone.add(&[(1, 1)])).await.expect(200);
    assert_eq!(lines(&desk.view(&shop).await), [("SKU-1".into(), 2)]);
    assert_ne!(mine(&shop, "bob").await.id, desk.id);
}

#[tokio::test]
async fn the_eleventh_device_pushes_out_the_first() {
    let shop = shop().await;
    let first = mine(&shop, "ada").await;
    for _ in 0..9 {
        mine(&shop, "ada").await;
    }
    first.view(&shop).await;
    mine(&shop, "ada").await;
    shop.call(Request::get(first.path("")).cart(&first.token)).await.refused(404);
}

#[tokio::test]
async fn a_guest_without_a_cart_of_their_own_keeps_this_one() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    shop.call(cart.add(&[(1, 2)])).await.expect(200);
    let view = claim(&shop, &cart, "ada").await.expect(200);
    assert_eq!(view["cart_id"], json!(cart.id));
    assert_eq!(view["signed_in"], true);
    assert_eq!(mine(&shop, "ada").await.id, cart.id);
}

#[tokio::test]
async fn a_guest_cart_merges_without_doubling_however_often_it_is_claimed() {
    let shop = shop().await.delivering(Delivery::TwiceAndBackwards);
    let (cart, home) = (guest(&shop).await, mine(&shop, "ada").await);
    shop.call(home.add(&[(1, 2), (2, 1)])).await.expect(200);
    shop.call(cart.add(&[(1, 2), (2, 3), (3, 1)])).await.expect(200);
    shop.call(cart.update(json!({ "email": "ada@example.com" }))).await.expect(200);
    let first = claim(&shop, &cart, "ada").await;
    let again = claim(&shop, &cart, "ada").await;
    shop.settle().await;
    let view = first.expect(200);
    let expected = [("SKU-1".into(), 2), ("SKU-2".into(), 3), ("SKU-3".into(), 1)];
    assert_eq!(lines(&view), expected);
    assert_eq!(view["cart_id"], json!(home.id));
    assert_eq!(view["email"], "ada@example.com");
    assert_eq!((first.text.clone(), first.version()), (again.text.clone(), again.version()));
    assert_eq!(shop.sent_names(), ["cart.CartMerged.v1"]);
    // The device goes on with the secret it has.
    let device = Opened { id: home.id.clone(), token: cart.token.clone() };
    assert_eq!(device.view(&shop).await["units"], 6);
    let old = cart.view(&shop).await;
    assert_eq!(old["state"], json!({ "kind": "merged", "into": home.id }));
    assert_eq!(shop.call(cart.add(&[(1, 1)])).await.refused(409), "cart.merged");
}

#[tokio::test]
async fn a_claim_that_meets_other_writers_or_loses_its_answer_merges_once() {
    let shop = shop().await;
    let (cart, home) = (guest(&shop).await, mine(&shop, "ada").await);
    shop.call(home.add(&[(1, 2)])).await.expect(200);
    shop.call(cart.add(&[(1, 5), (2, 1)])).await.expect(200);
    shop.database.inject([Injected::Conflict, Injected::Conflict, Injected::CommitThenSilence]);
    assert!(claim(&shop, &cart, "ada").await.status >= 500);
    let view = claim(&shop, &cart, "ada").await.expect(200);
    assert_eq!(lines(&view), [("SKU-1".into(), 5), ("SKU-2".into(), 1)]);
    shop.settle().await;
    assert_eq!(shop.sent_names(), ["cart.CartMerged.v1"]);
}

#[tokio::test]
async fn nobody_claims_a_cart_whose_secret_they_do_not_have_or_that_is_somebody_elses() {
    let shop = shop().await;
    let (cart, other) = (guest(&shop).await, guest(&shop).await);
    let bare = Request::post(cart.path("/claim")).customer("eve");
    assert_eq!(shop.call(bare.clone()).await.refused(401), "caller.unauthenticated");
    shop.call(bare.cart(&other.token)).await.refused(404);
    claim(&shop, &cart, "ada").await.expect(200);
    claim(&shop, &cart, "eve").await.refused(404);
    let home = mine(&shop, "ada").await;
    assert_eq!(home.id, cart.id);
    let later = guest(&shop).await;
    claim(&shop, &later, "ada").await.expect(200);
    claim(&shop, &later, "eve").await.refused(404);
}

#[tokio::test]
async fn after_its_cart_is_closed_a_customer_gets_a_new_one() {
    let shop = shop().await;
    let old = mine(&shop, "ada").await;
    shop.source.advance(31 * 86_400);
    let new = mine(&shop, "ada").await;
    assert_ne!(old.id, new.id);
    assert_eq!(mine(&shop, "ada").await.id, new.id);
}

#[tokio::test]
async fn no_event_of_a_cart_says_anything_personal() {
    let shop = shop().await;
    let (cart, _) = (guest(&shop).await, mine(&shop, "ada").await);
    shop.call(cart.update(json!({ "email": "ada@example.com", "note": "secret" })))
        .await
        .expect(200);
    claim(&shop, &cart, "ada").await.expect(200);
    shop.settle().await;
    let sent = shop.sent();
    let told: Vec<Value> =
        sent.iter().map(|event| serde_json::from_str(&event.detail).unwrap()).collect();
    assert_eq!(told.len(), 1);
    let text = told[0].to_string();
    assert!(
        !text.contains("example.com") && !text.contains("secret") && !text.contains(&cart.token)
    );
}
