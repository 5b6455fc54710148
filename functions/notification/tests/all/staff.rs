//! What staff can do.
use crate::kit::{buyer, placed, service, shop, thanks};
use domain::order::Order;
use primitives::Email;
use serde_json::json;
use table::{Done, keys};
use testkit::{Lost, Request};

#[tokio::test]
async fn a_message_is_sent_again_to_the_address_the_order_has_by_now() {
    let shop = shop().await;
    shop.mailbox.inject([Some(Lost::Refused)]);
    let order = placed(&shop, "a", &buyer()).await;
    shop.settle().await;
    let held = shop.table().load(&keys::order::order(&order.order_id)).await.unwrap();
    let email = Some(Email::parse("ada@corrected.example").unwrap());
    shop.seed(Done::new(()).replace(&held, &Order { email, ..order.clone() })).await;
    let id = thanks(&shop, &order).await.message_id;
    let again =
        || service(Request::post(format!("/messages/{id}/resend")).key("again").json(&json!({})));
    let first = shop.call(again()).await.expect(200);
    // The same command again is the same command.
    assert_eq!(shop.call(again()).await.expect(200), first);
    let mails = shop.mailbox.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to.as_ref(), "ada@corrected.example");
    assert_eq!(first["recipient"], "a…@corrected.example");
    let states: Vec<_> = first["log"].as_array().unwrap().iter().map(|e| &e["state"]).collect();
    assert_eq!(states, ["sending", "failed", "sending", "sent"]);
}

#[tokio::test]
async fn sending_again_while_the_service_is_busy_goes_on_with_the_same_key() {
    let shop = shop().await;
    let order = placed(&shop, "a", &buyer()).await;
    shop.settle().await;
    let id = thanks(&shop, &order).await.message_id;
    let again =
        || service(Request::post(format!("/messages/{id}/resend")).key("again").json(&json!({})));
    shop.mailbox.inject([Some(Lost::Busy)]);
    assert_eq!(shop.call(again()).await.status, 503);
    let sent = shop.call(again()).await.expect(200);
    assert_eq!((&sent["state"], &sent["attempts"]), (&json!("sent"), &json!(3)));
    assert_eq!(shop.mailbox.mails().len(), 2);
}

#[tokio::test]
async fn a_message_shows_the_words_it_would_have_and_keeps_none() {
    let shop = shop().await;
    let order = placed(&shop, "a", &buyer()).await;
    shop.settle().await;
    let message = thanks(&shop, &order).await;
    let path = format!("/messages/{}", message.message_id);
    let view = shop.call(service(Request::get(path))).await.expect(200);
    let mail = &shop.mailbox.mails()[0];
    assert_eq!(view["words"]["subject"], mail.subject);
    assert_eq!(view["words"]["text"], mail.text);
    assert_eq!(view["message"]["state"], "sent");
    assert_eq!(view["message"]["language"], "en");
}

#[tokio::test]
async fn staff_put_an_address_on_the_list_themselves() {
    let shop = shop().await;
    let address = json!({ "email": "ada@example.com" });
    for _ in 0..2 {
        let view =
            shop.call(service(Request::put("/suppressions").json(&address))).await.expect(200);
        assert_eq!((&view["suppressed"], &view["cause"]), (&json!(true), &json!("staff")));
    }
    placed(&shop, "a", &buyer()).await;
    shop.settle().await;
    assert!(shop.mailbox.letters().is_empty());
    let missing = service(Request::post("/messages/msg_none/resend").key("one").json(&json!({})));
    assert_eq!(shop.call(missing).await.status, 404);
}
