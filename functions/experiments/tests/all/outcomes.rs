//! What is counted of whom.
use crate::trial::*;
use contract::Role;
use serde_json::json;
use testkit::{Delivery, Request};

#[tokio::test(start_paused = true)]
async fn a_subject_counts_once_and_by_what_they_did_afterwards() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().await.delivering(delivery);
        started(&shop, "button").await;
        let early = cart(&shop, "early").await;
        buy(&shop, &early, "early").await;
        let seats = arm(&shop, "vis_1").await;
        let mine = cart(&shop, "mine").await;
        // Said three times, and once with an arm of nobody's choosing.
        for _ in 0..3 {
            assert_eq!(
                exposed(&shop, "vis_1", Some(&mine.cart_id), &["button", "no-such"]).await,
                seats
            );
        }
        // Who has bought before they saw it has not bought because of it.
        exposed(&shop, &early.cart_id, None, &["button"]).await;
        let order = buy(&shop, &mine, "mine").await;
        let stands = results(&shop, "button").await;
        assert_eq!(subjects(&stands), 2, "{delivery:?}");
        assert!((over_arms(&stands, "conversion") - 1.0).abs() < 1e-9, "{stands}");
        assert!((over_arms(&stands, "orders") - 1.0).abs() < 1e-9);
        assert!(over_arms(&stands, "revenue") > 999.0);
        assert!(over_arms(&stands, "taken_back").abs() < 1e-9);

        let cancel = Request::post(format!("/orders/{order}/cancel")).staff(Role::Service).key("c");
        shop.call(cancel.json(&json!({ "reason": "no" }))).await.expect(200);
        shop.settle().await;
        let stands = results(&shop, "button").await;
        assert!((over_arms(&stands, "taken_back") - 1.0).abs() < 1e-9, "{delivery:?} {stands}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_takes_no_part_is_not_counted() {
    let shop = shop().await;
    let mut nobody = design();
    nobody["share"] = json!(0);
    shop.call(put("button", &nobody)).await.expect(200);
    shop.call(act("button", "start", &json!({}))).await.expect(200);
    shop.source.advance(31);
    assert_eq!(exposed(&shop, "vis_1", None, &["button"]).await, json!([]));
    assert_eq!(subjects(&results(&shop, "button").await), 0);
    let many = json!({ "subject": "vis_1", "experiments": vec!["button"; 21] });
    assert_eq!(shop.call(Request::post("/exposures").json(&many)).await.status, 422);
}
