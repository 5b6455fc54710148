//! What visitors did, and what came of it.
use crate::shop::Market;
use serde_json::{Value, json};
use testkit::Request;

fn event(market: &Market, number: u32, who: &str, name: &str, second: i64) -> Value {
    json!({
        "event_id": format!("event-number-{number:06}"), "type": "track", "name": name,
        "timestamp": market.shop.now().plus_seconds(second - 300), "anonymous_id": who, "session_id": format!("s-{who}"),
    })
}

#[tokio::test(start_paused = true)]
async fn steps_count_in_their_order_and_within_the_window() {
    let market = Market::open().await;
    let ways: [(&str, &[(&str, i64)]); 5] = [
        ("all", &[("see", 0), ("add", 10), ("it's 100 % {{to}}", 60)]),
        ("late", &[("see", 0), ("add", 10), ("it's 100 % {{to}}", 61)]),
        ("backwards", &[("it's 100 % {{to}}", 0), ("add", 1), ("see", 2)]),
        ("again", &[("see", 0), ("see", 90), ("add", 100), ("it's 100 % {{to}}", 110)]),
        ("only", &[("see", 5)]),
    ];
    let mut events = Vec::new();
    for (who, steps) in ways {
        for (name, second) in steps {
            events.push(event(&market, u32::try_from(events.len()).unwrap(), who, name, *second));
        }
    }
    market.collect(&events).await;
    market.collect(&events[..4]).await;
    // A quote ends no text, and a gap of ours in a caller's text is nothing but text.
    let target = format!(
        "funnel?{}&steps=see,add,it%27s%20100%20%25%20%7B%7Bto%7D%7D&window_minutes=1",
        market.today()
    );
    let rows = market.rows(&target).await;
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row["visitors"].as_i64().unwrap(), row["of_the_first"].as_i64().unwrap()))
        .collect();
    assert_eq!(told, [(5, 1_000_000), (3, 600_000), (2, 400_000)], "{rows:?}");
    assert_eq!(rows[2]["step"], "it's 100 % {{to}}");

    let traffic = market.rows(&format!("traffic?{}&per=span", market.today())).await;
    assert_eq!(
        (traffic[0]["visitors"].as_i64(), traffic[0]["visits"].as_i64()),
        (Some(5), Some(5))
    );
    assert_eq!(traffic[0]["events"], 14);
    let ways = market.rows(&format!("journeys?{}", market.today())).await;
    assert_eq!(
        (ways[0]["first"].as_str(), ways[0]["visits"].as_i64()),
        (Some("see"), Some(2)),
        "{ways:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn spend_is_imported_whole_or_not_at_all_and_the_last_word_counts() {
    let market = Market::open().await;
    let day = market.shop.now().day();
    let import = |rows: Value| {
        Request::post("/reports/spend")
            .staff(contract::Role::Finance)
            .json(&json!({ "rows": rows }))
    };
    let row = |source: &str, minor: i64| json!({ "day": day, "source": source, "campaign": "spring", "currency": "GBP", "amount_minor": minor });
    let wrong = market.shop.call(import(json!([row("mail", 5), row("", 5)]))).await;
    assert_eq!((wrong.status, wrong.json()["code"].as_str().unwrap()), (422, "spend.row"));
    market.shop.call(import(json!([row("mail", 700), row("search", 900)]))).await.expect(200);
    market.shop.source.advance(5);
    market.shop.call(import(json!([row("mail", 800)]))).await.expect(200);
    let rows = market.rows(&format!("acquisition?{}", market.today())).await;
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row["source"].as_str().unwrap(), row["spend"].as_i64().unwrap()))
        .collect();
    assert_eq!(told, [("search", 900), ("mail", 800)]);
}

#[tokio::test(start_paused = true)]
async fn every_report_is_answered_over_an_empty_lake() {
    let market = Market::open().await;
    for report in [
        "sales",
        "promotions",
        "buyers",
        "cohorts",
        "traffic",
        "attribution",
        "acquisition",
        "journeys",
        "replenishment",
    ] {
        assert_eq!(
            market.rows(&format!("{report}?{}", market.today())).await,
            Vec::<Value>::new(),
            "{report}"
        );
    }
}
