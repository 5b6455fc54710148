//! What a buyer hears of an order, from the checkout to the cancellation.
use contract::Role;
use journeys::{buy, skus, stock, writing_shop};
use serde_json::{Value, json};
use testkit::{Delivery, Request, Shop};

fn subjects(shop: &Shop) -> Vec<String> {
    shop.mailbox.mails().into_iter().map(|mail| mail.subject).collect()
}

#[tokio::test(start_paused = true)]
async fn a_buyer_hears_once_of_the_order_and_once_of_its_end() {
    let shop = writing_shop().await.delivering(Delivery::TwiceAndBackwards);
    let skus = skus(1);
    stock(&shop, &skus, 10, 333).await;
    let (_, reply) = buy(&shop, "ada", &[(skus[0].clone(), 3)]).await;
    let placed = reply.expect(201);
    shop.settle().await;
    let number = placed["order_number"].as_str().unwrap();
    assert_eq!(subjects(&shop), [format!("Your order {number} with Lanterns")]);
    let mail = &shop.mailbox.mails()[0];
    assert_eq!(mail.to.as_ref(), "buyer@example.com");
    assert!(mail.text.contains("Total: £9.99"), "{}", mail.text);
    let order_id = placed["order_id"].as_str().unwrap();
    let cancel = Request::post(format!("/orders/{order_id}/cancel")).key("cancel");
    let cancel = cancel.staff(Role::Service).json(&json!({ "reason": "changed my mind" }));
    shop.call(cancel).await.expect(200);
    shop.settle().await;
    assert_eq!(subjects(&shop)[1..], [format!("Cancelled: your order {number}")]);
    let list = Request::get(format!("/orders/{order_id}/messages")).staff(Role::Service);
    let list: Value = shop.call(list).await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 2, "{list}");
}

#[tokio::test(start_paused = true)]
async fn a_buyer_whose_card_is_declined_hears_of_it_before_there_is_an_order() {
    let shop = writing_shop().await.delivering(Delivery::TwiceAndBackwards);
    let skus = skus(1);
    stock(&shop, &skus, 10, 333).await;
    let cart = journeys::open_cart(&shop, "ada").await;
    shop.call(cart.add("ada", &[(skus[0].clone(), 1)])).await.expect(200);
    let reply = shop.call(cart.complete("ada", "tok_declined")).await;
    assert_eq!(reply.status, 409, "{}", reply.text);
    shop.settle().await;
    assert_eq!(subjects(&shop), ["Your payment to Lanterns did not go through"]);
    let mail = &shop.mailbox.mails()[0];
    assert_eq!(mail.to.as_ref(), "buyer@example.com");
    assert!(mail.text.contains("your payment of £3.33 did not go through"), "{}", mail.text);
}
