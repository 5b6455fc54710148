//! A shop with a shelf, a cart and a payment provider, and its invariants.
#![allow(dead_code)] // Every test file uses some of it.
use contract::Role;
use domain::{
    cart::{CartLine, Opening, open},
    catalog::{Kind, Offer, State},
};
use primitives::{
    CartId, Code, Currency, Example, Id, LineId, Money, ProductId, Quantity, Sku, Slug, Title,
};
use runtime::{Done, Secret, Source};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::{Reply, Request, Shop};

/// A shop whose checkouts can be paid.
pub fn shop() -> Shop {
    Shop::of(vec![checkout::app(), payment::app(), sandbox::app(), inventory::app(), outbox::app()])
}

fn id<I: Id>(shop: &Shop) -> I {
    I::from_bytes(shop.source.random())
}

pub fn price(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

/// Puts something on sale, and so many units of it on the shelf.
pub async fn stock(shop: &Shop, skus: &[(String, u32)], minor: i64) {
    for (sku, _) in skus {
        offer(shop, sku, minor).await;
    }
    let place = Request::put("/locations/loc_main").staff(Role::Fulfilment);
    shop.call(place.json(&json!({ "title": "Main" }))).await.expect(200);
    let lines: Vec<Value> = skus
        .iter()
        .filter(|(_, units)| *units > 0)
        .map(|(sku, units)| json!({ "sku": sku, "quantity": units }))
        .collect();
    let receipt = json!({ "location_id": "loc_main", "lines": lines });
    let request = Request::post("/stock/receipts").staff(Role::Fulfilment);
    shop.call(request.key("receipt").json(&receipt)).await.expect(201);
    shop.settle().await;
}

pub async fn offer(shop: &Shop, sku: &str, minor: i64) {
    let offer = Offer {
        sku: Sku::parse(sku).unwrap(),
        product_id: ProductId::example(),
        slug: Slug::example(),
        title: Title::parse(format!("Thing {sku}")).unwrap(),
        kind: Kind::Goods,
        prices: vec![price(minor)],
        tax_category: Code::parse("standard").unwrap(),
        weight_grams: 100,
        state: State::Active,
    };
    shop.seed(Done::new(()).put(&offer)).await;
}

/// A cart, as whoever holds its secret sees it.
#[derive(Clone)]
pub struct Holder {
    pub cart: CartId,
    pub secret: String,
}

/// A cart with lines at a price that the shopper has seen.
pub async fn cart(shop: &Shop, lines: &[(String, u32)], seen: i64) -> Holder {
    let secret = Secret::new(shop.source.random(), shop.source.random());
    let opening = Opening {
        cart_id: id(shop),
        customer_id: None,
        currency: Currency::GBP,
        locale: None,
        country: None,
        secret: secret.digest(),
    };
    let mut cart = open(opening, shop.now());
    cart.lines = lines
        .iter()
        .map(|(sku, units)| CartLine {
            line_id: id::<LineId>(shop),
            sku: Sku::parse(sku.as_str()).unwrap(),
            quantity: Quantity::parse(*units).unwrap(),
            seen,
        })
        .collect();
    shop.seed(Done::new(()).create(&cart)).await;
    Holder { cart: cart.cart_id, secret: secret.reveal().to_owned() }
}

pub fn address() -> Value {
    json!({ "name": "Ada", "line1": "1 High Street", "city": "London", "postal_code": "N1 1AA",
            "country": "GB" })
}

/// Everything at once.
pub fn everything(token: &str) -> Value {
    json!({
        "email": "ada@example.com", "shipping_address": address(), "shipping_option": "standard",
        "payment": { "provider": "sandbox", "method": token },
    })
}

impl Holder {
    /// The one call.
    pub fn buy(&self, key: &str, token: &str) -> Request {
        self.post(format!("/carts/{}/complete", self.cart), key).json(&everything(token))
    }

    pub fn post(&self, target: impl Into<String>, key: &str) -> Request {
        Request::post(target).cart(&self.secret).key(key)
    }

    pub fn get(&self, target: impl Into<String>) -> Request {
        Request::get(target).cart(&self.secret)
    }

    /// Begins stepwise.
    pub async fn open(&self, shop: &Shop) -> Value {
        let request = self.post("/checkouts", "open");
        let body = json!({ "cart_id": self.cart, "email": "ada@example.com",
                           "shipping_address": address(), "shipping_option": "standard" });
        shop.call(request.json(&body)).await.expect(201)
    }
}

/// So many distinct SKUs, each with so many units.
pub fn skus(count: usize, units: u32) -> Vec<(String, u32)> {
    (0..count).map(|at| (format!("SKU-{at:04}"), units)).collect()
}

/// Items of an entity.
pub fn items(shop: &Shop, entity: &str) -> Vec<Value> {
    let kind = |item: &Value| item.pointer("/t/S").and_then(Value::as_str) == Some(entity);
    shop.database.everything().into_iter().filter(kind).collect()
}

fn number(item: &Value, name: &str) -> i64 {
    let text = item.pointer(&format!("/{name}/N")).and_then(Value::as_str).unwrap_or("0");
    text.parse().unwrap()
}

fn text<'a>(item: &'a Value, name: &str) -> &'a str {
    item.pointer(&format!("/{name}/S")).and_then(Value::as_str).unwrap_or_default()
}

