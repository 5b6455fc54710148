//! Each fact is told once, whatever is delivered twice, late or in disorder.
use crate::kit::{
    GBP, buyer, delivered, dispatched, placed, publish, sender, service, settings, shop, thanks,
};
use domain::{
    checkout::{Checkout, CheckoutState, Details, Source},
    notification::MessageState,
    totals::Totals,
};
use events::{
    fulfilment::ShipmentDispatchedV1,
    order::{BuyerErasedV1, OrderCancelledV1},
    payment::PaymentDeclinedV1,
};
use primitives::{
    CancellationId, CheckoutId, Code, Email, Example, Money, OrderId, PaymentId, ReservationId,
};
use table::Done;
use testkit::{Delivery, Request};

#[tokio::test]
async fn every_fact_is_told_once_however_often_and_in_whatever_order_it_comes() {
    let shop = shop().await.delivering(Delivery::TwiceAndBackwards);
    let order = placed(&shop, "a", &buyer()).await;
    publish(&shop, &order, &dispatched(&order, "one", "line_a-1")).await;
    publish(&shop, &order, &delivered(&order, "one")).await;
    let cancelled = OrderCancelledV1 {
        order_id: order.order_id.clone(),
        cancellation_id: CancellationId::example(),
        cancelled_at: shop.now(),
        amount: order.totals.total,
    };
    publish(&shop, &order, &cancelled).await;
    shop.settle().await;
    // The same facts, in other events.
    publish(&shop, &order, &dispatched(&order, "one", "line_a-1")).await;
    publish(&shop, &order, &delivered(&order, "one")).await;
    shop.settle().await;
    let mut subjects: Vec<String> = shop.mailbox.mails().into_iter().map(|m| m.subject).collect();
    subjects.sort();
    let number = &order.number;
    assert_eq!(
        subjects,
        [
            format!("Cancelled: your order {number}"),
            format!("Delivered: your order {number}"),
            format!("On its way: your order {number}"),
            format!("Your order {number} with Lantern & Co"),
        ]
    );
    let told = shop.sent_names().into_iter().filter(|n| n == "notification.MessageSent.v1");
    assert_eq!(told.count(), 4);
    let path = format!("/orders/{}/messages", order.order_id);
    let list = shop.call(service(Request::get(path))).await.expect(200);
    let states: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|m| m["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["sent"; 4]);
    assert_eq!(list["items"][0]["recipient"], "a…@example.com");
    assert!(!list.to_string().contains("ada@"), "{list}");
}

#[tokio::test]
async fn charges_that_are_granted_are_no_parcel_on_its_way() {
    let shop = shop().await;
    let order = placed(&shop, "a", &buyer()).await;
    let granted = ShipmentDispatchedV1 {
        carrier: None,
        tracking_number: None,
        ..dispatched(&order, "one", "line_a-1")
    };
    publish(&shop, &order, &granted).await;
    shop.settle().await;
    assert_eq!(shop.mailbox.mails().len(), 1, "the thanks for the order alone");
}

#[tokio::test]
async fn no_event_and_no_key_names_the_buyer() {
    let shop = shop().await;
    let buyer = crate::kit::Buyer { phone: Some("+44 1904 123489"), ..buyer() };
    let order = placed(&shop, "a", &buyer).await;
    publish(&shop, &order, &dispatched(&order, "one", "line_a-1")).await;
    shop.settle().await;
    assert_eq!(shop.mailbox.letters().len(), 3);
    let message = thanks(&shop, &order).await;
    let kept = serde_json::to_string(&message).unwrap();
    for personal in ["ada@", "Ada", "High Street", "123489"] {
        assert!(!kept.contains(personal), "{kept}");
        assert!(shop.sent().iter().all(|event| !event.detail.contains(personal)));
    }
}

#[tokio::test]
async fn parcels_are_told_of_one_by_one_and_by_text_where_both_sides_want_it() {
    let shop = shop().await;
    let buyer = crate::kit::Buyer { phone: Some("+44 1904 123489"), ..buyer() };
    let order = placed(&shop, "a", &buyer).await;
    for name in ["one", "two"] {
        publish(&shop, &order, &dispatched(&order, name, "line_a-1")).await;
    }
    shop.settle().await;
    assert_eq!(shop.mailbox.mails().len(), 3);
    let texts = shop.mailbox.texts();
    assert_eq!(texts.len(), 2);
    assert_eq!(texts[0].to, "+441904123489");
    assert_eq!(texts[0].from, "Lantern");
    assert!(texts[0].text.ends_with("is on its way. Tracking: SB123456789"), "{}", texts[0].text);
    // Nobody asked for text messages: none is missing.
    settings(&shop, Some(domain::notification::MailSettings { text: None, ..sender() })).await;
    publish(&shop, &order, &dispatched(&order, "three", "line_a-1")).await;
    shop.settle().await;
    assert_eq!(shop.mailbox.texts().len(), 2);
    let path = format!("/orders/{}/messages", order.order_id);
    let list = shop.call(service(Request::get(path))).await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn without_a_sender_or_an_address_nothing_is_sent_and_that_is_on_record() {
    let shop = shop().await;
    settings(&shop, None).await;
    let order = placed(&shop, "a", &buyer()).await;
    shop.settle().await;
    let message = thanks(&shop, &order).await;
    assert_eq!(message.state, MessageState::Skipped);
    assert_eq!(message.reason, Some(Code::parse("no_sender").unwrap()));
    settings(&shop, Some(sender())).await;
    let nameless = crate::kit::Buyer { email: None, ..buyer() };
    let order = placed(&shop, "b", &nameless).await;
    shop.settle().await;
    assert_eq!(thanks(&shop, &order).await.reason, Some(Code::parse("no_address").unwrap()));
    assert!(shop.mailbox.letters().is_empty());
}

#[tokio::test]
async fn a_payment_that_fails_is_told_of_although_there_is_no_order_yet() {
    let shop = shop().await;
    let checkout = checkout(&shop, Some("ada@example.com"));
    shop.seed(Done::new(()).create(&checkout)).await;
    let mut declined = PaymentDeclinedV1 {
        payment_id: PaymentId::parse("pay_one").unwrap(),
        order_id: checkout.order_id.clone(),
        checkout_id: Some(checkout.checkout_id.clone()),
        amount: Money::new(1_230, GBP),
        failure: Code::parse("insufficient_funds").unwrap(),
    };
    for _ in 0..2 {
        shop.seed(Done::new(()).publish(&declined.payment_id, 2, &declined)).await;
    }
    shop.settle().await;
    let mails = shop.mailbox.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to.as_ref(), "ada@example.com");
    assert!(
        mails[0].text.contains("your payment of £12.30 did not go through"),
        "{}",
        mails[0].text
    );
    // Another try of the same checkout is another fact; giving up is none.
    declined.payment_id = PaymentId::parse("pay_two").unwrap();
    shop.seed(Done::new(()).publish(&declined.payment_id, 2, &declined)).await;
    declined.payment_id = PaymentId::parse("pay_three").unwrap();
    declined.failure = Code::parse("abandoned").unwrap();
    shop.seed(Done::new(()).publish(&declined.payment_id, 2, &declined)).await;
    shop.settle().await;
    assert_eq!(shop.mailbox.mails().len(), 2);
}

fn checkout(shop: &testkit::Shop, email: Option<&str>) -> Checkout {
    let email = email.map(|email| Email::parse(email).unwrap());
    Checkout {
        checkout_id: CheckoutId::example(),
        source: Source::Cart(primitives::CartId::example()),
        state: CheckoutState::Declined,
        order_id: OrderId::example(),
        reservation_id: ReservationId::example(),
        payment_ids: vec![],
        tenders: vec![],
        card_payments: vec![],
        payment: None,
        customer_id: None,
        details: Details { email, ..Details::default() },
        totals: Totals::zero(GBP, true),
        line_count: 0,
        page_count: 0,
        units: 0,
        weight_grams: 0,
        ships: false,
        discounts: vec![],
        claims: vec![],
        settled: None,
        taxed_by: domain::pricing::TaxedBy::Own,
        claimed: false,
        reserved_pages: 0,
        held_pages: 0,
        failure: None,
        opened_at: shop.now(),
        changed_at: shop.now(),
        expires_at: shop.now().plus_seconds(60),
        placed_at: None,
        number: None,
    }
}

#[tokio::test]
async fn messages_say_no_more_whom_they_went_to_once_the_buyer_was_erased() {
    let shop = shop().await.delivering(Delivery::TwiceAndBackwards);
    let order = placed(&shop, "a", &buyer()).await;
    let other = placed(&shop, "b", &buyer()).await;
    publish(&shop, &order, &dispatched(&order, "one", "line_a-1")).await;
    shop.settle().await;
    let event = BuyerErasedV1 {
        order_id: order.order_id.clone(),
        cart_id: None,
        checkout_id: None,
        erased_at: shop.now(),
    };
    publish(&shop, &order, &event).await;
    shop.settle().await;
    for (order, whom) in [(&order, None), (&other, Some("a…@example.com"))] {
        let path = format!("/orders/{}/messages", order.order_id);
        let list = shop.call(service(Request::get(path))).await.expect(200);
        let items = list["items"].as_array().unwrap();
        assert!(!items.is_empty());
        for item in items {
            assert_eq!((item["recipient"].as_str(), &item["state"]), (whom, &"sent".into()));
        }
    }
}
