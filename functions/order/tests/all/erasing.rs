//! Who was erased is named by their invoices alone, and by these only as the law demands.
#![allow(clippy::large_futures)] // Orders are in them.
use crate::seeds::{placed, shop};
use contract::Role;
use domain::{
    order::{LineUnits, Order, OrderLine, OrdersErasure, fulfil},
    payment::{Ask, DisputeOutcome, DisputeReport, Method, Payment, Provider, dispute, request},
};
use events::customers::CustomerErasedV1;
use primitives::{
    Address, Currency, CustomerId, Email, Example, Line, MethodToken, Money, Note, OrderId,
    PaymentId, Timestamp, TransactionId,
};
use serde_json::Value;
use table::{Done, keys::order as keys, keys::payment::payment as payment_key};
use testkit::{Delivery, Items, Request, Shop};

const DAY: i64 = 86_400;

fn augusta() -> Address {
    let (name, phone) = (Line::parse("Augusta King"), Line::parse("02079461234"));
    Address { name: name.unwrap(), phone: phone.ok(), ..Address::example() }
}

/// An order of Ada's that went to Frognal; all of it has left where it is over.
async fn hers(shop: &Shop, name: &str, over: bool) {
    let order = placed(shop, name, 1, Some("ada")).await;
    let held = shop.table().load(&keys::order(&order.order_id)).await.unwrap();
    let to = Address { line1: Line::parse("1 Frognal").unwrap(), ..augusta() };
    let next = Order {
        email: Email::parse("ada@example.com").ok(),
        shipping_address: Some(to),
        billing_address: (name.len() > 1).then(augusta),
        note: Some(Note::parse("ring at Augusta's").unwrap()),
        ..held.value.clone()
    };
    shop.seed(Done::new(()).replace(&held, &next)).await;
    if over {
        left(shop, &next).await;
    }
}

/// All of it leaves.
async fn left(shop: &Shop, order: &Order) {
    let held = shop.table().load(&keys::order(&order.order_id)).await.unwrap();
    let page = shop.table().load(&keys::line_page(&order.order_id, &0)).await.unwrap();
    let unit =
        |line: &OrderLine| LineUnits { line_id: line.line_id.clone(), quantity: line.quantity };
    let all: Vec<_> = page.lines.iter().map(unit).collect();
    let gone = fulfil(&held, std::slice::from_ref(&page), &all).unwrap();
    shop.seed(Done::new(()).replace(&held, &gone.order)).await;
}

async fn erased(shop: &Shop) {
    let customer_id = CustomerId::parse("cus_ada").unwrap();
    let event = CustomerErasedV1 { customer_id, erased_at: shop.now() };
    shop.seed(Done::new(()).publish("cus_ada", 2, &event)).await;
    shop.settle().await;
}

async fn seen_by(shop: &Shop, name: &str, role: Role) -> Value {
    shop.call(Request::get(format!("/orders/ord_{name}")).staff(role)).await.expect(200)
}

async fn seen(shop: &Shop, name: &str) -> Value {
    seen_by(shop, name, Role::Finance).await
}

fn told(shop: &Shop) -> usize {
    shop.sent_names().iter().filter(|name| *name == "order.BuyerErased.v1").count()
}

fn work(shop: &Shop) -> OrdersErasure {
    Items::of(shop).all::<OrdersErasure>().remove(0)
}

#[tokio::test]
async fn of_orders_that_are_over_the_invoice_alone_says_who_bought() {
    let shop = shop().delivering(Delivery::TwiceAndBackwards);
    for name in ["a", "bb"] {
        hers(&shop, name, true).await;
    }
    placed(&shop, "ccc", 1, Some("eve")).await;
    erased(&shop).await;
    let (one, two) = (seen(&shop, "a").await, seen(&shop, "bb").await);
    for order in [&one, &two] {
        for field in ["email", "shipping_address", "note"] {
            assert!(order[field].is_null(), "{field}: {order}");
        }
        assert_eq!(order["billing_address"]["name"], "Augusta King", "the invoice names her");
        assert!(order["billing_address"]["phone"].is_null(), "and no law wants her number");
    }
    let desk = seen_by(&shop, "a", Role::Service).await;
    assert!(desk["billing_address"].is_null(), "{desk}");
    let own = shop.call(Request::get("/orders/ord_a").customer("ada")).await.expect(200);
    assert!(own["billing_address"].is_null() && own["buyer_erased_at"].is_string(), "{own}");
    assert_eq!(one["billing_address"]["line1"], "1 Frognal", "it was billed where it went");
    assert_ne!(two["billing_address"]["line1"], "1 Frognal");
    let all = shop.database.everything().iter().map(ToString::to_string).collect::<String>();
    for word in ["ada@", "02079461234", "ring at"] {
        assert!(!all.contains(word), "{word}");
    }
    assert!(!shop.sent().iter().any(|event| format!("{event:?}").contains("Augusta")));
    assert_eq!((told(&shop), work(&shop).orders), (2, 2));
    erased(&shop).await;
    assert_eq!((told(&shop), work(&shop).orders), (2, 2), "heard again, done once");
}

