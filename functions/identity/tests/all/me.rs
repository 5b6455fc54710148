//! `ViewMe`, through the function.
use testkit::{Request, Shop};

fn shop() -> Shop {
    Shop::of(vec![identity::app(), outbox::app()])
}

#[tokio::test]
async fn the_first_look_makes_the_record_and_tells_once() {
    let shop = shop();
    let first = shop.call(Request::get("/me").customer("ada")).await;
    let again = shop.call(Request::get("/me").customer("ada")).await;
    shop.settle().await;
    assert_eq!(first.expect(200)["customer_id"], "cus_ada");
    assert_eq!(first.text, again.text);
    assert_eq!(shop.sent_names(), ["identity.CustomerCreated.v1"]);
}

#[tokio::test]
async fn nobody_is_asked_to_sign_in() {
    let reply = shop().call(Request::get("/me")).await;
    assert_eq!(reply.refused(401), "caller.unauthenticated");
}
