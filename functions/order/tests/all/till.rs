//! A shop in which orders are placed, paid and edited for real, with stock and a payment provider.
use contract::Role;
use domain::{
    catalog::{Kind, Offer, Quantities, State},
    order::{LineUnits, fulfil},
    shop::{CountryTax, Price, Settings, ShippingOption},
    totals::TaxRate,
};
use events::order::OrderPlacedV1;
use primitives::{
    Code, CountryCode, Currency, Example, Line, LineId, Money, OrderId, Quantity, Sku, Slug, Title,
};
use runtime::Done;
use serde_json::{Value, json};
use table::keys;
use testkit::{Items, Reply, Request, Shop, invariants, steps};

/// What there is of everything.
const THERE: u32 = 20;

/// What a preview says of the money.
#[derive(Debug, PartialEq, Eq)]
pub struct Bill {
    pub before: i64,
    pub after: i64,
    pub charge: i64,
    pub refund: i64,
}

impl Bill {
    pub fn of(preview: &Value) -> Self {
        let minor = |name: &str| preview[name]["minor"].as_i64().unwrap();
        Self {
            before: minor("owed_before"),
            after: minor("owed_after"),
            charge: minor("charge"),
            refund: minor("refund"),
        }
    }
}

/// Where orders are taken.
pub struct Till;

impl Till {
    pub fn shop() -> Shop {
        Shop::of(vec![
            order::app(),
            checkout::app(),
            payment::app(),
            sandbox::app(),
            inventory::app(),
            outbox::app(),
        ])
    }

    /// An order of goods, each with so many units at a price, paid for.
    pub async fn order(shop: &Shop, card: &str, goods: &[(&str, u32, i64)]) -> String {
        shop.seed(Done::new(()).put(&settings())).await;
        arrive(shop, &["LAMP", "ROPE", "BOX", "SHELF"].map(String::from), THERE).await;
        let lines: Vec<Value> =
            goods.iter().map(|(sku, units, minor)| add(sku, *units, *minor)).collect();
        let draft = json!({ "currency": "GBP", "email": "ada@example.com", "lines": lines });
        let begin = Request::post("/draft-orders").key("begin").staff(Role::Service).json(&draft);
        let id = shop.call(begin).await.expect(201)["order_id"].as_str().unwrap().to_owned();
        let payment = match card {
            "manual" => json!({ "provider": "manual" }),
            card => json!({ "provider": "sandbox", "method": card }),
        };
        let complete = Request::post(format!("/draft-orders/{id}/complete"));
        let complete = complete.key("complete").staff(Role::Service);
        shop.call(complete.json(&json!({ "payment": payment }))).await.expect(200);
        shop.settle().await;
        check(shop);
        id
    }

    pub fn view(id: &str) -> Request {
        Request::get(format!("/orders/{id}")).staff(Role::Service)
    }

    pub fn preview(id: &str, changes: &Value) -> Request {
        Request::post(format!("/orders/{id}/edits/preview")).staff(Role::Service).json(changes)
    }

    pub fn cancel(id: &str, key: &str, lines: Option<Value>) -> Request {
        let mut body = json!({ "reason": "changed my mind" });
        if let Some(lines) = lines {
            body["lines"] = lines;
        }
        Request::post(format!("/orders/{id}/cancel")).key(key).staff(Role::Service).json(&body)
    }

    /// Tax and ways of sending.
    pub async fn settings(shop: &Shop) {
        shop.seed(Done::new(()).put(&settings())).await;
    }

    /// What the catalogue knows of a SKU.
    pub async fn offer(shop: &Shop, sku: &str, minor: i64) {
        let offer = Offer {
            sku: Sku::parse(sku).unwrap(),
            product_id: Example::example(),
            slug: Slug::example(),
            title: Title::parse("A shelf").unwrap(),
            kind: Kind::Goods,
            prices: vec![Money::new(minor, Currency::GBP)],
            tax_category: Code::parse("standard").unwrap(),
            weight_grams: 100,
            quantities: Quantities::default(),
            kit: vec![],
            state: State::Active,
            categories: vec![],
            attributes: vec![],
        };
        shop.seed(Done::new(()).put(&offer)).await;
    }

    /// The news that the order was placed comes once more, long after.
    pub async fn placed_again(shop: &Shop, id: &str) {
        let order = shop.table().load(&keys::order::order(&id.parse_id())).await.unwrap();
        let event = OrderPlacedV1 {
            order_id: order.order_id.clone(),
            checkout_id: order.checkout_id.clone().unwrap(),
            reservation_id: order.reservation_id.clone().unwrap(),
            page_count: 1,
            line_count: 1,
            payment_id: None,
            customer_id: None,
            total: order.totals.total,
            placed_at: shop.now(),
        };
        shop.seed(Done::new(()).publish(id, 1, &event)).await;
        shop.settle().await;
    }

    /// Takes money of the order's first payment.
    pub async fn capture(shop: &Shop, id: &str, minor: i64) {
        let payment = order(shop, id).await["payment_ids"][0].as_str().unwrap().to_owned();
        let amount = json!({ "amount": { "currency": "GBP", "minor": minor } });
        let capture = Request::post(format!("/payments/{payment}/captures"));
        shop.call(capture.key("capture").staff(Role::Finance).json(&amount)).await.expect(200);
        shop.settle().await;
    }

