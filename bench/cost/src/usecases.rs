//! The use cases, each on a fresh shop, so that one does not pay for another.
use crate::meter::{Usage, calls, measure};
use journeys::{buy, open_cart, shop, skus, stock};
use serde_json::json;
use testkit::{
    Call, Request, Shop,
    steps::{self, Units},
};

/// Lines of the large order.
const LARGE: usize = 500;

/// The use case that the aim is about.
pub const WORKLOAD: &str = "an order's whole life so far: 20 requests, 12 of them browsing";

/// Everything that is measured: name and usage.
pub async fn measure_all() -> Vec<(&'static str, Usage)> {
    vec![
        ("browse: a list, a search, a product", browse().await),
        ("open a cart and add two lines", add_to_cart().await),
        ("place an order of 2 lines, from opening the cart", place(2).await),
        ("place an order of 500 lines, from opening the cart", place(LARGE).await),
        (WORKLOAD, whole_life().await),
    ]
}

async fn browse() -> Usage {
    let shop = shop();
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
    let shop = shop();
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

/// Call by call, what an order of two lines asks of the table.
pub async fn calls_of_an_order() -> Vec<Call> {
    let (shop, lines) = shelf(2).await;
    calls(&shop, buy(&shop, "buyer", &lines)).await.0
}

/// Twenty requests of one shopper: lists, searches and products, a cart of two lines that is edited
/// four times, and the order. What follows the order (to ship, to deliver, and their events) is
/// added here as it comes to be.
async fn whole_life() -> Usage {
    let shop = shop();
    let skus = skus(20);
    stock(&shop, &skus, 10, 1_295).await;
    let usecase = async {
        let lists = ["/products?limit=20"; 4].map(Request::get);
        let searches = ["/search?q=prod"; 2].map(Request::get);
        let views = skus.iter().take(6).map(|sku| Request::get(format!("/products/by-sku/{sku}")));
        for look in lists.into_iter().chain(searches).chain(views) {
            shop.call(look).await.expect(200);
        }
        let cart = open_cart(&shop, "cart").await;
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
        shop.call(cart.complete("buy", "tok_visa")).await.expect(201);
        shop.settle().await;
        shop.call(cart.order()).await.expect(200);
    };
    measure(&shop, usecase).await.0
}

/// So many SKUs on the shelf, and a wish for one of each.
pub async fn shelf(lines: usize) -> (Shop, Vec<Units>) {
    let shop = shop();
    let skus = skus(lines);
    stock(&shop, &skus, 10, 1_295).await;
    (shop, skus.iter().map(|sku| (sku.clone(), 1)).collect())
}

fn first(skus: &[String]) -> &str {
    skus.first().map_or("", String::as_str)
}
