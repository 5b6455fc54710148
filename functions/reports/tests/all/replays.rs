//! What was lost is made again out of what happened.
use crate::shop::Market;
use contract::Role;
use serde_json::{Value, json};
use testkit::Request;

async fn clock(market: &Market) {
    let tick = json!({ "tick": "replay-events" });
    runtime::invoke(&analytics::app(), market.shop.host(), tick).await.unwrap();
    market.shop.settle().await;
}

fn replay(key: &str, projection: &str, from: &str, to: &str) -> Request {
    let body = json!({ "projection": projection, "from": from, "to": to });
    Request::post("/analytics/replays").staff(Role::Finance).key(key).json(&body)
}

#[tokio::test(start_paused = true)]
async fn reports_and_counts_come_back_from_the_lake_and_nothing_counts_twice() {
    let market = Market::open().await;
    market.buy("a", &[("SKU-0", 3), ("SKU-1", 2)]).await;
    let part = market.buy("b", &[("SKU-1", 5)]).await;
    market.cancel(&part, "p", &Value::Null).await;
    let target = format!("sales?{}&by=sku", market.today());
    let (before, live) = (market.rows(&target).await, market.ask("live"));
    let live_before = market.shop.call(live).await.expect(200);
    for key in market.files.keys().into_iter().filter(|key| key.starts_with("lake/sales/")) {
        market.shop.host().ports.files.as_ref().unwrap().delete(&key).await.unwrap();
    }
    assert_eq!(market.rows(&target).await, Vec::<Value>::new());

    let day = market.shop.now().day().to_string();
    for (key, projection) in [("s", "sales"), ("r", "reports"), ("again", "sales")] {
        market.shop.call(replay(key, projection, &day, &day)).await.expect(202);
    }
    // Live sales go on meanwhile.
    market.buy("c", &[("SKU-0", 1)]).await;
    for _ in 0..3 {
        clock(&market).await;
    }
    let after = market.rows(&target).await;
    let units = |rows: &[Value], sku: &str| {
        rows.iter().find(|row| row["property"] == sku).map(|row| row["units"].as_i64().unwrap())
    };
    assert_eq!(units(&after, "SKU-1"), units(&before, "SKU-1"));
    assert_eq!(units(&after, "SKU-0"), units(&before, "SKU-0").map(|units| units + 1));
    let live_after = market.shop.call(market.ask("live")).await.expect(200);
    let orders = |live: &Value| live["today"]["GBP"]["orders"].as_i64().unwrap();
    assert_eq!(orders(&live_after), orders(&live_before) + 1);
    let list = Request::get("/analytics/replays").staff(Role::Finance);
    let list = market.shop.call(list).await.expect(200);
    assert!(
        list["items"].as_array().unwrap().iter().all(|one| one["ended_at"].is_string()),
        "{list}"
    );
}

#[tokio::test(start_paused = true)]
async fn spans_that_are_none_are_refused() {
    let market = Market::open().await;
    for (from, to) in
        [("2026-02-02", "2026-02-01"), ("2026-02-02", "2999-02-01"), ("1999-01-01", "2026-01-01")]
    {
        let refused = market.shop.call(replay("k", "sales", from, to)).await;
        assert_eq!(
            (refused.status, refused.json()["code"].as_str().unwrap()),
            (422, "replay.span"),
            "{from}"
        );
    }
}
