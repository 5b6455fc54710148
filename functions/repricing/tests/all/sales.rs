//! Sales are counted by the day, every order once, and rules wait for it.
use crate::kit::*;
use domain::pricing::dynamic::{SalesClock, SkuSales};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use table::keys;
use testkit::{Injected, Items, Shop, priced_lines};

fn counted(shop: &Shop) -> BTreeMap<String, u64> {
    let all = Items::of(shop).all::<SkuSales>().into_iter();
    all.map(|sales| (sales.sku.to_string(), sales.days.iter().map(|day| day.units).sum())).collect()
}

/// A repricer that looks at what is sold.
fn in_demand() -> serde_json::Value {
    let signal = json!({
        "kind": "demand", "faster_by": "0.2", "raise": "0.05", "slower_by": "0.2", "lower": "0.05",
    });
    with(old(30), json!({ "signal": signal }))
}

#[tokio::test]
async fn a_rule_that_looks_at_sales_waits_until_they_are_counted_and_then_goes_by_them() {
    let shop = shop().await;
    sold(&shop, 1, 2, 3).await;
    sold(&shop, 2, 1, 40).await;
    sold(&shop, 3, 1, 41).await;
    sold(&shop, 4, 2, 0).await;
    started(&shop, "demand", in_demand()).await;
    shop.tick("reprice").await;
    let view = get(&shop, "/repricers/demand/simulation").await;
    assert_eq!(view["waits_for_sales"], json!(true));
    assert_eq!(price(&shop, 0).await, 1_000, "nothing counted is not nothing sold");
    shop.tick("count-sales").await;
    let view = get(&shop, "/repricers/demand/simulation").await;
    assert_eq!(
        (&view["waits_for_sales"], &view["sales_until"]),
        (&json!(false), &json!("2026-11-21"))
    );
    assert_eq!(
        (&view["items"][0]["sold"], &view["items"][0]["sold_before"]),
        (&json!(3), &json!(6))
    );
    shop.tick("reprice").await;
    let now = (price(&shop, 0).await, price(&shop, 1).await, price(&shop, 2).await);
    assert_eq!(now, (950, 1_050, 1_000), "slower, faster, never sold");
    let told = get(&shop, "/price-moves/SKU-1").await;
    let reason = json!({ "kind": "in_demand", "sold": 3, "before": 0 });
    assert_eq!(told["items"][0]["change"]["reason"], reason);
    // Today is counted once it is over.
    shop.source.advance(DAY);
    shop.tick("count-sales").await;
    assert_eq!(counted(&shop)["SKU-1"], 6);
}

#[tokio::test]
async fn nothing_is_counted_while_nobody_asks() {
    let shop = shop().await;
    sold(&shop, 1, 2, 3).await;
    started(&shop, "gone", old(1)).await;
    shop.tick("count-sales").await;
    assert!(items(&shop, "SALES#").is_empty());
}

#[tokio::test]
async fn large_orders_and_many_are_counted_once_wherever_the_counting_is_cut_off() {
    for at in 0..7 {
        for fault in [Injected::Throttle, Injected::CommitThenSilence] {
            let shop = shop().await;
            // More SKUs than a step takes, and more orders than a page of the list has.
            sold(&shop, 1, 200, 3).await;
            for name in 10..40 {
                sold(&shop, name, 3, 3).await;
            }
            sold(&shop, 50, 90, 3).await;
            let (mut lines, totals) = priced_lines("cancelled", 2, "Lamp");
            lines[0].cancelled = 2;
            lines[1].cancelled = 3;
            ordered(&shop, 60, &lines, totals, 2).await;
            put(&shop, "/repricers/demand", in_demand()).await.expect(200);
            // So that the faults meet the days on which something was sold.
            let clock = shop.table().load(&keys::repricing::sales_clock()).await.unwrap();
            let near = SalesClock { day: clock.day + 66, ..clock.value.clone() };
            shop.seed(table::Done::new(()).replace(&clock, &near)).await;
            let app = repricing::app();
            shop.database.inject(std::iter::repeat_n(Injected::None, at).chain([fault]));
            while app.tick(shop.host(), "count-sales").await.is_err() {}
            shop.database.heal();
            shop.tick("count-sales").await;
            let counted = counted(&shop);
            assert_eq!(counted.len(), 200, "{fault:?} at {at}");
            assert_eq!(counted["SKU-0"], 3 + 30 * 3 + 3 + 1, "{fault:?} at {at}");
            assert_eq!(counted["SKU-1"], 3 + 30 * 3 + 3, "{fault:?} at {at}");
            assert_eq!(counted["SKU-89"], 6, "{fault:?} at {at}");
            assert_eq!(counted["SKU-199"], 3, "{fault:?} at {at}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn what_is_counted_is_the_sum_of_what_was_ordered_however_often_it_is_counted(
        orders in prop::collection::vec((1_u32..30, 1_i64..60), 0..12),
        faults in prop::collection::vec(0_u8..4, 0..12), ticks in 1_usize..4,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let shop = shop().await;
            let mut wanted: BTreeMap<String, u64> = BTreeMap::new();
            for (name, (skus, days_ago)) in (0..).zip(&orders) {
                sold(&shop, name, *skus, *days_ago).await;
                for n in 0..*skus {
                    *wanted.entry(format!("SKU-{n}")).or_default() += 3;
                }
            }
            put(&shop, "/repricers/demand", in_demand()).await.expect(200);
            let app = repricing::app();
            shop.database.inject(faults.iter().map(|fault| match fault {
                0 => Injected::Conflict,
                1 => Injected::Throttle,
                2 => Injected::CommitThenSilence,
                _ => Injected::None,
            }));
            for _ in 0..ticks {
                while app.tick(shop.host(), "count-sales").await.is_err() {}
            }
            assert_eq!(counted(&shop), wanted);
        });
    }
}
