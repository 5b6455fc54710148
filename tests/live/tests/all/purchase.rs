//! A purchase from the shop window to the order, and what comes of each card.
use live::{Deployed, fresh};
use serde_json::json;
use testkit::{Request, steps};

#[tokio::test]
async fn a_guest_buys_step_by_step() {
    let shop = Deployed::from_environment();
    let sku = shop.stocked(3).await;
    let cart = shop.cart_with(&sku, &fresh("cart")).await;
    let open = cart.post("/checkouts", &fresh("open")).json(&json!({ "cart_id": cart.cart_id }));
    let checkout = shop.call(open).await.expect(201);
    let target = format!("/checkouts/{}", checkout["checkout_id"].as_str().unwrap());

    let mut details = steps::completion("tok_visa");
    let payment = details["payment"].take();
    details.as_object_mut().unwrap().remove("payment");
    let change = Request::patch(&target).cart(&cart.token).json(&details);
    shop.call(change).await.expect(200);
    let complete = cart.post(format!("{target}/complete"), &fresh("complete"));
    let complete = complete.json(&json!({ "payment": payment }));
    let done = shop.until(complete, |reply| reply.status != 202).await.expect(201);
    assert_eq!(done["state"], "placed");

    let order = shop.call(cart.order()).await.expect(200);
    assert_eq!(order["order_id"], done["order_id"]);
    assert_eq!(order["totals"]["total"], json!({ "currency": "GBP", "minor": 1_295 }));
}

#[tokio::test]
async fn a_declined_card_places_nothing_and_another_card_may_be_tried() {
    let shop = Deployed::from_environment();
    let sku = shop.stocked(1).await;
    let cart = shop.cart_with(&sku, &fresh("cart")).await;
    let declined = shop.complete(&cart, &fresh("declined"), "tok_declined").await;
    assert_eq!(declined.refused(409), "payment.declined");
    shop.complete(&cart, &fresh("again"), "tok_visa").await.expect(201);
}

#[tokio::test]
async fn a_card_that_times_out_after_success_is_charged_once() {
    let shop = Deployed::from_environment();
    let sku = shop.stocked(1).await;
    let cart = shop.cart_with(&sku, &fresh("cart")).await;
    shop.complete(&cart, &fresh("timeout"), "tok_timeout").await.expect(201);
}

#[tokio::test]
async fn a_card_with_three_d_secure_asks_the_shopper_and_then_becomes_an_order() {
    let shop = Deployed::from_environment();
    let sku = shop.stocked(1).await;
    let cart = shop.cart_with(&sku, &fresh("cart")).await;
    let key = fresh("secure");
    let asked = shop.complete(&cart, &key, "tok_3ds").await.expect(202);
    let url = asked["challenge_url"].as_str().expect("where the challenge is");
    shop.call(steps::challenge(url, "pass")).await.expect(200);
    // The provider's notice is on its way; the same request says what came of it.
    shop.until(cart.complete(&key, "tok_3ds"), |reply| reply.status != 202).await.expect(201);
}
