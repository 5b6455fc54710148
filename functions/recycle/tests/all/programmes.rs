//! Programmes.
use crate::counter::*;
use serde_json::json;
use testkit::Request;

#[tokio::test]
async fn programmes_that_overlap_or_make_no_sense_are_refused() {
    let shop = shop();
    shop.call(put("lanterns", &programme())).await.expect(200);
    let same = shop.call(put("lamps", &programme())).await;
    assert_eq!(same.refused(409), "recycle.overlap");
    let mut abroad = programme();
    abroad["market"] = json!("DE");
    shop.call(put("lamps", &abroad)).await.expect(200);
    let mut absurd = programme();
    absurd["grades"][0]["amounts"][0]["minor"] = json!(100);
    assert_eq!(shop.call(put("lanterns", &absurd)).await.refused(422), "recycle.programme");
    let seen = shop.call(Request::get("/takeback-programmes")).await.expect(200);
    assert_eq!(seen["items"].as_array().unwrap().len(), 2);
    let one = shop.call(Request::get("/takeback-programmes/lanterns")).await;
    assert_eq!(one.version(), 1);
}

#[tokio::test]
async fn what_nobody_takes_gets_no_quote() {
    let shop = shop();
    assert_eq!(shop.call(asking("1", "whole", None)).await.refused(409), "recycle.not_taken");
    shop.call(put("lanterns", &programme())).await.expect(200);
    assert_eq!(shop.call(asking("2", "purple", None)).await.refused(422), "recycle.unknown_answer");
    let body = json!({ "sku": "LANTERN", "market": "GB", "currency": "JPY",
        "answers": [{ "question": "glass", "answer": "whole" }] });
    let yen = Request::post("/me/takebacks").customer("ada").key("3").json(&body);
    assert_eq!(shop.call(yen).await.refused(409), "recycle.not_paid_in");
}