#[tokio::test]
async fn an_order_that_is_not_over_is_looked_at_every_day_until_it_is() {
    let shop = shop();
    hers(&shop, "a", true).await;
    hers(&shop, "bb", false).await;
    erased(&shop).await;
    assert_eq!(seen(&shop, "bb").await["email"], "ada@example.com", "it is still to be sent");
    shop.source.advance(DAY / 2);
    shop.tick("erase-buyers").await;
    assert_eq!((told(&shop), work(&shop).orders), (1, 1), "not yet");
    shop.source.advance(DAY / 2);
    shop.tick("erase-buyers").await;
    assert!(work(&shop).due_at.is_some(), "it is not over yet");
    let order = shop.table().load(&keys::order(&OrderId::parse("ord_bb").unwrap())).await.unwrap();
    left(&shop, &order).await;
    shop.source.advance(DAY);
    shop.tick("erase-buyers").await;
    shop.settle().await;
    assert!(seen(&shop, "bb").await["email"].is_null());
    assert_eq!((told(&shop), work(&shop).orders, work(&shop).due_at), (2, 2, None), "over");
}

#[tokio::test]
async fn a_history_of_many_pages_is_gone_through_to_its_end() {
    let shop = shop();
    for n in 1..=45 {
        hers(&shop, &"n".repeat(n), true).await;
        shop.source.advance(1);
    }
    erased(&shop).await;
    assert_eq!((told(&shop), work(&shop).orders, work(&shop).after), (45, 45, None));
    let orders = Items::of(&shop).all::<Order>();
    assert!(orders.iter().all(|order| order.email.is_none() && order.buyer_erased_at.is_some()));
}

#[tokio::test]
async fn a_guest_is_forgotten_once_the_order_is_over() {
    let shop = shop().delivering(Delivery::TwiceAndBackwards);
    let order = placed(&shop, "guest", 1, None).await;
    let held = shop.table().load(&keys::order(&order.order_id)).await.unwrap();
    let next = Order {
        email: Email::parse("ada@example.com").ok(),
        shipping_address: Some(augusta()),
        ..held.value.clone()
    };
    shop.seed(Done::new(()).replace(&held, &next)).await;
    let ask = |name: &str, key: &str| {
        Request::post(format!("/orders/ord_{name}/buyer-erasure")).staff(Role::Service).key(key)
    };
    assert_eq!(shop.call(ask("guest", "early")).await.refused(409), "order.not_over");
    left(&shop, &next).await;
    shop.call(ask("guest", "once")).await.expect(200);
    shop.call(ask("guest", "again")).await.expect(200);
    shop.settle().await;
    let erased = shop.table().load(&keys::order(&order.order_id)).await.unwrap();
    assert_eq!((&erased.email, &erased.shipping_address), (&None, &None));
    let named = erased.billing_address.as_ref().unwrap();
    assert_eq!((named.name.to_string(), &named.phone), ("Augusta King".into(), &None));
    let told = shop.sent_names().into_iter().filter(|name| name == "order.BuyerErased.v1");
    assert_eq!(told.count(), 1);
    // A customer's order goes with the customer.
    hers(&shop, "a", true).await;
    assert_eq!(shop.call(ask("a", "hers")).await.refused(409), "order.of_customer");
}

#[tokio::test]
async fn nobody_is_forgotten_whose_payment_a_bank_has_still_to_decide_about() {
    let shop = shop();
    hers(&shop, "a", true).await;
    let order_id = OrderId::parse("ord_a").unwrap();
    let held = shop.table().load(&keys::order(&order_id)).await.unwrap();
    let paid = payment(&order_id);
    let order = Order { payment_ids: vec![paid.payment_id.clone()], ..held.value.clone() };
    let (open, _) = dispute(&paid, report(None), shop.now()).unwrap();
    shop.seed(Done::new(()).replace(&held, &order).create(&open)).await;
    erased(&shop).await;
    assert_eq!(told(&shop), 0, "the shop has to answer the bank");
    let held = shop.table().load(&payment_key(&paid.payment_id)).await.unwrap();
    let (lost, _) = dispute(&open, report(Some(DisputeOutcome::Lost)), shop.now()).unwrap();
    shop.seed(Done::new(()).replace(&held, &lost)).await;
    shop.source.advance(DAY);
    shop.tick("erase-buyers").await;
    shop.settle().await;
    assert_eq!(told(&shop), 1);
}

/// A payment as checkout asks for it.
fn payment(order_id: &OrderId) -> Payment {
    let method =
        Method { provider: Provider::Sandbox, method: MethodToken::parse("tok_visa").ok() };
    let ask = Ask {
        payment_id: PaymentId::example(),
        authorise_id: TransactionId::example(),
        capture_id: TransactionId::example(),
        order_id: order_id.clone(),
        checkout_id: None,
        method,
        amount: Money::new(1_000, Currency::GBP),
        by_staff: true,
    };
    request(ask, Timestamp::from_millis(0)).unwrap().payment
}

fn report(outcome: Option<DisputeOutcome>) -> DisputeReport {
    DisputeReport {
        reference: "dp_1".into(),
        amount: Money::new(1_000, Currency::GBP),
        reason: "fraudulent".into(),
        due_at: Timestamp::from_millis(0),
        outcome,
        enquiry: false,
        answered: false,
    }
}
