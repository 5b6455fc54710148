//! What customers agree to, and the proof of it.
use crate::shop::{entered, get, shop};
use contract::Role;
use serde_json::{Value, json};
use testkit::Request;

fn said(granted: bool) -> Value {
    json!({ "channel": "email", "purpose": "marketing", "granted": granted, "wording": "newsletter-1",
            "source": "account" })
}

#[tokio::test]
async fn who_withdraws_is_not_asked_again_and_every_statement_is_kept() {
    let shop = shop();
    let state = |key: &str, granted| {
        Request::post("/me/consents").customer("ada").key(key).json(&said(granted))
    };
    let none = shop.call(Request::get("/me/consents").customer("ada")).await.expect(200);
    assert_eq!(none["consents"], json!([]), "nothing said is nothing agreed to");
    let given = shop.call(state("yes", true)).await.expect(200);
    assert_eq!(given["consents"][0]["granted"], true);
    shop.source.advance(60);
    assert_eq!(shop.call(state("no", false)).await.expect(200)["consents"][0]["granted"], false);
    // The first, sent once more, is still the first.
    assert_eq!(shop.call(state("yes", true)).await.expect(200)["consents"][0]["granted"], true);
    let now = shop.call(Request::get("/me/consents").customer("ada")).await.expect(200);
    assert_eq!(now["consents"][0]["granted"], false);
    shop.settle().await;
    assert_eq!(shop.sent_names(), ["customers.ConsentStated.v1", "customers.ConsentStated.v1"]);
    let eve = shop.call(Request::get("/me/consents").customer("eve")).await.expect(200);
    assert_eq!(eve["consents"], json!([]));
}

#[tokio::test]
async fn staff_enter_what_a_customer_says_and_show_the_proof() {
    let shop = shop();
    let ada = entered(&shop, "Ada", "ada@example.com").await;
    let path = format!("{ada}/consents");
    for (key, granted) in [("one", true), ("two", true), ("three", false)] {
        let request = Request::post(&path).staff(Role::Service).key(key).json(&said(granted));
        shop.call(request).await.expect(200);
        shop.source.advance(60);
    }
    let held = get(&shop, path.clone()).await;
    assert_eq!(held["consents"].as_array().unwrap().len(), 1);
    let proof = get(&shop, format!("{path}/statements")).await;
    let said: Vec<_> =
        proof["items"].as_array().unwrap().iter().map(|one| one["granted"].clone()).collect();
    assert_eq!(said, [false, true, true]);
    assert_eq!(proof["items"][0]["actor"]["kind"], "staff");
    assert_eq!(proof["items"][0]["wording"], "newsletter-1");
    let nobody = Request::post("/customers/cus_nobody/consents").staff(Role::Service).key("x");
    shop.call(nobody.json(
        &json!({ "channel": "sms", "purpose": "marketing", "granted": true, "wording": "v1",
                                   "source": "telephone" }),
    ))
    .await
    .expect(404);
}
