//! The laws of a sale, at a size that a test bears; the figures are `make bench BENCH=hot-sku`'s.
use hot_sku::{Limits, Load, sell};

const LOAD: Load = Load { rate: 1_500, seconds: 1, units: 120, seed: 7 };

#[tokio::test(start_paused = true)]
async fn nothing_is_sold_that_is_not_there() {
    for shards in [1, 8] {
        let outcome = sell(LOAD, Limits::default(), shards).await;
        assert_eq!(outcome.oversold, 0, "{shards} shards");
        assert!(outcome.accepted <= 120, "{shards} shards");
        assert_eq!(outcome.accepted + outcome.refused + outcome.busy, outcome.asked);
        assert!(outcome.refusals.conflicts > 0, "the model lets buyers meet");
    }
}

#[tokio::test(start_paused = true)]
async fn a_sale_repeats_to_the_last_figure() {
    let load = Load { rate: 300, ..LOAD };
    let once = sell(load, Limits::default(), 4).await;
    assert_eq!(once, sell(load, Limits::default(), 4).await);
}

#[tokio::test(start_paused = true)]
async fn more_shards_serve_more_shoppers() {
    let load = Load { rate: 400, units: 10_000, ..LOAD };
    let one = sell(load, Limits::default(), 1).await;
    let many = sell(load, Limits::default(), 16).await;
    assert!(many.accepted > one.accepted * 2, "{} and {}", one.accepted, many.accepted);
}
