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

#[tokio::test]
async fn pages_of_a_storefront_may_call_and_read_what_they_need() {
    let shop = Deployed::from_environment();
    let origin = "http://localhost:3000";
    let ask = Request::of("OPTIONS", "/carts")
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type,idempotency-key,x-cart-token");
    let allowed = shop.call(ask).await;
    assert!((200..300).contains(&allowed.status), "{}: {}", allowed.status, allowed.text);
    let told = |name: &str| allowed.headers.get(name).cloned().unwrap_or_default().to_lowercase();
    for header in ["authorization", "content-type", "idempotency-key", "if-match", "x-cart-token"] {
        assert!(told("access-control-allow-headers").contains(header), "{header}: {allowed:?}");
    }
    for method in ["get", "post", "put", "patch", "delete"] {
        assert!(told("access-control-allow-methods").contains(method), "{method}: {allowed:?}");
    }
    assert_ne!(told("access-control-allow-credentials"), "true", "no cookie is asked for");
    let open = Request::post("/carts").key("storefront").header("origin", origin);
    let opened = shop.call(open).await;
    assert_eq!(opened.status, 201, "{}", opened.text);
    assert!(["*", origin].contains(&opened.headers["access-control-allow-origin"].as_str()));
    let read = opened.headers["access-control-expose-headers"].to_lowercase();
    assert!(["etag", "retry-after"].iter().all(|header| read.contains(header)), "{opened:?}");
}