    /// Lets every clock of the shop and the provider run.
    pub async fn later(shop: &Shop, seconds: i64) {
        shop.source.advance(seconds);
        for tick in [
            "deliver-notices",
            "reconcile-payments",
            "advance-checkouts",
            "expire-checkouts",
            "expire-reservations",
        ] {
            shop.tick(tick).await;
        }
    }
}

trait ParseId {
    fn parse_id(&self) -> OrderId;
}

impl ParseId for str {
    fn parse_id(&self) -> OrderId {
        OrderId::parse(self).unwrap()
    }
}

/// Prices include 20 % tax; express costs £6.
fn settings() -> Settings {
    let option = |id: &str, minor| ShippingOption {
        option_id: Code::parse(id).unwrap(),
        title: Line::parse("By van").unwrap(),
        countries: vec![],
        prices: vec![Price { price: Money::new(minor, Currency::GBP), free_above: None }],
        max_weight_grams: None,
    };
    let tax = CountryTax {
        country: CountryCode::gb(),
        standard: TaxRate::parse("0.2").unwrap(),
        categories: vec![],
    };
    Settings {
        taxes: vec![tax],
        shipping_options: vec![option("standard", 0), option("express", 600)],
        ..Settings::default()
    }
}

/// So many units of each arrive.
pub async fn arrive(shop: &Shop, skus: &[String], units: u32) {
    shop.call(steps::warehouse()).await.expect(200);
    let units: Vec<_> = skus.iter().map(|sku| (sku.clone(), units)).collect();
    let receipt = steps::receipt(&format!("receipt-{}", skus[0]), &units);
    shop.call(receipt).await.expect(201);
    shop.settle().await;
}

/// A line to be added.
pub fn add(sku: &str, units: u32, minor: i64) -> Value {
    json!({ "sku": sku, "title": format!("A {sku}"), "quantity": units,
            "unit_price": { "currency": "GBP", "minor": minor } })
}

/// Units to be taken off.
pub fn take(line: &Value, units: u32) -> Value {
    json!({ "line_id": line["line_id"], "quantity": units })
}

pub fn changes(add: &[Value], remove: &[Value]) -> Value {
    json!({ "add": add, "remove": remove })
}

pub async fn preview(shop: &Shop, id: &str, changes: &Value) -> Reply {
    shop.call(Till::preview(id, changes)).await
}

/// What confirms a preview.
pub fn body(changes: &Value, preview: &Value) -> Value {
    json!({ "changes": changes, "preview": preview["preview"], "reason": "the buyer rang" })
}

pub fn edit(id: &str, key: &str, changes: &Value, preview: &Value) -> Request {
    let request = Request::post(format!("/orders/{id}/edits")).key(key).staff(Role::Service);
    request.json(&body(changes, preview))
}

pub fn abandon(id: &str, edit: &Value, key: &str) -> Request {
    let edit = edit.as_str().unwrap();
    let request = Request::post(format!("/orders/{id}/edits/{edit}/abandon"));
    request.key(key).staff(Role::Service).json(&json!({}))
}

pub async fn get(shop: &Shop, path: &str) -> Value {
    shop.call(Request::get(path.to_owned()).staff(Role::Finance)).await.expect(200)
}

pub async fn order(shop: &Shop, id: &str) -> Value {
    get(shop, &format!("/orders/{id}")).await
}

pub async fn lines(shop: &Shop, id: &str) -> Vec<Value> {
    let page = get(shop, &format!("/orders/{id}/lines")).await;
    page["items"].as_array().unwrap().clone()
}

/// Units of a SKU that are promised.
pub async fn level(shop: &Shop, sku: &str) -> u64 {
    let stock = shop.call(steps::stock(sku)).await.expect(200);
    stock["total"]["reserved"].as_u64().unwrap()
}

/// Units leave, as far as the order knows.
pub async fn ship(shop: &Shop, id: &str, line: &Value, units: u32) {
    let order = shop.table().load(&keys::order::order(&id.parse_id())).await.unwrap();
    let page = shop.table().load(&keys::order::line_page(&order.order_id, &0)).await.unwrap();
    let line_id = LineId::parse(line["line_id"].as_str().unwrap()).unwrap();
    let sent = [LineUnits { line_id, quantity: Quantity::parse(units).unwrap() }];
    let sent = fulfil(&order, std::slice::from_ref(&page.value), &sent).unwrap();
    shop.seed(Done::new(()).replace(&order, &sent.order).replace(&page, &sent.pages[0])).await;
}

/// Everything is as it must be once all has come to rest.
pub fn check(shop: &Shop) {
    let items = Items::of(shop);
    invariants::at_rest(&items);
    invariants::orders_at_rest(&items);
}

/// The same for a shop of which units have left without the warehouse.
pub fn money(shop: &Shop) {
    let items = Items::of(shop);
    invariants::always(&items);
    invariants::orders(&items);
    invariants::money_at_rest(&items);
}
