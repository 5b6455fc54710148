//! Lines of metrics, as CloudWatch takes them.
use primitives::{Currency, Money, Timestamp};
use runtime::{
    Host, Settings,
    metrics::{ALL, CALLS, LAG, Line, MONEY},
    ports::{Lines, Ports},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};
use testkit::Shop;

#[test]
fn a_line_names_what_it_counts_and_what_it_tells_apart() {
    let line = Line::of(&CALLS, "shop-CartFunction-1")
        .with("Requests", 1)
        .with("Duration", 12)
        .about("Operation", "ViewCart");
    let [json] = line.json("Kontor/shop", Timestamp::from_millis(5)).try_into().unwrap();
    assert_eq!(
        json,
        json!({
            "_aws": {
                "Timestamp": 5,
                "CloudWatchMetrics": [{
                    "Namespace": "Kontor/shop",
                    "Dimensions": [["FunctionName"]],
                    "Metrics": [
                        { "Name": "Requests", "Unit": "Count" },
                        { "Name": "Duration", "Unit": "Milliseconds" },
                    ],
                }],
            },
            "FunctionName": "shop-CartFunction-1",
            "Operation": "ViewCart",
            "Requests": [1],
            "Duration": [12],
        })
    );
}

#[test]
fn a_line_takes_a_hundred_values_and_the_rest_goes_into_the_next() {
    let line = (0..205).fold(Line::of(&LAG, ""), |line, lag| line.with("OutboxLag", lag));
    let parts = line.json("n", Timestamp::from_millis(0));
    let lengths: Vec<_> = parts.iter().map(|p| p["OutboxLag"].as_array().unwrap().len()).collect();
    assert_eq!(lengths, [100, 100, 5]);
    assert_eq!(parts[0]["_aws"]["CloudWatchMetrics"][0]["Dimensions"], json!([[]]));
    assert_eq!(parts[2]["OutboxLag"], json!([200, 201, 202, 203, 204]));
}

#[test]
fn money_is_written_in_the_major_unit_of_its_currency() {
    let of = |minor, currency: &str| {
        let amount = Money::new(minor, Currency::parse(currency).unwrap());
        let line = Line::of(&MONEY, currency).with_money("Ordered", amount);
        line.json("n", Timestamp::from_millis(0))[0]["Ordered"][0].to_string()
    };
    assert_eq!(of(123_405, "GBP"), "1234.05");
    assert_eq!(of(-7, "EUR"), "-0.07");
    assert_eq!(of(980, "JPY"), "980");
    assert_eq!(of(1_500, "BHD"), "1.5");
}

#[test]
fn nothing_is_written_where_nothing_was_counted() {
    assert!(Line::of(&LAG, "").json("n", Timestamp::from_millis(0)).is_empty());
}

#[test]
fn a_name_means_one_metric_and_units_are_those_of_cloudwatch() {
    let all: Vec<_> = ALL.iter().flat_map(|gauge| gauge.metrics).collect();
    let names: BTreeSet<_> = all.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), all.len());
    assert!(all.iter().all(|(_, unit)| ["Count", "Milliseconds", "None"].contains(unit)));
}

#[derive(Default)]
struct Kept(Mutex<Vec<Value>>);

impl Lines for Kept {
    fn write(&self, line: Value) {
        self.0.lock().unwrap().push(line);
    }
}

fn measured(namespace: &str) -> (Host, Arc<Kept>) {
    let lines = Arc::new(Kept::default());
    let mut host = Shop::of(vec![]).host().clone();
    host.ports = Arc::new(Ports { lines: Some(lines.clone()), ..(*host.ports).clone() });
    host.settings = Arc::new(Settings {
        metrics: namespace.into(),
        function: "shop-XFunction-1".into(),
        ..Settings::default()
    });
    (host, lines)
}

#[tokio::test]
async fn a_message_that_goes_back_to_its_queue_is_a_retry_and_no_error() {
    let (host, lines) = measured("Kontor/shop");
    let sent = host.source.now().millis() - 1_500;
    let app = runtime::App::new("x");
    let event = json!({ "Records": [{
        "messageId": "m1", "eventSource": "aws:sqs", "body": "{\"detail-type\":\"a.B.v1\",\"detail\":{}}",
        "attributes": { "SentTimestamp": sent.to_string() },
    }]});
    let reply = runtime::invoke(&app, &host, event).await.unwrap();
    assert_eq!(reply["batchItemFailures"][0]["itemIdentifier"], "m1");
    let lines = lines.0.lock().unwrap();
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!((&line["Requests"], &line["Retries"]), (&json!([1]), &json!([1])));
    assert!(line.get("Errors").is_none());
    assert_eq!((&line["Operation"], &line["Function"]), (&json!("a.B.v1"), &json!("x")));
    assert_eq!(line["FunctionName"], "shop-XFunction-1");
    assert!((1_500..2_500).contains(&line["Wait"][0].as_i64().unwrap()), "{line}");
}

#[tokio::test]
async fn without_a_namespace_nothing_is_counted() {
    let (host, lines) = measured("");
    let request = runtime::HttpRequest { method: "GET".into(), ..Default::default() };
    assert_eq!(runtime::App::new("x").http(&host, request).await.status, 404);
    assert!(lines.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_request_is_counted_with_its_operation() {
    let (host, lines) = measured("Kontor/shop");
    let request = runtime::HttpRequest { method: "GET".into(), ..Default::default() };
    runtime::App::new("x").http(&host, request).await;
    let lines = lines.0.lock().unwrap();
    assert_eq!((&lines[0]["Requests"], &lines[0]["Errors"]), (&json!([1]), &json!([0])));
    assert_eq!((&lines[0]["Operation"], &lines[0]["Status"]), (&json!("unknown"), &json!("404")));
}
