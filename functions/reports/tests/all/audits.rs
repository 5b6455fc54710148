//! The night says whether the day's report is right.
use crate::shop::Market;
use serde_json::{Value, json};

async fn night(market: &Market) {
    market.shop.source.advance(86_400);
    let tick = json!({ "tick": "audit-reports" });
    runtime::invoke(&reports::app(), market.shop.host(), tick).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_report_that_lost_an_order_is_found_out() {
    let market = Market::open().await;
    market.buy("a", &[("SKU-0", 2)]).await;
    let gone = market.buy("b", &[("SKU-1", 1)]).await;
    market.cancel(&gone, "g", &Value::Null).await;
    let lying = market.files.keys();
    night(&market).await;
    let audits = market.shop.call(market.ask("audits")).await.expect(200);
    let [one] = audits["audits"].as_array().unwrap().as_slice() else { panic!("{audits}") };
    assert_eq!(
        (one["agrees"].as_bool(), one["orders"]["GBP"]["orders"].as_i64()),
        (Some(true), Some(2)),
        "{one}"
    );

    // The next day's files lose what was bought.
    market.buy("c", &[("SKU-0", 1)]).await;
    for key in market.files.keys().into_iter().filter(|key| !lying.contains(key)) {
        market.shop.host().ports.files.as_ref().unwrap().delete(&key).await.unwrap();
    }
    night(&market).await;
    let audits = market.shop.call(market.ask("audits")).await.expect(200);
    assert_eq!(audits["audits"][0]["agrees"], false, "{audits}");
    assert_eq!(audits["audits"][1]["agrees"], true);
}
