//! Every sample invocation is understood by the function it is for, on an empty shop.
use conformance::{apps, invocations};
use serde_json::{Value, json};
use std::sync::Arc;
use table::keys;
use testkit::{MemoryFiles, Shop};

/// Refusals that a message deserves when it speaks of what this empty shop never had: it comes again.
const NOT_HERE: &[&str] = &["not_found", "outside.failed", "payment.too_much"];

fn shop() -> Shop {
    Shop::with(apps(), Some(Arc::new(MemoryFiles::default())), None)
}

#[tokio::test]
async fn every_function_takes_every_one_of_its_samples() {
    let mut wrong = Vec::new();
    for app in apps() {
        for (name, payload) in invocations::of(&app).await.unwrap() {
            let shop = shop();
            let at = format!("events/invoke/{}/{name}.json", app.name());
            let message = payload.pointer("/Records/0/messageId").cloned();
            let answer = match runtime::invoke(&app, shop.host(), payload).await {
                Ok(answer) => answer,
                Err(fault) => {
                    wrong.push(format!("{at}: {fault}"));
                    continue;
                }
            };
            let status = answer.get("statusCode").and_then(Value::as_u64).unwrap_or(200);
            if status >= 500 {
                wrong.push(format!("{at}: {answer}"));
            }
            let failures = answer.get("batchItemFailures").and_then(Value::as_array);
            if failures.is_some_and(|failures| !failures.is_empty()) {
                let id = message.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
                let filed = shop.table().load(&keys::failure(&id)).await.unwrap();
                if !NOT_HERE.contains(&filed.code.as_str()) {
                    wrong.push(format!("{at}: {} {}", filed.code, filed.reason));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn every_function_that_does_anything_has_a_sample() {
    for app in apps() {
        let manifest = app.manifest();
        let idle = manifest.operations.is_empty()
            && manifest.subscriptions.is_empty()
            && manifest.ticks.is_empty()
            && !manifest.jobs
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

#[tokio::test]
async fn an_address_of_odd_characters_is_answered() {
    let app = identity::app();
    let samples = invocations::of(&app).await.unwrap();
    let (_, mut sample) = samples.into_iter().find(|(name, _)| name == "http").unwrap();
    // The gateway hands the path on decoded.
    sample["rawPath"] = json!("/customers/a \"b\" ü");
    sample["rawQueryString"] = json!("q=\"a b\"");
    let answer = runtime::invoke(&app, shop().host(), sample).await.unwrap();
    assert_eq!(answer["statusCode"], 401, "{answer}");
}
