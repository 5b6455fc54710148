//! The use cases, each on a fresh shop, so that one does not pay for another.
use crate::meter::{Usage, calls, measure};
use journeys::{buy, open_cart, shop, skus, stock};
use testkit::{Call, Request, Shop, steps::Units};

/// Lines of the large order.
const LARGE: usize = 500;

/// Everything that is measured: name and usage.
pub async fn measure_all() -> Vec<(&'static str, Usage)> {
    vec![
        ("browse: a list, a search, a product", browse().await),
        ("open a cart and add two lines", add_to_cart().await),
        ("place an order of 2 lines, from opening the cart", place(2).await),
        ("place an order of 500 lines, from opening the cart", place(LARGE).await),
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
    calls(&shop, buy(&shop, "buyer", &lines)).await
}

async fn shelf(lines: usize) -> (Shop, Vec<Units>) {
    let shop = shop();
    let skus = skus(lines);
    stock(&shop, &skus, 10, 1_295).await;
    (shop, skus.iter().map(|sku| (sku.clone(), 1)).collect())
}

fn first(skus: &[String]) -> &str {
    skus.first().map_or("", String::as_str)
}
