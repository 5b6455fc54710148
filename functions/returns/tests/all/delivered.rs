//! A shop with an order that was delivered, as checkout and fulfilment would have left it.
use contract::Role;
use domain::{
    fulfilment::{Position, Shipment, ShipmentState},
    order::{
        Fulfilled, LineUnits, NewOrder, Order, OrderLine, OrderNumber, fulfil, into_pages,
        place_cart, units,
    },
    payment::{Ask, Method, Provider, request},
    returns::{ReturnPolicy, ReturnRule},
    shop::Settings,
};
use primitives::{
    CartId, CheckoutId, Code, Currency, CustomerId, Email, EntryId, Example, Id, OrderId,
    PaymentId, ReservationId, ShipmentId, Timestamp, TransactionId,
};
use runtime::{Done, Source, ports::Files};
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{Reply, Request, Shop, steps};

pub const GBP: Currency = Currency::GBP;

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
    let (lines, totals) = testkit::priced_lines(name, 2, "A lantern");
    let order_id = OrderId::parse(format!("ord_{name}")).unwrap();
    let pages = into_pages(&order_id, &lines);
    let ask = Ask {
        payment_id: PaymentId::parse(format!("pay_{name}")).unwrap(),
        authorise_id: id::<TransactionId>(shop),
        capture_id: id::<TransactionId>(shop),
        order_id: order_id.clone(),
        checkout_id: None,
        method: Method { provider: Provider::Manual, method: None },
        amount: totals.total,
        by_staff: true,
    };
    let paid = request(ask, shop.now()).unwrap();
    let new = NewOrder {
        order_id: order_id.clone(),
        customer_id: customer.map(|name| CustomerId::parse(format!("cus_{name}")).unwrap()),
        checkout_id: CheckoutId::parse(format!("chk_{name}")).unwrap(),
        cart_id: CartId::parse(format!("cart_{name}")).unwrap(),
        currency: GBP,
        sold_in: Code::web(),
        taxed_by: domain::pricing::TaxedBy::Own,
        email: Email::parse("Buyer@example.com").ok(),
        locale: None,
        shipping_address: None,
        billing_address: None,
        shipping: None,
        note: None,
        totals,
        discounts: vec![],
        settled: None,
        line_count: 2,
        page_count: 1,
        units: units(&lines),
        reservation_id: ReservationId::parse(format!("rsv_{name}")).unwrap(),
        payment_ids: vec![paid.payment.payment_id.clone()],
    };
    let chance = EntryId::parse(format!("tle_{:010x}", name.len() * 7_919)).unwrap();
    let placed = place_cart(new, OrderNumber::mint(shop.now(), &chance), shop.now());
    let all: Vec<LineUnits> = lines
        .iter()
        .map(|line| LineUnits { line_id: line.line_id.clone(), quantity: line.quantity })
        .collect();
    let gone = fulfil(&placed.order, &pages, &all).unwrap();
    let parcel = parcel(&placed.order, &lines, &gone, shop.now());
    let done = Done::new(()).create(&gone.order).create(&placed.order.number_taken());
    shop.seed(done.create(&gone.pages[0]).create(&parcel).create(&paid.payment)).await;
    gone.order
}

/// The parcel that all of it came in.
fn parcel(order: &Order, lines: &[OrderLine], gone: &Fulfilled, at: Timestamp) -> Shipment {
    let positions = lines.iter().map(|line| Position {
        page: 0,
        line_id: line.line_id.clone(),
        sku: line.sku.clone(),
        order_version: 1,
        quantity: line.quantity.get(),
        by_hand: true,
        picked: line.quantity.get(),
        takes: Vec::new(),
    });
    Shipment {
        order_id: order.order_id.clone(),
        shipment_id: ShipmentId::example(),
        location_id: None,
        state: ShipmentState::Delivered,
        positions: positions.collect(),
        routed_to: 1,
        attempt: 0,
        weight_grams: None,
        service: None,
        carrier: None,
        tracking_number: None,
        label_id: None,
        amount: Some(gone.amount),
        shipping: Some(gone.shipping),
        failure: None,
        refused_because: None,
        seen_at: None,
        created_at: at,
        dispatched_at: Some(at),
        delivered_at: Some(at),
    }
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
