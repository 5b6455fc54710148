//! A shop with goods, stock and a past.
use contract::Role;
use domain::{
    catalog::{Kind, Offer, Product, Quantities, State},
    inventory::{Level, Oversell, Spot, StockItem, StockedAt},
    order::{NewOrder, OrderLine, OrderNumber, into_pages, place_cart},
};
use primitives::{
    Code, Currency, LocationId, Money, OrderId, ProductId, Sku, Slug, Timestamp, Title,
};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use table::Done;
use testkit::{Reply, Request, Shop, priced_lines};

static KEYS: AtomicU32 = AtomicU32::new(0);

pub const DAY: i64 = 86_400;

/// A shop that sells `SKU-0` … `SKU-29` at 10.00 pounds each, a hundred of each in stock, for 50 days.
pub async fn shop() -> Shop {
    let apps = vec![repricing::app(), pricing::app(), cart::app(), outbox::app()];
    let shop = Shop::of(apps);
    let born = shop.now().plus_seconds(-50 * DAY);
    let of = |done: Done<()>, n| stocked(done.put(&offer(n)).put(&product(n, born)), n, 100);
    for all in [0..15, 15..30] {
        shop.seed(all.fold(Done::new(()), of)).await;
    }
    shop
}

fn sku(n: u32) -> Sku {
    Sku::parse(format!("SKU-{n}")).unwrap()
}

fn offer(n: u32) -> Offer {
    Offer {
        sku: sku(n),
        product_id: ProductId::parse(format!("prod_{n}")).unwrap(),
        slug: Slug::parse(format!("product-{n}")).unwrap(),
        title: Title::parse(format!("Product {n}")).unwrap(),
        kind: Kind::Goods,
        prices: vec![Money::new(1_000, Currency::GBP)],
        tax_category: Code::standard(),
        weight_grams: 100,
        quantities: Quantities::default(),
        state: State::Active,
        categories: vec![],
        attributes: vec![],
        kit: vec![],
    }
}

fn product(n: u32, born: Timestamp) -> Product {
    let Offer { product_id, slug, title, kind, state, tax_category, .. } = offer(n);
    Product {
        product_id,
        external_keys: vec![],
        slug,
        state,
        kind,
        title,
        description: None,
        translations: vec![],
        product_type: None,
        attributes: std::collections::BTreeMap::new(),
        brand: None,
        categories: vec![],
        media: vec![],
        tax_category,
        options: vec![],
        variants: vec![],
        created_at: born,
        updated_at: born,
    }
}

fn stocked(done: Done<()>, n: u32, units: u32) -> Done<()> {
    let location_id = LocationId::parse("loc_york").unwrap();
    let item = StockItem {
        sku: sku(n),
        tracked: true,
        oversell: Oversell::Deny,
        reorder_point: None,
        low: false,
        components: vec![],
        locations: vec![StockedAt { location_id: location_id.clone(), safety_stock: 0 }],
        shards: 1,
        shards_used: 1,
    };
    let spot = Spot { sku: sku(n), location_id, shard: 0 };
    let level = Level { on_hand: units, free: units, ..Level::empty(&spot) };
    done.put(&item).put(&level)
}

/// Places an order of three units each of `SKU-0` … so many days ago, as a checkout would have.
pub async fn sold(shop: &Shop, name: u32, skus: u32, days_ago: i64) {
    let (lines, totals) = priced_lines(&format!("o{name}"), skus, "Lamp");
    ordered(shop, name, &lines, totals, days_ago).await;
}

/// The same with lines of one's own.
pub async fn ordered(
    shop: &Shop,
    name: u32,
    lines: &[OrderLine],
    totals: domain::totals::Totals,
    days_ago: i64,
) {
    let order_id = OrderId::parse(format!("ord_{name}")).unwrap();
    let pages = into_pages(&order_id, lines);
    let id = |prefix: &str| format!("{prefix}{name}");
    let new = NewOrder {
        order_id: order_id.clone(),
        customer_id: None,
        checkout_id: id("chk_").parse().unwrap(),
        cart_id: id("cart_").parse().unwrap(),
        currency: Currency::GBP,
        sold_in: Code::web(),
        email: None,
        locale: None,
        shipping_address: None,
        billing_address: None,
        shipping: None,
        note: None,
        totals,
        discounts: vec![],
        settled: None,
        taxed_by: domain::pricing::TaxedBy::Own,
        line_count: u32::try_from(lines.len()).unwrap(),
        page_count: u32::try_from(pages.len()).unwrap(),
        units: lines.iter().map(|line| u64::from(line.quantity.get())).sum(),
        reservation_id: id("rsv_").parse().unwrap(),
        payment_ids: Vec::new(),
    };
    let at = shop.now().plus_seconds(-days_ago * DAY);
    let number = OrderNumber::mint(at, &order_id);
    let placed = place_cart(new, number, at);
    shop.seed(pages.iter().fold(Done::new(()).create(&placed.order), Done::create)).await;
}

pub async fn call(shop: &Shop, request: Request, body: Option<Value>) -> Reply {
    let request = request.staff(Role::Catalog);
    let key = format!("key-{}", KEYS.fetch_add(1, Ordering::Relaxed));
    shop.call(match body {
        Some(body) => request.key(key).json(&body),
        None => request,
    })
    .await
}

pub async fn put(shop: &Shop, target: &str, body: Value) -> Reply {
    call(shop, Request::put(target), Some(body)).await
}

pub async fn post(shop: &Shop, target: &str, body: Value) -> Reply {
    call(shop, Request::post(target), Some(body)).await
}

pub async fn get(shop: &Shop, target: &str) -> Value {
    call(shop, Request::get(target), None).await.expect(200)
}

pub fn pounds(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "GBP" })
}

/// A repricer that takes ten per cent off what is forty days old, twice at most.
pub fn old(skus: u32) -> Value {
    json!({
        "title": "What is old",
        "skus": (0..skus).map(|n| format!("SKU-{n}")).collect::<Vec<_>>(),
        "signal": { "kind": "age", "from_days": 40, "lower": "0.1" },
        "bounds": { "floor": pounds(850), "ceiling": pounds(1_200), "largest_step": "0.1" },
    })
}

/// The same with more said of it.
pub fn with(mut body: Value, more: Value) -> Value {
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

/// Makes a repricer and starts it.
pub async fn started(shop: &Shop, name: &str, body: Value) {
    put(shop, &format!("/repricers/{name}"), body).await.expect(200);
    post(shop, &format!("/repricers/{name}/start"), json!({})).await.expect(200);
}

/// What a guest pays for one unit.
pub async fn price(shop: &Shop, n: u32) -> i64 {
    let opened = post(shop, "/carts", json!({})).await.expect(201);
    let (id, token) = (opened["cart_id"].as_str().unwrap(), opened["token"].as_str().unwrap());
    let lines = json!({ "lines": [{ "sku": format!("SKU-{n}"), "quantity": 1 }] });
    let key = format!("key-{}", KEYS.fetch_add(1, Ordering::Relaxed));
    let add = Request::post(format!("/carts/{id}/lines")).key(key).cart(token).json(&lines);
    let view = shop.call(add).await.expect(200);
    view["totals"]["total"]["minor"].as_i64().unwrap()
}

/// Everything in the table whose partition begins so, as text.
pub fn items(shop: &Shop, prefix: &str) -> Vec<String> {
    let all = shop.database.everything();
    let mut all: Vec<String> = all
        .iter()
        .filter(|item| item["pk"]["S"].as_str().unwrap().starts_with(prefix))
        .map(ToString::to_string)
        .collect();
    all.sort();
    all
}
