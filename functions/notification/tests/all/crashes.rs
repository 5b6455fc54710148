//! What goes wrong between the shop and the mail service.
use crate::kit::{buyer, placed, service, shop, thanks};
use domain::{notification::MessageState, order::Order};
use primitives::Code;
use runtime::Fault;
use serde_json::json;
use std::time::Duration;
use testkit::{Injected, Lost, Request, Shop};

/// The event of an order being placed, consumed as the queue brings it.
async fn consume(shop: &Shop, order: &Order) -> Result<(), Fault> {
    let event = events::order::OrderPlacedV1 {
        order_id: order.order_id.clone(),
        checkout_id: order.checkout_id.clone().unwrap(),
        reservation_id: order.reservation_id.clone().unwrap(),
        page_count: order.page_count,
        line_count: order.line_count,
        payment_id: None,
        customer_id: None,
        total: order.totals.total,
        placed_at: order.created_at,
    };
    let envelope = events::Envelope {
        id: primitives::EventId::parse("evt_placed").unwrap(),
        occurred_at: shop.now(),
        correlation_id: "test".into(),
        actor: events::Actor::system(),
        aggregate: order.order_id.to_string(),
        version: 1,
        data: event,
    };
    let detail = serde_json::to_string(&envelope).unwrap();
    notification::app().event(shop.host(), "order.OrderPlaced.v1", detail).await
}

/// An order whose event nobody has consumed yet.
async fn quiet_order(shop: &Shop) -> Order {
    let order = placed(shop, "a", &buyer()).await;
    drop(shop.database.take_stream());
    order
}

#[tokio::test(start_paused = true)]
async fn a_run_that_vanishes_while_it_sends_leaves_the_message_to_a_person() {
    let shop = shop().await.ending_in(Duration::from_secs(5));
    let order = quiet_order(&shop).await;
    shop.mailbox.inject([Some(Lost::Silence)]);
    assert!(matches!(consume(&shop, &order).await, Err(Fault::Late)));
    assert_eq!(thanks(&shop, &order).await.state, MessageState::Sending);
    // The queue brings the event again. Whether the first run still lives, nobody can tell.
    let shop = shop.ending_in(Duration::from_mins(10));
    assert!(matches!(consume(&shop, &order).await, Err(Fault::Outside(_))));
    shop.source.advance(120);
    consume(&shop, &order).await.unwrap();
    let message = thanks(&shop, &order).await;
    assert_eq!(message.state, MessageState::Unknown);
    assert_eq!(message.reason, Some(Code::parse("interrupted").unwrap()));
    consume(&shop, &order).await.unwrap();
    assert!(shop.mailbox.letters().is_empty(), "nothing is sent by itself any more");
    // It is in the list of what somebody has to look after, and a person sends it.
    let list = shop.call(service(Request::get("/messages?state=unknown"))).await.expect(200);
    assert_eq!(list["items"][0]["message_id"], message.message_id.to_string());
    let path = format!("/messages/{}/resend", message.message_id);
    let sent =
        shop.call(service(Request::post(&path)).key("again").json(&json!({}))).await.expect(200);
    assert_eq!(sent["state"], "sent");
    assert_eq!(sent["attempts"], 2);
    assert_eq!(shop.mailbox.mails().len(), 1);
    shop.settle().await;
    let names = shop.sent_names();
    assert!(names.contains(&"notification.MessageFailed.v1".to_owned()), "{names:?}");
    assert!(names.contains(&"notification.MessageSent.v1".to_owned()), "{names:?}");
}

#[tokio::test]
async fn a_mail_whose_answer_is_lost_is_not_sent_again() {
    let shop = shop().await;
    shop.mailbox.inject([Some(Lost::Answer)]);
    let order = placed(&shop, "a", &buyer()).await;
    shop.settle().await;
    assert_eq!(thanks(&shop, &order).await.state, MessageState::Unknown);
    consume(&shop, &order).await.unwrap();
    assert_eq!(shop.mailbox.mails().len(), 1);
}

#[tokio::test]
async fn a_busy_service_is_asked_again_by_the_queue() {
    let shop = shop().await;
    shop.mailbox.inject([Some(Lost::Busy), Some(Lost::Busy), None]);
    let order = quiet_order(&shop).await;
    for _ in 0..2 {
        assert!(matches!(consume(&shop, &order).await, Err(Fault::Outside(_))));
        assert_eq!(thanks(&shop, &order).await.state, MessageState::Requested);
    }
    consume(&shop, &order).await.unwrap();
    let message = thanks(&shop, &order).await;
    assert_eq!((message.state, message.attempt), (MessageState::Sent, 3));
    assert_eq!(shop.mailbox.mails().len(), 1);
}

#[tokio::test]
async fn a_refused_mail_is_failed_and_does_not_come_again() {
    let shop = shop().await;
    shop.mailbox.inject([Some(Lost::Refused)]);
    let order = placed(&shop, "a", &buyer()).await;
    shop.settle().await;
    let message = thanks(&shop, &order).await;
    assert_eq!(message.state, MessageState::Failed);
    assert_eq!(message.reason, Some(Code::parse("MessageRejected").unwrap()));
    assert!(shop.mailbox.mails().is_empty());
    assert!(shop.sent_names().contains(&"notification.MessageFailed.v1".to_owned()));
}

#[tokio::test]
async fn whatever_commit_is_lost_at_most_one_mail_goes_out() {
    for fault in [Injected::Conflict, Injected::CommitThenSilence, Injected::Throttle] {
        for at in 0..3 {
            let shop = shop().await;
            let order = quiet_order(&shop).await;
            let faults = std::iter::repeat_n(Injected::None, at).chain([fault]);
            shop.database.inject(faults);
            // The queue brings it until it is dealt with, and long after a claim has run out.
            let mut tries = 0;
            while consume(&shop, &order).await.is_err() {
                shop.source.advance(60);
                tries += 1;
                assert!(tries < 5, "{fault:?} at {at}");
            }
            let message = thanks(&shop, &order).await;
            let known = [MessageState::Sent, MessageState::Unknown].contains(&message.state);
            assert!(known, "{fault:?} at {at}: {message:?}");
            let mails = shop.mailbox.mails().len();
            assert!(mails <= 1, "{fault:?} at {at}: {mails}");
            assert!(message.state != MessageState::Sent || mails == 1, "{fault:?} at {at}");
        }
    }
}
