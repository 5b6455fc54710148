//! A run comes to the same wherever it is cut off, and moves each price once.
use crate::kit::*;
use proptest::prelude::*;
use serde_json::json;
use testkit::Injected;

#[tokio::test]
async fn a_run_that_is_cut_off_at_any_commit_moves_each_price_once_and_logs_it_once() {
    let mut whole = None;
    for at in 0..4 {
        for fault in
            [Injected::None, Injected::Conflict, Injected::Throttle, Injected::CommitThenSilence]
        {
            let shop = shop().await;
            started(&shop, "gone", old(30)).await;
            let app = repricing::app();
            shop.database.inject(std::iter::repeat_n(Injected::None, at).chain([fault]));
            while app.tick(shop.host(), "reprice").await.is_err() {}
            shop.database.heal();
            shop.settle().await;
            // What is done is done: another tick of the same hour does nothing.
            shop.tick("reprice").await;
            let prices = items(&shop, "PRICES#");
            assert_eq!(prices.len(), 30);
            assert_eq!(*whole.get_or_insert(prices.clone()), prices, "{fault:?} at {at}");
            let moves: Vec<String> = items(&shop, "REPRICER#")
                .into_iter()
                .filter(|item| item.contains("\"MOVE#"))
                .collect();
            assert_eq!(moves.len(), 30, "{fault:?} at {at}");
            let names = shop.sent_names();
            let told = names.iter().filter(|name| *name == "pricing.PricesChanged.v1").count();
            assert_eq!(told, 2, "twenty SKUs a step: {fault:?} at {at}");
            let view = get(&shop, "/repricers/gone").await;
            assert_eq!(view["last"]["moved"], json!(30));
            assert!(view.get("run").is_none());
        }
    }
}

#[tokio::test]
async fn two_ticks_at_once_move_nothing_twice() {
    let shop = shop().await;
    started(&shop, "gone", old(30)).await;
    let app = repricing::app();
    let tick = || app.tick(shop.host(), "reprice");
    let (a, b, c, d) = tokio::join!(tick(), tick(), tick(), tick());
    for ended in [a, b, c, d] {
        ended.unwrap();
    }
    let view = get(&shop, "/repricers/gone").await;
    assert_eq!((&view["last"]["moved"], &view["last"]["number"]), (&json!(30), &json!(1)));
    assert_eq!(price(&shop, 29).await, 900);
}

#[tokio::test]
async fn one_price_that_cannot_be_moved_keeps_no_other_from_it() {
    let shop = shop().await;
    started(&shop, "gone", old(3)).await;
    // Since then, staff have put a price of their own beside it.
    put(&shop, "/price-lists/sale", json!({ "title": "Sale" })).await.expect(200);
    let row = json!({ "tiers": [{ "from": 1, "price": pounds(990) }] });
    let rows = json!({ "skus": [{ "sku": "SKU-1", "rows": [row] }] });
    put(&shop, "/price-lists/sale/rows", rows).await.expect(200);
    let view = get(&shop, "/repricers/gone/simulation").await;
    assert!(view["items"][1]["refusal"].as_str().unwrap().contains("sale"), "{view}");
    shop.tick("reprice").await;
    let last = get(&shop, "/repricers/gone").await["last"].clone();
    assert_eq!((&last["moved"], &last["refused"]), (&json!(2), &json!(1)));
    assert!(last["refusal"].as_str().unwrap().starts_with("SKU-1: "), "{last}");
    let now = (price(&shop, 0).await, price(&shop, 1).await, price(&shop, 2).await);
    assert_eq!(now, (900, 990, 900));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn however_often_it_runs_no_price_leaves_floor_and_ceiling_nor_moves_by_more_than_the_step(
        floor in 700_i64..=1_000, ceiling in 1_000_i64..1_300, step in 1_u32..30, lower in 0_u32..60,
        runs in 1_usize..6,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let shop = shop().await;
            let share = |percent: u32| format!("0.{percent:02}");
            let body = with(old(2), json!({
                "signal": { "kind": "age", "from_days": 40, "lower": share(lower) },
                "bounds": {
                    "floor": pounds(floor), "ceiling": pounds(ceiling), "largest_step": share(step),
                },
            }));
            started(&shop, "gone", body).await;
            let mut was = 1_000;
            for _ in 0..runs {
                shop.tick("reprice").await;
                let is = price(&shop, 1).await;
                assert!((floor..=ceiling).contains(&is), "{is}");
                assert!((is - was).abs() * 100 <= was * i64::from(step), "{was} to {is}");
                was = is;
                shop.source.advance(DAY);
            }
        });
    }
}
