//! All functions of the shop in one process.
#![allow(clippy::expect_used, clippy::indexing_slicing)] // Tests only.
use contract::Role;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{
    HAULIER_SECRET, HeldCart, MemoryFiles, Parcel, Reply, Request, Shop,
    steps::{self, Units},
};

/// A whole shop.
pub fn shop() -> Shop {
    shop_with(Arc::default())
}

/// A whole shop whose files can be looked at.
pub fn shop_with(files: Arc<MemoryFiles>) -> Shop {
    Shop::with(functions::apps(), Some(files), None)
}

/// A whole shop that writes to its buyers.
pub async fn writing_shop() -> Shop {
    let shop = shop();
    let admin = |request: Request| request.staff(Role::Admin);
    let mut settings: Value = shop.call(admin(Request::get("/settings"))).await.expect(200);
    settings["mail"] = json!({ "sender": "orders@shop.example", "name": "Lanterns" });
    shop.call(admin(Request::put("/settings").json(&settings))).await.expect(200);
    shop
}

/// Puts products on sale at a price in pence, with so many units of each in stock.
pub async fn stock(shop: &Shop, skus: &[String], units: u32, minor: i64) {
    for sku in skus {
        shop.call(steps::product(sku, minor)).await.expect(200);
    }
    shop.call(steps::warehouse()).await.expect(200);
    let lines: Vec<Units> = skus.iter().map(|sku| (sku.clone(), units)).collect();
    let first = skus.first().expect("something to stock");
    shop.call(steps::receipt(&format!("receipt-{first}"), &lines)).await.expect(201);
    shop.settle().await;
}

/// Opens a guest's cart.
pub async fn open_cart(shop: &Shop, key: &str) -> HeldCart {
    HeldCart::of(&shop.call(steps::open_cart(key)).await.expect(201))
}

/// A cart with lines, bought; the answer.
pub async fn buy(shop: &Shop, key: &str, lines: &[Units]) -> (HeldCart, Reply) {
    let cart = open_cart(shop, key).await;
    shop.call(cart.add(key, lines)).await.expect(200);
    let reply = shop.call(cart.complete(key, "tok_visa")).await;
    (cart, reply)
}

/// So many SKUs.
pub fn skus(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("SKU-{n:04}")).collect()
}

/// A customer's cart that is bought by card, or by store credit as far as that goes; the order's id.
pub async fn bought(shop: &Shop, key: &str, lines: &[(String, u32)], credit: bool) -> String {
    let open = Request::post("/me/cart").customer("ada").key(key).json(&json!({}));
    let cart = HeldCart::of(&shop.call(open).await.expect(200));
    shop.call(cart.add(key, lines)).await.expect(200);
    let mut body = steps::completion("tok_visa");
    let payment = body.as_object_mut().and_then(|body| body.remove("payment")).expect("a payment");
    body["cart_id"] = json!(cart.cart_id);
    let opened = shop.call(cart.post("/checkouts", key).json(&body)).await.expect(201);
    let path = format!("/checkouts/{}", opened["checkout_id"].as_str().expect("an id"));
    let mut to_pay = opened["to_pay"].clone();
    if credit {
        let using = Request::post(format!("{path}/store-credit")).customer("ada");
        to_pay = shop.call(using).await.expect(200)["to_pay"].clone();
    }
    let body = if to_pay["minor"] == 0 { json!({}) } else { json!({ "payment": payment }) };
    let complete = cart.post(format!("{path}/complete"), key).json(&body);
    let placed = shop.call(complete).await.expect(201);
    shop.settle().await;
    placed["order_id"].as_str().expect("an id").to_owned()
}

/// The parcels of an order.
pub async fn parcels(shop: &Shop, order_id: &str) -> Vec<Parcel> {
    Parcel::all(&shop.call(testkit::parcels(order_id)).await.expect(200))
}

/// A parcel as it is now.
pub async fn now(shop: &Shop, parcel: &Parcel) -> Parcel {
    Parcel::of(shop.call(parcel.show()).await.expect(200))
}

/// Picks and packs a parcel, and waits for its label.
pub async fn label(shop: &Shop, parcel: &Parcel) -> Parcel {
    shop.call(parcel.pick()).await.expect(200);
    shop.call(parcel.pack(1_200)).await.expect(200);
    shop.settle().await;
    now(shop, parcel).await
}

/// The carrier's people scan a parcel, and the shop hears of it.
pub async fn scan(shop: &Shop, parcel: &Parcel, word: &str) -> Parcel {
    shop.source.advance(60);
    shop.call(parcel.scan(word, HAULIER_SECRET)).await.expect(200);
    shop.settle().await;
    now(shop, parcel).await
}

/// Brings a parcel from the shelf to the buyer.
pub async fn deliver(shop: &Shop, parcel: &Parcel) -> Parcel {
    let labelled = label(shop, parcel).await;
    shop.call(labelled.dispatch()).await.expect(200);
    shop.settle().await;
    for word in ["PICKUP", "VAN"] {
        scan(shop, &labelled, word).await;
    }
    scan(shop, &labelled, "DELIVERED").await
}
