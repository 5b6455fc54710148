//! From an event to a signed request, whatever happens on the way.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use crate::partner::{
    Says, after, body, deliveries, delivery, endpoint, get, happens, is_signed, post, shop, to_all,
};
use contract::Role;
use serde_json::json;
use testkit::{Delivery, Request};

#[tokio::test]
async fn an_event_is_delivered_once_and_signed() {
    let (shop, partner) = shop();
    let (id, secret) = to_all(&shop).await;
    happens(&shop, 1).await;
    shop.settle().await;
    let calls = partner.take();
    assert_eq!(calls.len(), 1);
    let call = &calls[0];
    assert_eq!((call.method, call.url.as_str()), ("POST", "https://partner.example/hooks"));
    assert!(is_signed(call, &secret));
    let sent = body(call);
    assert_eq!(sent["type"], "identity.CustomerCreated.v1");
    assert_eq!(sent["id"], call.headers["webhook-id"].as_str());
    assert_eq!(sent["data"]["customer_id"], "cus_1");
    assert!(sent.get("actor").is_none());
    let log = delivery(&shop, &deliveries(&shop, &id, "delivered").await[0]).await;
    assert_eq!(log["attempts"][0]["status"], 204);
    assert_eq!(log["attempts"][0]["number"], 1);
    assert_eq!(log["body"].as_str().unwrap().as_bytes(), call.body);
    assert!(!log.to_string().contains("some words"), "what a receiver says is not kept");
    after(&shop, 86_400).await;
    assert!(partner.take().is_empty());
}

#[tokio::test]
async fn events_that_come_twice_and_backwards_are_delivered_once_each() {
    let (shop, partner) = shop();
    let shop = shop.delivering(Delivery::TwiceAndBackwards);
    let (id, _) = to_all(&shop).await;
    endpoint(&shop, "other", json!([{ "event": "*" }])).await;
    for number in 1..=5 {
        happens(&shop, number).await;
    }
    shop.settle().await;
    after(&shop, 60).await;
    assert_eq!(partner.take().len(), 10);
    assert_eq!(deliveries(&shop, &id, "").await.len(), 5);
}

#[tokio::test]
async fn an_event_that_nobody_wants_wakes_nobody() {
    let (shop, partner) = shop();
    endpoint(&shop, "hooks", json!([{ "event": "order.OrderPlaced.v1" }])).await;
    happens(&shop, 1).await;
    shop.database.journal().watch();
    shop.settle().await;
    let calls = shop.database.journal().take();
    let by = |name: &str| calls.iter().filter(|call| call.by == name).count();
    assert_eq!((by("integrations"), by("outbox")), (0, 1), "the relay looks: {calls:?}");
    assert!(partner.take().is_empty());
}

#[tokio::test]
async fn two_workers_who_come_at_once_send_once() {
    let (shop, partner) = shop();
    let (id, _) = to_all(&shop).await;
    partner.henceforth(Says::Status(500));
    happens(&shop, 1).await;
    shop.settle().await;
    partner.take();
    partner.henceforth(Says::Status(204));
    shop.source.advance(60);
    integrations::app().tick(shop.host(), "deliver-webhooks").await.unwrap();
    let job = shop.take_jobs().pop().unwrap();
    let (one, two) = (integrations::app(), integrations::app());
    let (one, two) = tokio::join!(one.job(shop.host(), job.clone()), two.job(shop.host(), job));
    one.unwrap();
    two.unwrap();
    assert_eq!(partner.take().len(), 1);
    assert_eq!(deliveries(&shop, &id, "delivered").await.len(), 1);
}

#[tokio::test]
async fn a_worker_that_falls_while_it_sends_leaves_nothing_undone() {
    let (shop, partner) = shop();
    let (id, secret) = to_all(&shop).await;
    partner.next([Says::Hangs]);
    happens(&shop, 1).await;
    tokio::select! {
        () = shop.settle() => panic!("it does not come to an end"),
        // The worker is gone, in the middle of its call.
        () = partner.hung.notified() => {}
    }
    let listed = deliveries(&shop, &id, "").await;
    let log = delivery(&shop, &listed[0]).await;
    assert!(log["attempts"][0].get("millis").is_none(), "nobody knows what came of it");
    // While it may still be at work nobody else sends; then somebody does, under the same id.
    after(&shop, 60).await;
    assert_eq!(partner.take().len(), 1);
    after(&shop, 60).await;
    let calls = partner.take();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].headers["webhook-id"], listed[0]["event_id"].as_str().unwrap());
    assert!(is_signed(&calls[0], &secret));
    assert_eq!(deliveries(&shop, &id, "delivered").await.len(), 1);
}

#[tokio::test]
async fn a_lost_message_is_made_up_for_by_the_clock() {
    let (shop, partner) = shop();
    to_all(&shop).await;
    happens(&shop, 1).await;
    let event = {
        shop.database.take_stream();
        serde_json::to_string(&(events::all()
            .iter()
            .find(|row| row.detail_type == "identity.CustomerCreated.v1")
            .unwrap()
            .sample)())
        .unwrap()
    };
    let app = integrations::app();
    app.event(shop.host(), "identity.CustomerCreated.v1", event).await.unwrap();
    assert_eq!(shop.take_jobs().len(), 1, "and it is lost");
    after(&shop, 1).await;
    assert_eq!(partner.take().len(), 1);
}

