//! An order costs what it costs, whatever the table holds.
#![allow(clippy::large_futures)] // A whole shop is in them.
use cost::place_among;

#[tokio::test(start_paused = true)]
async fn an_order_costs_the_same_among_a_thousand_others() {
    assert_eq!(place_among(1_000).await, place_among(0).await);
}
