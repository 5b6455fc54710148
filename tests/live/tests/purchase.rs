//! A purchase from the shop window to the order, and what comes of each card.
use live::{Deployed, completion, fresh};
use serde_json::json;
use testkit::Request;

#[tokio::test]
async fn a_guest_buys_step_by_step() {
    let shop = Deployed::from_environment();
    let sku = shop.stocked(3).await;
    let cart = shop.cart_with(&sku, &fresh("cart")).await;
    let open = json!({ "cart_id": cart.cart_id });
    let opened = Request::post("/checkouts").key(fresh("open")).cart(&cart.token).json(&open);
    let checkout = shop.call(opened).await.expect(201);
    let target = format!("/checkouts/{}", checkout["checkout_id"].as_str().unwrap());

    let mut details = completion("tok_visa");
    let payment = details["payment"].take();
    details.as_object_mut().unwrap().remove("payment");
    let change = Request::patch(&target).cart(&cart.token).json(&details);
    shop.call(change).await.expect(200);
    let complete = Request::post(format!("{target}/complete")).key(fresh("complete"));
    let complete = complete.cart(&cart.token).json(&json!({ "payment": payment }));
    let done = shop.until(complete, |reply| reply.status != 202).await.expect(201);
    assert_eq!(done["state"], "placed");

    let order = Request::get(format!("/carts/{}/order", cart.cart_id)).cart(&cart.token);
    let order = shop.call(order).await.expect(200);
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
    let path = url.split("/sandbox/").nth(1).expect("the make-believe provider's address");
    let pass = Request::post(format!("/sandbox/{path}")).json(&json!({ "outcome": "pass" }));
    shop.call(pass).await.expect(200);
    shop.complete(&cart, &key, "tok_3ds").await.expect(201);
}
