//! A shop with a few products, staff who decide on prices, and carts.
use contract::Role;
use domain::catalog::{Kind, Offer, Quantities, State};
use primitives::{Code, Currency, Money, ProductId, Sku, Slug, Title};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use table::Done;
use testkit::{Reply, Request, Shop};

static KEYS: AtomicU32 = AtomicU32::new(0);

/// A key that was never used before.
pub fn fresh() -> String {
    format!("key-{}", KEYS.fetch_add(1, Ordering::Relaxed))
}

/// A shop that sells `SKU-0` … `SKU-39` at 10.00 pounds each.
pub async fn shop() -> Shop {
    let shop = Shop::of(vec![pricing::app(), cart::app(), outbox::app()]);
    offered(&shop).await;
    shop
}

/// Puts `SKU-0` … `SKU-39` on sale.
pub async fn offered(shop: &Shop) {
    let offers = (0..40).map(offer);
    shop.seed(offers.fold(Done::new(()), |done, offer| done.put(&offer))).await;
}

fn offer(n: i64) -> Offer {
    Offer {
        sku: Sku::parse(format!("SKU-{n}")).unwrap(),
        product_id: ProductId::parse(format!("prod_{n}")).unwrap(),
        slug: Slug::parse(format!("product-{n}")).unwrap(),
        title: Title::parse(format!("Product {n}")).unwrap(),
        kind: Kind::Goods,
        prices: vec![Money::new(1_000, Currency::GBP)],
        tax_category: Code::standard(),
        weight_grams: 100,
        quantities: Quantities::default(),
        kit: vec![],
        state: State::Active,
        categories: vec![],
        attributes: vec![],
    }
}

pub fn pounds(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "GBP" })
}

/// A promotion that takes so much per cent off the order.
pub fn percent(share: &str) -> Value {
    json!({
        "title": format!("{share} off"),
        "effect": { "kind": "order", "off": { "kind": "percent", "share": share } },
    })
}

/// The same with more said of it.
pub fn with(mut body: Value, more: Value) -> Value {
    let more = more.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(more);
    body
}

pub async fn post(shop: &Shop, target: &str, body: Value) -> Reply {
    let request = Request::post(target).key(fresh()).staff(Role::Catalog);
    shop.call(request.json(&body)).await
}

pub async fn put(shop: &Shop, target: &str, body: Value) -> Reply {
    shop.call(Request::put(target).staff(Role::Catalog).json(&body)).await
}

pub async fn get(shop: &Shop, target: &str) -> Value {
    shop.call(Request::get(target).staff(Role::Catalog)).await.expect(200)
}

/// Makes a promotion and gives its id.
pub async fn made(shop: &Shop, body: Value) -> String {
    let made = post(shop, "/promotions", body).await.expect(201);
    made["id"].as_str().unwrap().to_owned()
}

/// Makes a promotion and starts it.
pub async fn started(shop: &Shop, body: Value) -> String {
    let id = made(shop, body).await;
    post(shop, &format!("/promotions/{id}/start"), json!({})).await.expect(200);
    id
}

/// A cart and the secret that opens it.
pub struct Opened {
    pub id: String,
    pub token: String,
}

impl Opened {
    pub async fn guest(shop: &Shop, body: Value) -> Self {
        let request = Request::post("/carts").key(fresh()).json(&body);
        Self::of(&shop.call(request).await.expect(201))
    }

    pub async fn mine(shop: &Shop, customer: &str) -> Self {
        let request = Request::post("/me/cart").key(fresh()).customer(customer);
        Self::of(&shop.call(request).await.expect(200))
    }

    fn of(view: &Value) -> Self {
        let text = |name: &str| view[name].as_str().unwrap().to_owned();
        Self { id: text("cart_id"), token: text("token") }
    }

    pub async fn add(&self, shop: &Shop, n: i64, units: u32) -> Value {
        let request = Request::post(format!("/carts/{}/lines", self.id)).key(fresh());
        let body = json!({ "lines": [{ "sku": format!("SKU-{n}"), "quantity": units }] });
        shop.call(request.cart(&self.token).json(&body)).await.expect(200)
    }

    pub async fn enter(&self, shop: &Shop, codes: &[&str]) -> Reply {
        let request = Request::patch(format!("/carts/{}", self.id)).cart(&self.token);
        shop.call(request.json(&json!({ "codes": codes }))).await
    }

    pub async fn view(&self, shop: &Shop) -> Value {
        let request = Request::get(format!("/carts/{}", self.id)).cart(&self.token);
        shop.call(request).await.expect(200)
    }

    pub async fn total(&self, shop: &Shop) -> i64 {
        self.view(shop).await["totals"]["total"]["minor"].as_i64().unwrap()
    }
}

/// A guest's cart with units of one SKU.
pub async fn cart(shop: &Shop, n: i64, units: u32) -> Opened {
    let cart = Opened::guest(shop, json!({})).await;
    cart.add(shop, n, units).await;
    cart
}

/// Everything in the table, as text: to see that nothing changed.
pub fn table(shop: &Shop) -> Vec<String> {
    let mut all: Vec<String> = shop.database.everything().iter().map(ToString::to_string).collect();
    all.sort();
    all
}
