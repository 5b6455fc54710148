use crate::kit::*;
use serde_json::json;
use std::collections::BTreeSet;

#[tokio::test]
async fn a_code_leads_to_its_promotion_and_to_no_other() {
    let shop = shop().await;
    let id = started(&shop, with(percent("0.2"), json!({ "by_code": true }))).await;
    let at = format!("/promotions/{id}/codes");
    let given = post(&shop, &at, json!({ "codes": ["summer", "SUMMER", "Sun 26"] })).await;
    assert_eq!(given.expect(201)["codes"], json!(["SUMMER", "SUN 26"]));
    let cart = cart(&shop, 0, 1).await;
    assert_eq!(cart.total(&shop).await, 1_000);
    cart.enter(&shop, &["Summer"]).await.expect(200);
    assert_eq!(cart.total(&shop).await, 800);
    let other = made(&shop, with(percent("0.5"), json!({ "by_code": true }))).await;
    let at = format!("/promotions/{other}/codes");
    let taken = post(&shop, &at, json!({ "codes": ["winter", "Summer"] })).await;
    assert!(taken.text.contains("SUMMER") && taken.text.contains(&id), "{}", taken.text);
    assert_eq!(taken.refused(409), "pricing.code_taken");
    assert_eq!(get(&shop, &at).await["items"], json!([]), "all or none");
    post(&shop, &at, json!({ "codes": ["winter"] })).await.expect(201);
    post(&shop, &at, json!({ "codes": ["winter"] })).await.expect(201);
    assert_eq!(get(&shop, &at).await["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_pool_is_of_codes_that_are_used_once() {
    let shop = shop().await;
    let body = with(percent("0.2"), json!({ "by_code": true, "limits": { "per_code": 1 } }));
    let id = started(&shop, body).await;
    let at = format!("/promotions/{id}/codes");
    let given = post(&shop, &at, json!({ "pool": 90 })).await.expect(201);
    let codes: BTreeSet<String> =
        given["codes"].as_array().unwrap().iter().map(|c| c.as_str().unwrap().into()).collect();
    assert_eq!(codes.len(), 90);
    let cart = cart(&shop, 0, 1).await;
    cart.enter(&shop, &[codes.first().unwrap()]).await.expect(200);
    assert_eq!(cart.total(&shop).await, 800);
    for (body, status, code) in [
        (json!({ "pool": 91 }), 422, "pricing.too_many"),
        (json!({ "pool": 0 }), 422, "request.invalid"),
        (json!({}), 422, "request.invalid"),
        (json!({ "pool": 1, "codes": ["a"] }), 422, "request.invalid"),
    ] {
        assert_eq!(post(&shop, &at, body.clone()).await.refused(status), code, "{body}");
    }
    let often = made(&shop, with(percent("0.2"), json!({ "by_code": true }))).await;
    let pool = post(&shop, &format!("/promotions/{often}/codes"), json!({ "pool": 1 })).await;
    assert_eq!(pool.refused(422), "request.invalid", "each could be used twice");
    let open = made(&shop, percent("0.2")).await;
    let none = post(&shop, &format!("/promotions/{open}/codes"), json!({ "codes": ["a"] })).await;
    assert_eq!(none.refused(409), "pricing.no_codes");
}
