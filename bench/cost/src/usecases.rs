//! The use cases, each on a fresh shop, so that one does not pay for another.
use crate::{
    limits::{LIMITED, every_limit, limited},
    meter::{Usage, calls, measure},
};
use journeys::{buy, deliver, label, open_cart, parcels, scan, skus, stock, writing_shop};
use serde_json::{Value, json};
use testkit::{
    Call, Parcel, Request, Shop,
    steps::{self, Units},
};

/// Lines of the large order.
const LARGE: usize = 500;

/// The use case that the aim is about.
pub const WORKLOAD: &str = "an order's whole life: 20 requests of the shopper, 12 of them browsing; packed, sent, delivered";

/// The part of it that is the shopper's.
pub const BOUGHT: &str = "the shopper's part of it: 20 requests, 12 of them browsing";

/// Everything that is measured: name and usage.
pub async fn measure_all() -> Vec<(&'static str, Usage)> {
    vec![
        ("browse: a list, a search, a product", browse().await),
        ("open a cart and add two lines", add_to_cart().await),
        ("place an order of 2 lines, from opening the cart", place(2).await),
        ("place an order of 500 lines, from opening the cart", place(LARGE).await),
        (LIMITED, limited(every_limit()).await),
        ("ship: pick, pack, label and hand over a parcel of 2 lines", ship().await),
        ("deliver: three scans of the carrier", carry().await),
        (BOUGHT, bought().await),
        (WORKLOAD, whole_life().await),
    ]
}

async fn browse() -> Usage {
    let shop = writing_shop().await;
    let skus = skus(20);
    stock(&shop, &skus, 10, 1_295).await;
    let usecase = async {
        shop.call(Request::get("/products?limit=20")).await.expect(200);
        shop.call(Request::get("/search?q=prod")).await.expect(200);
        shop.call(Request::get(format!("/products/by-sku/{}", first(&skus)))).await.expect(200);
    };
    measure(&shop, usecase).await.0
}

async fn add_to_cart() -> Usage {
    let shop = writing_shop().await;
    let skus = skus(2);
    stock(&shop, &skus, 10, 1_295).await;
    let lines: Vec<_> = skus.iter().map(|sku| (sku.clone(), 1)).collect();
    let usecase = async {
        let cart = open_cart(&shop, "cart").await;
        shop.call(cart.add("add", &lines)).await.expect(200);
    };
    measure(&shop, usecase).await.0
}

async fn place(lines: usize) -> Usage {
    let (shop, lines) = shelf(lines).await;
    let (usage, (_, reply)) = measure(&shop, buy(&shop, "buyer", &lines)).await;
    reply.expect(201);
    usage
}

/// Call by call, what an order of two lines asks of the table until it is delivered.
pub async fn calls_of_an_order() -> Vec<Call> {
    let (shop, lines) = shelf(2).await;
    calls(&shop, bought_and_delivered(&shop, &lines)).await.0
}

async fn bought_and_delivered(shop: &Shop, lines: &[Units]) {
    let order = buy(shop, "buyer", lines).await.1.expect(201);
    shop.settle().await;
    for parcel in parcels(shop, &id_of(&order)).await {
        deliver(shop, &parcel).await;
    }
}

/// A parcel of two lines that waits to be picked.
async fn parcel() -> (Shop, Parcel) {
    let (shop, lines) = shelf(2).await;
    let order = buy(&shop, "buyer", &lines).await.1.expect(201);
    shop.settle().await;
    let parcel = parcels(&shop, &id_of(&order)).await.remove(0);
    (shop, parcel)
}

async fn ship() -> Usage {
    let (shop, parcel) = parcel().await;
    let usecase = async {
        let labelled = label(&shop, &parcel).await;
        shop.call(labelled.dispatch()).await.expect(200);
    };
    measure(&shop, usecase).await.0
}

async fn carry() -> Usage {
    let (shop, parcel) = parcel().await;
    let labelled = label(&shop, &parcel).await;
    shop.call(labelled.dispatch()).await.expect(200);
    let usecase = async {
        for word in ["PICKUP", "VAN", "DELIVERED"] {
            scan(&shop, &labelled, word).await;
        }
    };
    measure(&shop, usecase).await.0
}

async fn bought() -> Usage {
    let (shop, skus) = offered().await;
    measure(&shop, shopper(&shop, &skus)).await.0
}

async fn whole_life() -> Usage {
    let (shop, skus) = offered().await;
    let usecase = async {
        let order_id = shopper(&shop, &skus).await;
        for parcel in parcels(&shop, &order_id).await {
            deliver(&shop, &parcel).await;
        }
    };
    measure(&shop, usecase).await.0
}

async fn offered() -> (Shop, Vec<String>) {
    let (shop, skus) = (writing_shop().await, skus(20));
    stock(&shop, &skus, 10, 1_295).await;
    (shop, skus)
}

/// Twenty requests of one shopper: lists, searches and products, a cart of two lines that is edited
/// four times, and the order, whose id is returned.
async fn shopper(shop: &Shop, skus: &[String]) -> String {
    let lists = ["/products?limit=20"; 4].map(Request::get);
    let searches = ["/search?q=prod"; 2].map(Request::get);
    let views = skus.iter().take(6).map(|sku| Request::get(format!("/products/by-sku/{sku}")));
    for look in lists.into_iter().chain(searches).chain(views) {
        shop.call(look).await.expect(200);
    }
    let cart = open_cart(shop, "cart").await;
    for sku in skus.iter().take(2) {
        shop.call(cart.add(sku, &[(sku.clone(), 1)])).await.expect(200);
    }
    let path = format!("/carts/{}", cart.cart_id);
    let edits = [
        json!({ "email": "buyer@example.com", "shipping_address": steps::address() }),
        json!({ "shipping_option": "standard" }),
    ];
    for edit in &edits {
        let change = Request::patch(&path).cart(&cart.token).json(edit);
        shop.call(change).await.expect(200);
    }
    shop.call(cart.get(format!("{path}/shipping-options"))).await.expect(200);
    let order = shop.call(cart.complete("buy", "tok_visa")).await.expect(201);
    shop.settle().await;
    shop.call(cart.order()).await.expect(200);
    id_of(&order)
}

fn id_of(order: &Value) -> String {
    order.get("order_id").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// So many SKUs on the shelf, and a wish for one of each.
pub async fn shelf(lines: usize) -> (Shop, Vec<Units>) {
    let shop = writing_shop().await;
    let skus = skus(lines);
    stock(&shop, &skus, 10, 1_295).await;
    (shop, skus.iter().map(|sku| (sku.clone(), 1)).collect())
}

fn first(skus: &[String]) -> &str {
    skus.first().map_or("", String::as_str)
}
