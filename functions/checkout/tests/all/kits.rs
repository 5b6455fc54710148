//! Kits are bought as what they are made of: that is put aside, and that is what the order holds.
use crate::shop::*;
use domain::catalog::KitComponent;
use primitives::{Quantity, Sku};
use runtime::Done;
use serde_json::json;
use table::keys;
use testkit::Shop;

/// Three bulbs and a lamp, for less than they cost alone.
async fn kit(shop: &Shop) {
    stock(shop, &[("LAMP".to_owned(), 5), ("BULB".to_owned(), 7)], 1_000).await;
    offer(shop, "SET", 3_001).await;
    let held = shop.table().load(&keys::catalog::offer(&Sku::parse("SET").unwrap())).await.unwrap();
    let mut set = held.value;
    let part = |sku: &str, units| KitComponent {
        sku: Sku::parse(sku).unwrap(),
        quantity: Quantity::parse(units).unwrap(),
        share: None,
    };
    set.kit = vec![part("LAMP", 1), part("BULB", 3)];
    shop.seed(Done::new(()).put(&set)).await;
}

#[tokio::test(start_paused = true)]
async fn the_parts_of_a_kit_are_put_aside_and_are_lines_of_the_order() {
    let shop = shop();
    kit(&shop).await;
    let two = cart(&shop, &[("SET".to_owned(), 2)], 3_001).await;
    let placed = shop.call(two.complete("k", "tok_visa")).await.expect(201);
    assert_eq!(placed["totals"]["total"], json!(price(6_002)));
    assert_eq!(reserved(&shop), 2 + 6);
    let page = &items(&shop, "LinePage")[0];
    let line = |at: usize, path: &str| {
        page.pointer(&format!("/lines/L/{at}/M/{path}")).cloned().unwrap_or_default()
    };
    assert_eq!((line(0, "sku/S"), line(1, "sku/S")), (json!("LAMP"), json!("BULB")));
    assert_eq!((line(0, "quantity/N"), line(1, "quantity/N")), (json!("2"), json!("6")));
    // A quarter and three quarters of £60.02, to the penny.
    let paid = (line(0, "amounts/M/total/M/minor/N"), line(1, "amounts/M/total/M/minor/N"));
    assert!(paid == (json!("1501"), json!("4501")) || paid == (json!("1500"), json!("4502")));
    assert_eq!(line(1, "kit/M/sku/S"), json!("SET"));
    check(&shop);

    let third = cart(&shop, &[("SET".to_owned(), 1)], 3_001).await;
    let short = shop.call(third.complete("k", "tok_visa")).await;
    assert_eq!(short.refused(409), "stock.insufficient", "one bulb is left");
    check(&shop);
}
