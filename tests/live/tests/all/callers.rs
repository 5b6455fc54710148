//! Who gets in, by the deployed gateway.
use live::Deployed;
use testkit::Request;

#[tokio::test]
async fn a_customer_sees_their_own_record_and_nobody_else_does() {
    let shop = Deployed::from_environment();
    let me = shop.call(Request::get("/me").customer("shopper")).await.expect(200);
    let other = shop.call(Request::get("/me").customer("stranger")).await.expect(200);
    assert_ne!(me["customer_id"], other["customer_id"]);
    shop.call(Request::get("/me")).await.expect(401);
}

#[tokio::test]
async fn a_wrong_token_is_refused() {
    let shop = Deployed::from_environment();
    let forged = Request::get("/me").header("authorization", "Bearer e30.e30.e30");
    shop.call(forged).await.expect(401);
}
