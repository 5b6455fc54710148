//! What the mail service tells later, and the list of addresses that take no mail.
use crate::kit::{buyer, delivered, placed, publish, service, shop, thanks};
use domain::notification::{Message, MessageState};
use serde_json::{Value, json};
use testkit::{Request, Shop};

/// An event of SES, with the fields that it has on the bus.
fn notice(message: &Message, attempt: u32, kind: &str) -> Value {
    let mut notice = json!({
        "eventType": kind,
        "mail": {
            "timestamp": "2026-11-21T09:30:00.000Z",
            "source": "orders@shop.example",
            "sendingAccountId": "000000000000",
            "messageId": message.reference.clone().unwrap_or("letter-1".into()),
            "destination": ["ada@example.com"],
            "tags": {
                "ses:configuration-set": ["kontor"],
                "message_id": [message.message_id.to_string()],
                "attempt": [attempt.to_string()],
            },
        },
    });
    if kind == "Bounce" {
        notice["bounce"] = json!({
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [{ "emailAddress": "ada@example.com", "status": "5.1.1" }],
            "timestamp": "2026-11-21T09:30:00.000Z",
        });
    }
    notice
}

async fn told(shop: &Shop, name: &str) -> usize {
    shop.settle().await;
    shop.sent_names().iter().filter(|sent| *sent == name).count()
}

#[tokio::test]
async fn a_mail_that_arrives_is_delivered_whatever_is_told_twice_and_late() {
    let shop = shop().await;
    let order = placed(&shop, "a", &buyer()).await;
    shop.settle().await;
    let message = thanks(&shop, &order).await;
    for _ in 0..2 {
        shop.hears("Email Delivered", &notice(&message, 1, "Delivery")).await;
    }
    assert_eq!(thanks(&shop, &order).await.state, MessageState::Delivered);
    assert_eq!(told(&shop, "notification.MessageSent.v1").await, 1);
    // Mail of somebody else in the same account, and of a message that is long forgotten.
    let mut other = notice(&message, 1, "Bounce");
    other["mail"]["tags"] = json!({ "ses:configuration-set": ["other"] });
    shop.hears("Email Bounced", &other).await;
    other["mail"]["tags"] = json!({ "message_id": ["msg_gone"], "attempt": ["1"] });
    shop.hears("Email Bounced", &other).await;
    assert_eq!(thanks(&shop, &order).await.state, MessageState::Delivered);
}

#[tokio::test]
async fn an_address_that_bounces_takes_no_more_mail_until_a_person_lets_it() {
    let shop = shop().await;
    let order = placed(&shop, "a", &buyer()).await;
    shop.settle().await;
    let message = thanks(&shop, &order).await;
    for _ in 0..2 {
        shop.hears("Email Bounced", &notice(&message, 1, "Bounce")).await;
    }
    assert_eq!(told(&shop, "notification.MessageFailed.v1").await, 1);
    let bounced = thanks(&shop, &order).await;
    assert_eq!(bounced.state, MessageState::Bounced);
    assert_eq!(bounced.reason.unwrap().as_ref(), "Permanent/General");
    // The next fact is not sent to it, and not lost.
    publish(&shop, &order, &delivered(&order, "one")).await;
    shop.settle().await;
    assert_eq!(shop.mailbox.mails().len(), 1);
    let list = shop.call(service(Request::get("/messages?state=suppressed"))).await.expect(200);
    let suppressed = list["items"][0]["message_id"].as_str().unwrap().to_owned();
    assert_eq!(list["items"][0]["kind"], "delivered");
    // Sending it again is refused as long as the address is on the list.
    let resend = |key: &str| {
        service(Request::post(format!("/messages/{suppressed}/resend")).key(key).json(&json!({})))
    };
    assert_eq!(shop.call(resend("one")).await.refused(409), "notification.suppressed");
    let address = json!({ "email": "ADA@example.com" });
    let ask = |path: &str| service(Request::post(path).json(&address));
    let found = shop.call(ask("/suppressions/find")).await.expect(200);
    assert_eq!((&found["suppressed"], &found["cause"]), (&json!(true), &json!("bounced")));
    assert_eq!(found["message_id"], message.message_id.to_string());
    for _ in 0..2 {
        let lifted = shop.call(ask("/suppressions/lift")).await.expect(200);
        assert_eq!(lifted, json!({ "suppressed": false }));
    }
    let sent = shop.call(resend("two")).await.expect(200);
    assert_eq!(sent["state"], "sent");
    assert_eq!(shop.mailbox.mails().len(), 2);
    let left = shop.call(service(Request::get("/messages?state=suppressed"))).await.expect(200);
    assert_eq!(left["items"], json!([]));
}

#[tokio::test]
async fn whoever_calls_it_spam_gets_no_more() {
    let shop = shop().await;
    let order = placed(&shop, "a", &buyer()).await;
    shop.settle().await;
    let message = thanks(&shop, &order).await;
    shop.hears("Email Complaint Received", &notice(&message, 1, "Complaint")).await;
    shop.hears("Email Delivered", &notice(&message, 1, "Delivery")).await;
    assert_eq!(thanks(&shop, &order).await.state, MessageState::Complained);
    publish(&shop, &order, &delivered(&order, "one")).await;
    shop.settle().await;
    assert_eq!(shop.mailbox.mails().len(), 1);
}

#[tokio::test]
async fn news_of_an_earlier_sending_does_not_touch_the_last() {
    let shop = shop().await;
    let order = placed(&shop, "a", &buyer()).await;
    shop.settle().await;
    let message = thanks(&shop, &order).await;
    let path = format!("/messages/{}/resend", message.message_id);
    shop.call(service(Request::post(path).key("again").json(&json!({})))).await.expect(200);
    shop.hears("Email Bounced", &notice(&message, 1, "Bounce")).await;
    assert_eq!(thanks(&shop, &order).await.state, MessageState::Sent);
    shop.hears("Email Rejected", &notice(&message, 2, "Reject")).await;
    assert_eq!(thanks(&shop, &order).await.state, MessageState::Failed);
}
