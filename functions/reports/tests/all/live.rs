//! What happens right now is counted once.
use crate::shop::Market;
use testkit::Delivery;

#[tokio::test(start_paused = true)]
async fn the_hour_and_the_day_count_every_order_once() {
    let mut market = Market::open().await;
    market.shop = market.shop.delivering(Delivery::TwiceAndBackwards);
    let first = market.buy("a", &[("SKU-0", 1)]).await;
    market.shop.source.advance(3_601);
    let second = market.buy("b", &[("SKU-1", 1)]).await;
    let mut totals = Vec::new();
    for order in [&first, &second] {
        totals.push(market.order(order).await["totals"]["total"]["minor"].as_i64().unwrap());
    }
    let live = market.shop.call(market.ask("live")).await.expect(200);
    assert_eq!(live["last_hour"]["GBP"]["orders"], 1, "{live}");
    assert_eq!(live["last_hour"]["GBP"]["ordered"], totals[1]);
    assert_eq!(live["today"]["GBP"]["orders"], 2);
    assert_eq!(live["today"]["GBP"]["ordered"], totals[0] + totals[1]);
    market.shop.source.advance(86_400);
    let live = market.shop.call(market.ask("live")).await.expect(200);
    assert!(
        live["today"].as_object().unwrap().is_empty()
            && live["last_hour"].as_object().unwrap().is_empty()
    );
}
