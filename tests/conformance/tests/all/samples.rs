//! Every sample invocation is understood by the function it is for, on an empty shop.
use conformance::{apps, invocations};
use serde_json::Value;
use testkit::Shop;

#[tokio::test]
async fn every_function_takes_every_one_of_its_samples() {
    for app in apps() {
        for (name, payload) in invocations::of(&app).await.unwrap() {
            let shop = Shop::of(Vec::new());
            let at = format!("events/invoke/{}/{name}.json", app.name());
            let answer = runtime::invoke(&app, shop.host(), payload).await;
            let answer = answer.unwrap_or_else(|e| panic!("{at}: {e}"));
            let status = answer.get("statusCode").and_then(Value::as_u64).unwrap_or(200);
            assert!(status < 500, "{at}: {answer}");
            let failures = answer.get("batchItemFailures").and_then(Value::as_array);
            assert!(failures.is_none_or(Vec::is_empty), "{at}: {answer}");
        }
    }
}

#[tokio::test]
async fn every_function_that_does_anything_has_a_sample() {
    for app in apps() {
        let manifest = app.manifest();
        let idle = manifest.operations.is_empty()
            && manifest.subscriptions.is_empty()
            && manifest.ticks.is_empty()
            && !manifest.relays;
        let samples = invocations::of(&app).await.unwrap();
        assert_eq!(samples.is_empty(), idle, "{}", app.name());
    }
}

#[tokio::test]
async fn a_message_of_no_known_kind_is_reported_and_not_lost() {
    for app in apps() {
        let shop = Shop::of(Vec::new());
        let message =
            invocations::queued("{\"detail-type\":\"nobody.KnowsThis.v1\",\"detail\":{}}");
        let answer = runtime::invoke(&app, shop.host(), message).await.unwrap();
        assert_eq!(answer["batchItemFailures"].as_array().map(Vec::len), Some(1), "{}", app.name());
    }
}
