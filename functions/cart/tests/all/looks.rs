//! How often a look at a cart asks the table.
use crate::kit::*;
use table::Done;
use testkit::Shop;

/// Units of the first line that is short, and in how many batches they were looked up.
async fn short(shop: &Shop, cart: &Opened) -> (u64, usize) {
    shop.database.journal().watch();
    let view = cart.view(shop).await;
    let calls = shop.database.journal().take();
    let batches = calls.iter().filter(|call| call.operation == "BatchGetItem").count();
    assert_eq!(codes(&view, "warnings"), ["line.stock_short"]);
    (view["warnings"][0]["available"].as_u64().unwrap(), batches)
}

#[tokio::test]
async fn where_stock_was_before_is_asked_at_once_and_never_believed() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    shop.call(cart.add(&[(3, 101)])).await.expect(200);
    assert_eq!(short(&shop, &cart).await, (100, 1));
    // Units lie in two shards now: the second is asked for once the item has told of it.
    shop.seed(stocked(Done::new(()), 3, &[20, 30])).await;
    assert_eq!(short(&shop, &cart).await, (50, 2));
    assert_eq!(short(&shop, &cart).await, (50, 1));
    // The second is none of the SKU's any more, whatever it still holds.
    shop.seed(stocked(Done::new(()), 3, &[70])).await;
    assert_eq!(short(&shop, &cart).await, (70, 1));
}