#[tokio::test]
async fn what_fails_is_tried_for_three_days_and_can_then_be_sent_again() {
    let (shop, partner) = shop();
    let (id, secret) = to_all(&shop).await;
    partner.henceforth(Says::Status(503));
    happens(&shop, 1).await;
    shop.settle().await;
    // A little longer than the waits, which grow by up to a tenth.
    for wait in [60, 400, 2_000, 8_000, 20_000, 40_000, 56_000, 80_000, 96_000] {
        assert!(deliveries(&shop, &id, "failed").await.is_empty());
        after(&shop, wait).await;
    }
    let calls = partner.take();
    assert_eq!(calls.len(), 10);
    assert!(calls.iter().all(|call| call.body == calls[0].body && is_signed(call, &secret)));
    assert!(calls.iter().all(|call| call.headers["webhook-id"] == calls[0].headers["webhook-id"]));
    let failed = deliveries(&shop, &id, "failed").await;
    assert_eq!(delivery(&shop, &failed[0]).await["failure"], "exhausted");
    partner.henceforth(Says::Status(200));
    let target =
        format!("/webhook-deliveries/{}/redeliver", failed[0]["delivery_id"].as_str().unwrap());
    let again = post(&shop, &target, "again").await;
    assert_eq!(again.status, 202, "{}", again.text);
    shop.settle().await;
    assert!(
        partner.take().is_empty(),
        "after so many failures the endpoint is left alone for an hour"
    );
    after(&shop, 3_700).await;
    assert_eq!(partner.take().len(), 1);
    // The same request again has no second effect; another one sends again what was delivered.
    assert_eq!(post(&shop, &target, "again").await.text, again.text);
    shop.settle().await;
    assert!(partner.take().is_empty());
    post(&shop, &target, "once-more").await.expect(202);
    shop.settle().await;
    assert_eq!(partner.take().len(), 1);
    assert_eq!(deliveries(&shop, &id, "delivered").await.len(), 1);
}

#[tokio::test]
async fn a_broken_connection_is_in_the_log() {
    let (shop, partner) = shop();
    let (id, _) = to_all(&shop).await;
    partner.next([Says::Nothing]);
    happens(&shop, 1).await;
    shop.settle().await;
    let log = delivery(&shop, &deliveries(&shop, &id, "retrying").await[0]).await;
    assert_eq!(log["attempts"][0]["error"], "the connection was reset");
    after(&shop, 10).await;
    assert_eq!(deliveries(&shop, &id, "delivered").await.len(), 1);
    assert_eq!(get(&shop, &format!("/webhook-endpoints/{id}")).await["failures"], 0);
}

#[tokio::test]
async fn a_receiver_gets_as_much_of_an_event_as_was_chosen_for_it() {
    let (shop, partner) = shop();
    let exact = "identity.CustomerCreated.v1";
    for (key, choice) in [
        ("whole", json!([{ "event": exact }])),
        ("thin", json!([{ "event": "*", "fields": [] }])),
        ("part", json!([{ "event": "*" }, { "event": exact, "fields": ["created_at"] }])),
        ("none", json!([{ "event": "order.*" }])),
    ] {
        endpoint(&shop, key, choice).await;
    }
    happens(&shop, 7).await;
    shop.settle().await;
    let mut sent: Vec<_> = partner.take().iter().map(|call| body(call)["data"].clone()).collect();
    sent.sort_by_key(|data| data.as_object().unwrap().len());
    assert_eq!(sent.len(), 3);
    assert_eq!(sent[0], json!({}));
    assert!(sent[1].get("customer_id").is_none() && sent[1]["created_at"].is_string());
    assert_eq!(sent[2]["customer_id"], "cus_7");
}

#[tokio::test]
async fn what_is_on_its_way_to_a_deleted_endpoint_is_given_up() {
    let (shop, partner) = shop();
    let (id, _) = to_all(&shop).await;
    partner.henceforth(Says::Status(500));
    happens(&shop, 1).await;
    shop.settle().await;
    let listed = deliveries(&shop, &id, "retrying").await;
    let gone = Request::delete(format!("/webhook-endpoints/{id}")).staff(Role::Admin);
    shop.call(gone).await.expect(200);
    partner.take();
    after(&shop, 60).await;
    assert!(partner.take().is_empty());
    assert_eq!(delivery(&shop, &listed[0]).await["failure"], "deleted");
    happens(&shop, 2).await;
    shop.settle().await;
    assert!(partner.take().is_empty());
}

#[tokio::test]
async fn the_published_library_believes_what_is_sent() {
    let (shop, partner) = shop();
    // The library knows only the machine's own clock.
    #[allow(clippy::disallowed_methods)]
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    shop.source.advance(i64::try_from(now.as_secs()).unwrap() - shop.now().seconds());
    let (_, secret) = to_all(&shop).await;
    happens(&shop, 1).await;
    shop.settle().await;
    let call = partner.take().remove(0);
    let headers = |call: &runtime::ports::WebCall| {
        let pairs = call.headers.iter();
        let pairs = pairs.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        pairs.collect::<http::HeaderMap>()
    };
    let library = standardwebhooks::Webhook::new(&secret).unwrap();
    library.verify(&call.body, &headers(&call)).unwrap();
    let mut forged = call.clone();
    forged.body.push(b' ');
    assert!(library.verify(&forged.body, &headers(&forged)).is_err());
    let mut moved = call.clone();
    moved.headers.insert("webhook-id".into(), "evt_other".into());
    assert!(library.verify(&moved.body, &headers(&moved)).is_err());
    let mut stale = call;
    stale.headers.insert("webhook-timestamp".into(), "1".into());
    assert!(library.verify(&stale.body, &headers(&stale)).is_err());
}
