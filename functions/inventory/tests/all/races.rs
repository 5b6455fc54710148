//! Many at once for the last units.
use crate::support::{check, put_stock, receive, request, stock, warehouse};
use serde_json::json;
use std::sync::Arc;
use testkit::{Injected, Shop};
use tokio::task::JoinSet;

type Lines = &'static [(&'static str, u32)];

/// So many buyers at once, each asking for the lines; how many got them and how many were refused.
async fn buyers(shop: &Arc<Shop>, count: usize, lines: Lines) -> [usize; 2] {
    crowd(shop, "buyer", count, lines).await
}

/// As many again, who are other people.
async fn others(shop: &Arc<Shop>, count: usize, lines: Lines) -> [usize; 2] {
    crowd(shop, "other", count, lines).await
}

async fn crowd(shop: &Arc<Shop>, name: &'static str, count: usize, lines: Lines) -> [usize; 2] {
    let mut tasks = JoinSet::new();
    for buyer in 0..count {
        let shop = shop.clone();
        tasks.spawn(async move {
            shop.answer(request("reserve", &format!("{name}{buyer}"), 0, lines, "")).await
        });
    }
    let (mut got, mut refused) = (0, 0);
    while let Some(reply) = tasks.join_next().await {
        let reply = reply.unwrap();
        match reply.status {
            200 => got += 1,
            409 => {
                assert_eq!(reply.refused(409), "stock.insufficient");
                refused += 1;
            }
            other => panic!("{other}: {}", reply.text),
        }
    }
    [got, refused]
}

fn some_conflicts(shop: &Shop) {
    let every_third =
        (0..120).map(|n| if n % 3 == 0 { Injected::Conflict } else { Injected::None });
    shop.database.inject(every_third);
}

#[tokio::test]
async fn two_hundred_buyers_of_fifty_units_get_exactly_fifty() {
    let shop = Arc::new(warehouse().await);
    receive(&shop, "loc_main", "LAMP", 50).await;
    some_conflicts(&shop);
    assert_eq!(buyers(&shop, 200, &[("LAMP", 1)]).await, [50, 150]);
    let after = stock(&shop, "LAMP").await;
    assert_eq!(
        (&after["total"]["available"], &after["total"]["reserved"]),
        (&json!(0), &json!(50))
    );
    check(&shop);
}

#[tokio::test]
async fn spread_over_eight_shards_still_exactly_fifty_are_sold() {
    let shop = Arc::new(warehouse().await);
    shop.call(put_stock("LAMP", &json!({ "shards": 8 }))).await.expect(200);
    receive(&shop, "loc_main", "LAMP", 30).await;
    receive(&shop, "loc_store", "LAMP", 20).await;
    some_conflicts(&shop);
    assert_eq!(buyers(&shop, 200, &[("LAMP", 1)]).await, [50, 150]);
    check(&shop);
}

#[tokio::test]
async fn kits_and_their_components_compete_for_the_same_units() {
    let shop = Arc::new(warehouse().await);
    receive(&shop, "loc_main", "LAMP", 50).await;
    receive(&shop, "loc_main", "BULB", 1_000).await;
    let kit = json!({ "components": [{ "sku": "LAMP", "quantity": 1 }, { "sku": "BULB", "quantity": 2 }] });
    shop.call(put_stock("KIT", &kit)).await.expect(200);
    some_conflicts(&shop);
    // Each buyer wants one kit and one lamp: two lamps.
    assert_eq!(buyers(&shop, 100, &[("KIT", 1), ("LAMP", 1)]).await, [25, 75]);
    assert_eq!(stock(&shop, "BULB").await["total"]["reserved"], 50);
    assert_eq!(stock(&shop, "LAMP").await["total"]["reserved"], 50);
    check(&shop);
}

#[tokio::test]
async fn lines_in_opposite_order_do_not_lock_each_other_out() {
    let shop = Arc::new(warehouse().await);
    receive(&shop, "loc_main", "LAMP", 20).await;
    receive(&shop, "loc_main", "BULB", 20).await;
    let (one, two) = tokio::join!(
        buyers(&shop, 40, &[("LAMP", 1), ("BULB", 1)]),
        others(&shop, 40, &[("BULB", 1), ("LAMP", 1)]),
    );
    assert_eq!([one[0] + two[0], one[1] + two[1]], [20, 60]);
    check(&shop);
}
