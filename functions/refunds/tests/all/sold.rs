//! A shop with an order that has left, as checkout and fulfilment would have left it.
use contract::Role;
use domain::{
    order::Order,
    payment::{Ask, Kind, Method, Provider, Wanted, open, request},
    pricing::gift_card::{GiftCard, Owner},
    shop::Settings,
};
use primitives::{CheckoutId, Currency, Id, MethodToken, Money, OrderId, PaymentId, TransactionId};
use runtime::{Done, Source};
use serde_json::{Value, json};
use testkit::{Reply, Request, Shop, Sold};

pub const GBP: Currency = Currency::GBP;

pub fn shop() -> Shop {
    Shop::of(vec![refunds::app(), payment::app(), order::app(), sandbox::app(), outbox::app()])
}

pub fn gbp(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "GBP" })
}

fn id<I: Id>(shop: &Shop) -> I {
    I::from_bytes(shop.source.random())
}

/// An order of two lines of three units (303 and 306 pence) and £4.99 shipping, all of which has left; paid by a card
/// and, for a part, by another.
pub async fn sold(shop: &Shop, name: &str, customer: Option<&str>, first: i64) -> Order {
    let sold = Sold { name, customer, address: None, payment_ids: Vec::new() };
    let total = sold.total().minor;
    let mut paid = Vec::new();
    let first = first.min(total);
    for minor in [first, total - first].into_iter().filter(|minor| *minor > 0) {
        paid.push(asked(shop, &sold.order_id(), minor).await);
    }
    let order = Sold { payment_ids: paid.clone(), ..sold }.left(shop).await;
    shop.settle().await;
    for payment_id in &paid {
        let take = Request::post(format!("/payments/{payment_id}/captures"));
        let key = format!("take-{payment_id}");
        shop.call(take.staff(Role::Finance).key(key).json(&json!({}))).await.expect(200);
    }
    shop.settle().await;
    order
}

async fn asked(shop: &Shop, order_id: &OrderId, minor: i64) -> PaymentId {
    let method = MethodToken::parse("tok_visa").ok();
    let ask = Ask {
        payment_id: id(shop),
        authorise_id: id::<TransactionId>(shop),
        capture_id: id::<TransactionId>(shop),
        order_id: order_id.clone(),
        checkout_id: None,
        method: Method { provider: Provider::Sandbox, method },
        amount: Money::new(minor, GBP),
        by_staff: true,
    };
    let requested = request(ask, shop.now()).unwrap();
    let payment_id = requested.payment.payment_id.clone();
    let done = Done::new(()).create(&requested.payment);
    shop.seed(done.publish(&payment_id, 1, &requested.event)).await;
    payment_id
}

/// What a request for a refund says.
pub fn wish(lines: &Value) -> Value {
    json!({ "refund": { "lines": lines }, "reason": "did not fit" })
}

pub fn line(name: &str, at: u32, units: u32) -> Value {
    json!({ "line_id": format!("line_{name}-{at}"), "quantity": units })
}

pub fn ask(order: &Order, key: &str, body: &Value) -> Request {
    Request::post(format!("/orders/{}/refunds", order.order_id))
        .staff(Role::Service)
        .key(key)
        .json(body)
}

/// A refund as it is now.
pub async fn now(shop: &Shop, order: &Order, refund: &Value) -> Value {
    let path =
        format!("/orders/{}/refunds/{}", order.order_id, refund["refund_id"].as_str().unwrap());
    shop.call(Request::get(path).staff(Role::Service)).await.expect(200)
}

/// What became of something that is done to a refund.
pub async fn act(
    shop: &Shop,
    order: &Order,
    refund: &Value,
    what: &str,
    by: Role,
    key: &str,
) -> Reply {
    let id = refund["refund_id"].as_str().unwrap();
    let path = format!("/orders/{}/refunds/{id}/{what}", order.order_id);
    shop.call(Request::post(path).staff(by).key(key).json(&json!({}))).await
}

/// Settled sums of an order's payments: captured, refunded, converted.
pub async fn money(shop: &Shop, order: &Order) -> (i64, i64, i64) {
    let list = Request::get(format!("/orders/{}/payments", order.order_id)).staff(Role::Finance);
    let all = shop.call(list).await.expect(200);
    let sum = |bucket: &str| {
        let items = all["items"].as_array().unwrap().iter();
        items.map(|one| one[bucket]["settled"]["minor"].as_i64().unwrap()).sum()
    };
    (sum("captured"), sum("refunded"), sum("converted"))
}

/// The shop lets nobody pay out more than this alone.
pub async fn limit(shop: &Shop, minor: i64) {
    let policy = domain::refunds::RefundPolicy {
        approval_above: vec![domain::refunds::ApprovalAbove { amount: Money::new(minor, GBP) }],
    };
    let settings = Settings { refunds: Some(policy), ..Settings::default() };
    shop.seed(Done::new(()).put(&settings)).await;
}

/// How often the bus carried an event.
pub fn told(shop: &Shop, name: &str) -> usize {
    shop.sent_names().iter().filter(|sent| *sent == name).count()
}

/// A gift card that paid a part of an order, which was taken.
pub async fn paid_by_card(shop: &Shop, order: &Order, minor: i64) -> GiftCard {
    let owner = Owner::Bearer { code: None };
    let worth = Money::new(minor, GBP);
    let (card, first) = GiftCard::issue(id(shop), owner, worth, None, shop.now()).unwrap();
    let (spent, second) = card.spend(order.order_id.clone(), worth, shop.now()).unwrap();
    let ask = domain::payment::CardAsk {
        payment_id: id(shop),
        authorise_id: id(shop),
        order_id: order.order_id.clone(),
        checkout_id: CheckoutId::parse("chk_card").unwrap(),
        card_id: card.card_id.clone(),
        amount: worth,
    };
    let requested = domain::payment::by_card(ask, shop.now());
    let wanted = Wanted { kind: Kind::Capture, amount: None, reason: None, cause: "c".into() };
    let begun = open(requested.payment, wanted, id(shop), shop.now()).unwrap();
    let payment_id = begun.payment.payment_id.clone();
    let held = shop.table().load(&table::keys::order::order(&order.order_id)).await.unwrap();
    let mut next = held.value.clone();
    next.payment_ids.push(payment_id);
    let done = Done::new(()).create(&spent).create(&first).create(&second);
    shop.seed(done.create(&begun.payment).replace(&held, &next)).await;
    spent
}
