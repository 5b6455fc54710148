//! A shop with an order that was delivered, as checkout and fulfilment would have left it.
use contract::Role;
use domain::{
    order::Order,
    payment::{Ask, Method, Provider, request},
    returns::{ReturnPolicy, ReturnRule},
    shop::Settings,
};
use primitives::{Id, PaymentId, TransactionId};
use runtime::{Done, Source, ports::Files};
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{Reply, Request, Shop, Sold, steps};

pub fn shop() -> Shop {
    shop_with(None)
}

/// With a bucket that the test looks into.
pub fn shop_with(files: Option<Arc<dyn Files>>) -> Shop {
    let apps = vec![
        returns::app(),
        refunds::app(),
        inventory::app(),
        payment::app(),
        sandbox::app(),
        outbox::app(),
    ];
    Shop::with(apps, files, None)
}

/// With products in a catalogue.
pub fn shop_selling() -> Shop {
    let apps = vec![
        returns::app(),
        refunds::app(),
        catalog::app(),
        inventory::app(),
        payment::app(),
        sandbox::app(),
        outbox::app(),
    ];
    Shop::with(apps, None, None)
}

fn id<I: Id>(shop: &Shop) -> I {
    I::from_bytes(shop.source.random())
}

/// An order of two lines of three units (303 and 306 pence) and £4.99 shipping, all of it with the buyer since now;
/// paid by bank transfer.
pub async fn delivered(shop: &Shop, name: &str, customer: Option<&str>) -> Order {
    shop.call(steps::warehouse()).await.expect(200);
    let payment_id = PaymentId::parse(format!("pay_{name}")).unwrap();
    let payment_ids = vec![payment_id.clone()];
    let sold = Sold { name, customer, address: None, payment_ids };
    let ask = Ask {
        payment_id,
        authorise_id: id::<TransactionId>(shop),
        capture_id: id::<TransactionId>(shop),
        order_id: sold.order_id(),
        checkout_id: None,
        method: Method { provider: Provider::Manual, method: None },
        amount: sold.total(),
        by_staff: true,
    };
    let paid = request(ask, shop.now()).unwrap();
    shop.seed(Done::new(()).create(&paid.payment)).await;
    sold.delivered(shop).await
}

/// The shop's one rule.
pub async fn rule(shop: &Shop, rule: ReturnRule) {
    let returns = Some(ReturnPolicy { rules: vec![rule], ..ReturnPolicy::default() });
    let settings = Settings { returns, ..Settings::default() };
    shop.seed(Done::new(()).put(&settings)).await;
}

pub fn line(name: &str, at: u32, units: u32, reason: &str) -> Value {
    json!({ "line_id": format!("line_{name}-{at}"), "quantity": units, "reason": reason })
}

pub fn ask(order: &Order, key: &str, body: &Value) -> Request {
    Request::post(format!("/orders/{}/returns", order.order_id)).key(key).json(body)
}

pub async fn act(shop: &Shop, order: &Order, one: &Value, what: &str, body: &Value) -> Reply {
    let id = one["return_id"].as_str().unwrap();
    let path = format!("/orders/{}/returns/{id}/{what}", order.order_id);
    let role =
        if what == "receipts" || what == "inspections" { Role::Fulfilment } else { Role::Service };
    let key = format!("{what}{body}");
    shop.call(Request::post(path).staff(role).key(key).json(body)).await
}

pub async fn now(shop: &Shop, order: &Order, one: &Value) -> Value {
    let path = format!("/orders/{}/returns/{}", order.order_id, one["return_id"].as_str().unwrap());
    shop.call(Request::get(path).staff(Role::Service)).await.expect(200)
}

/// What was given back of an order's money: as money, and as store credit.
pub async fn given_back(shop: &Shop, order: &Order) -> (i64, i64) {
    let key = table::keys::payment::payment(&order.payment_ids[0]);
    let payment = shop.table().load(&key).await.unwrap();
    (payment.buckets.refunded.settled, payment.buckets.converted.settled)
}

/// On hand and damaged, of a SKU.
pub async fn stock(shop: &Shop, sku: &str) -> (i64, i64) {
    let view = shop.call(steps::stock(sku)).await.expect(200);
    let total = |name: &str| view["total"][name].as_i64().unwrap();
    (total("on_hand"), total("damaged"))
}

pub fn found(name: &str, at: u32, units: u32, disposition: &str) -> Value {
    json!({ "line_id": format!("line_{name}-{at}"), "quantity": units, "disposition": disposition })
}

pub fn inspection(lines: &Value) -> Value {
    json!({ "location_id": "loc_main", "lines": lines })
}
