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

/// Every report with every choice that its contract offers.
fn every_choice() -> Vec<String> {
    let mut asked: Vec<String> =
        ["promotions?", "cohorts?", "acquisition?", "journeys?", "replenishment?"]
            .map(Into::into)
            .into();
    for per in ["hour", "day", "week", "month", "span"] {
        asked.push(format!("buyers?per={per}"));
        asked.push(format!("traffic?per={per}"));
        for by in ["nothing", "channel", "country", "product", "sku", "category", "buyer"] {
            asked.push(format!("sales?per={per}&by={by}"));
        }
    }
    for by in ["nothing", "device", "source", "campaign"] {
        asked.push(format!("funnel?steps=see,add&window_minutes=5&by={by}"));
    }
    for by in ["source", "medium", "campaign"] {
        asked.push(format!("attribution?touch=first&by={by}"));
        asked.push(format!("attribution?touch=last&by={by}"));
    }
    asked.push("outlook?currency=GBP&weeks=4".into());
    asked
}

#[tokio::test(start_paused = true)]
async fn every_choice_of_every_report_is_answered_with_and_without_anything_in_the_lake() {
    let market = Market::open().await;
    let today = market.today();
    for report in every_choice() {
        let rows = market.rows(&format!("{report}&{today}")).await;
        assert_eq!(rows, Vec::<Value>::new(), "{report}");
    }
    market.buy_as(Some("ada"), "a", &[("SKU-0", 2)]).await;
    market.collect(&[event(&market, 0, "one", "see", 0), event(&market, 1, "one", "add", 9)]).await;
    for report in every_choice() {
        let rows = market.rows(&format!("{report}&{today}")).await;
        // Nobody bought twice, nobody came by a campaign or by money that was spent, and nothing was promised off.
        let none = ["promotions", "acquisition", "attribution", "replenishment"];
        let empty = none.iter().any(|name| report.starts_with(name));
        assert!(empty || !rows.is_empty(), "{report}");
    }
    let day = market.shop.now().day().to_string();
    let hours = market.rows(&format!("buyers?per=hour&{today}")).await;
    let [hour] = hours.as_slice() else { panic!("{hours:?}") };
    assert!(hour["bucket"].as_str().unwrap().starts_with(&day), "{hour}");
    assert_eq!((hour["orders"].as_i64(), hour["new_buyers"].as_i64()), (Some(1), Some(1)));
}
