//! What is answered to pages and apps.
use crate::shop::Lake;
use domain::analytics::{COLLECT_LUMP, COLLECT_MAX};
use serde_json::{Value, json};
use testkit::Request;

#[tokio::test]
async fn a_batch_is_answered_event_by_event_and_what_counts_reaches_its_file() {
    let lake = Lake::new();
    let mut future = lake.event(2);
    future["timestamp"] = json!(lake.shop.now().plus_seconds(3_600));
    let receipt =
        lake.collect(&[lake.event(1), json!({"event_id": "short"}), future, lake.event(1)]).await;
    assert_eq!(
        (&receipt["kept"], &receipt["quarantined"], &receipt["dropped"]),
        (&json!(1), &json!(2), &json!(1))
    );
    let codes: Vec<(i64, &str)> = receipt["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["index"].as_i64().unwrap(), one["code"].as_str().unwrap()))
        .collect();
    assert_eq!(codes, [(1, "event.invalid"), (2, "time.future"), (3, "event.duplicate")]);
    assert!(lake.files.keys().is_empty(), "nothing is written while somebody waits");

    lake.shop.settle().await;
    let rows = lake.behaviour();
    assert_eq!(rows.len(), 1);
    let day = rows[0].occurred_at.day();
    let prefix = format!("lake/behaviour/type=track/date={day}/part-");
    assert_eq!(lake.keys(&prefix).len(), 1, "{:?}", lake.files.keys());
    let reasons: Vec<Value> =
        lake.quarantine().into_iter().map(|line| line["code"].clone()).collect();
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(reasons.contains(&json!("event.invalid")) && reasons.contains(&json!("time.future")));
}

#[tokio::test]
async fn hostile_batches_are_refused_or_judged_and_leave_the_good_ones_alone() {
    let lake = Lake::new();
    let deep = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    let good = lake.event(7).to_string();
    let consent = r#""consent":{"analytics":true}"#;
    let body = format!(
        r#"{{{consent},"events":[{deep},{good},"{}",{{"event_id":"a\u0000"}},null]}}"#,
        "x".repeat(300_000)
    );
    let reply = lake.send(body).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let receipt: Value = serde_json::from_str(&reply.text).unwrap();
    assert_eq!((&receipt["kept"], &receipt["quarantined"]), (&json!(1), &json!(4)));
    lake.shop.settle().await;
    assert_eq!((lake.behaviour().len(), lake.quarantine().len()), (1, 4));

    let cases = [
        (" ".repeat(600_000), 413, "request.too_large"),
        ("{".into(), 422, "batch.unreadable"),
        (r#"{"events":[]}"#.into(), 422, "batch.count"),
        (format!(r#"{{"events":[{}]}}"#, vec!["0"; 501].join(",")), 422, "batch.count"),
        (r#"{"events":[0],"more":1}"#.into(), 422, "batch.unreadable"),
    ];
    for (body, status, code) in cases {
        let reply = lake.send(body).await;
        let problem: Value = serde_json::from_str(&reply.text).unwrap();
        assert_eq!((reply.status, problem["code"].as_str().unwrap()), (status, code));
    }
}

#[tokio::test]
async fn a_batch_that_is_sent_again_counts_once() {
    let lake = Lake::new();
    let event = lake.event(1);
    lake.collect(std::slice::from_ref(&event)).await;
    lake.collect(&[event]).await;
    let bodies = lake.shop.take_jobs();
    assert_eq!(bodies.len(), 2);
    assert!(lake.bring(&bodies).await.is_empty());
    assert_eq!(lake.raw_behaviour().len(), 1, "one file, one row: they came together");
}

#[tokio::test(start_paused = true)]
async fn who_tells_too_much_waits_and_nobody_else_does() {
    let lake = Lake::new();
    let batch = |first: u32| {
        let events: Vec<_> = (first..first + 500).map(|number| lake.event(number)).collect();
        json!({"consent": {"analytics": true}, "events": events}).to_string()
    };
    lake.shop.database.journal().watch();
    assert_eq!(lake.send(batch(0)).await.status, 200);
    assert!(lake.shop.database.journal().take().is_empty(), "the table never hears of the first");
    let (mut told, mut first) = (500_u64, 500);
    let refused = loop {
        let reply = lake.send(batch(first)).await;
        if reply.status != 200 {
            break reply;
        }
        (told, first) = (told + 500, first + 500);
        assert!(told < 2 * COLLECT_MAX);
    };
    assert!((COLLECT_MAX..=COLLECT_MAX + COLLECT_LUMP).contains(&told), "{told}");
    assert_eq!(refused.refused(429), "batch.too_often");
    let after: i64 = refused.headers["retry-after"].parse().unwrap();
    assert!((1..=60).contains(&after));
    lake.shop.database.journal().watch();
    assert_eq!(lake.send(batch(first)).await.status, 429);
    assert!(lake.shop.database.journal().take().is_empty(), "a refusal costs nothing");
    let other = Request::of("POST", "/collect").header("user-agent", crate::shop::AGENT);
    let other = other.from("198.51.100.7").text(batch(first));
    assert_eq!(lake.shop.answer(other).await.status, 200);
    lake.shop.source.advance(after);
    assert_eq!(lake.send(batch(first)).await.status, 200);
}