/// Orders there are.
pub fn orders(shop: &Shop) -> usize {
    items(shop, "Order").len()
}

/// Authorisations in the provider's own books that hold money.
pub fn authorisations(shop: &Shop) -> usize {
    items(shop, "Authorisation").len()
}

/// Payments that hold money for an order or took it.
pub fn good_payments(shop: &Shop) -> usize {
    let good = |item: &Value| matches!(text(item, "state"), "authorised" | "captured");
    items(shop, "Payment").iter().filter(|item| good(item)).count()
}

pub fn states(shop: &Shop) -> Vec<String> {
    items(shop, "Checkout").iter().map(|item| text(item, "state").to_owned()).collect()
}

/// Units that are promised, over everything.
pub fn reserved(shop: &Shop) -> i64 {
    items(shop, "Level").iter().map(|level| number(level, "reserved")).sum()
}

/// What must be so after every step, whatever happened.
pub fn check(shop: &Shop) {
    let all = shop.database.everything();
    let of = |entity: &'static str| {
        let kind =
            move |item: &&Value| item.pointer("/t/S").and_then(Value::as_str) == Some(entity);
        all.iter().filter(kind)
    };
    let mut levels: BTreeMap<String, i64> = BTreeMap::new();
    for level in of("Level") {
        let (on_hand, promised) = (number(level, "on_hand"), number(level, "reserved"));
        assert!(on_hand >= promised && promised >= 0, "{level}");
        assert_eq!(number(level, "free"), on_hand - promised, "{level}");
        *levels.entry(text(level, "sku").to_owned()).or_default() += promised;
    }
    let mut open: BTreeMap<String, i64> = BTreeMap::new();
    for page in of("Reservation") {
        if !matches!(text(page, "state"), "created" | "committed") {
            continue;
        }
        let lines = page.pointer("/lines/L").and_then(Value::as_array).cloned().unwrap_or_default();
        for line in &lines {
            let takes = line.pointer("/M/takes/L").and_then(Value::as_array).cloned();
            for take in takes.unwrap_or_default() {
                let units = number(&take["M"], "quantity");
                *open.entry(text(&take["M"], "sku").to_owned()).or_default() += units;
            }
        }
    }
    levels.retain(|_, units| *units != 0);
    open.retain(|_, units| *units != 0);
    assert_eq!(levels, open, "reserved is the sum of open reservations");
    let orders = of("Order").count();
    let placed = of("Checkout").filter(|checkout| text(checkout, "state") == "placed").count();
    assert_eq!(placed, orders, "an order for every placed checkout, and no other");
    let sent = shop.sent_names().iter().filter(|name| *name == "order.OrderPlaced.v1").count();
    assert!(sent <= orders, "the news of an order without the order");
    assert_eq!(of("NumberTaken").count(), orders);
}

/// The code of a refusal, whatever its status.
pub fn code(reply: &Reply) -> String {
    reply.json().get("code").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The challenge met at the provider.
pub async fn challenge(shop: &Shop, url: &str, outcome: &str) {
    let path = url.splitn(4, '/').last().map(|rest| format!("/{rest}")).unwrap();
    let body = json!({ "outcome": outcome });
    let reply = shop.call(Request::post(path).key(outcome).json(&body)).await;
    assert!(reply.status < 300, "{}", reply.text);
}
