//! Who was erased is in no row of visitors any more, wherever a walk stops, and nothing else changes.
use crate::shop::Lake;
use domain::analytics::{Behaviour, Identified, Kind, Partition, Table};
use events::customers::CustomerErasedV1;
use primitives::CustomerId;
use serde_json::json;

const DAY: i64 = 86_400;

/// A customer who was two visitors on several days, a stranger, and a day of long ago that nobody merges.
async fn lake(gone: &str) -> Lake {
    let lake = Lake::new();
    let mut number = 0;
    for back in [1, 2, 9] {
        for (anonymous, user) in [
            ("v-own", Some(gone)),
            ("v-own", None),
            ("v-phone", Some(gone)),
            ("v-phone", None),
            ("v-other", None),
        ] {
            number += 1;
            let mut event = lake.event(number);
            event["timestamp"] = json!(lake.shop.now().plus_seconds(-back * DAY));
            event["anonymous_id"] = json!(anonymous);
            if let Some(user) = user {
                event["user_id"] = json!(user);
            }
            event["properties"] = json!({ "note": format!("{anonymous} was here") });
            // Each in a message and a file of its own, and once more.
            lake.collect(&[event.clone()]).await;
            lake.bring(&lake.shop.take_jobs()).await;
            if number % 3 == 0 {
                lake.shop.source.advance(1);
                lake.collect(&[event]).await;
                lake.bring(&lake.shop.take_jobs()).await;
            }
        }
    }
    let old: Vec<Behaviour> = lake
        .behaviour()
        .into_iter()
        .take(5)
        .map(|row| Behaviour {
            event_id: format!("old-{}", row.event_id),
            occurred_at: row.occurred_at.plus_seconds(-900 * DAY),
            user_id: None,
            ..row
        })
        .collect();
    for row in old {
        let partition = Partition {
            table: Table::Behaviour(Kind::Track),
            day: row.occurred_at.day().to_string(),
        };
        let bytes = lake::write(&[row], &[]).unwrap();
        let key = partition.part(&bytes);
        lake.shop.host().ports.files.as_deref().unwrap().write(&key, bytes, "x").await.unwrap();
    }
    lake
}

async fn erased(lake: &Lake, gone: &str) {
    let customer_id = CustomerId::parse(gone).unwrap();
    let event = CustomerErasedV1 { customer_id, erased_at: lake.shop.now() };
    lake.shop.seed(table::Done::new(()).publish(gone, 2, &event)).await;
    lake.shop.settle().await;
    lake.shop.source.advance(16 * DAY);
}

/// All that is left of it in files, whether it counts or not.
fn left(lake: &Lake, gone: &str) -> usize {
    let text = |row: &Behaviour| serde_json::to_string(row).unwrap();
    let names = |text: &String| [gone, "v-own", "v-phone"].iter().any(|name| text.contains(name));
    lake.raw_behaviour().iter().map(text).filter(names).count()
}

fn sums(lake: &Lake) -> Vec<(String, i64, String)> {
    let rows = lake.behaviour().into_iter();
    rows.map(|row| (row.event_id().to_owned(), row.occurred_at.millis(), row.name)).collect()
}

#[tokio::test(start_paused = true)]
async fn whatever_stops_a_walk_nothing_is_left_and_every_event_still_counts_once() {
    let gone = "cus_0192f0c1-2d3e-7f40-8a51-b6c7d8e9f0a1";
    for stop in [None, Some(0), Some(1), Some(3), Some(7), Some(12)] {
        let lake = lake(gone).await;
        let before = sums(&lake);
        assert!(left(&lake, gone) > 12);
        erased(&lake, gone).await;
        for round in 0..14 {
            lake.files.failing_after(stop.filter(|_| round < 3));
            drop(analytics::app().tick(lake.shop.host(), "forget-visitors").await);
            lake.files.failing_after(None);
            assert_eq!(sums(&lake), before, "stopped after {stop:?}, round {round}");
            // Files are merged meanwhile, and the shop goes on.
            if round % 2 == 0 {
                lake.shop.tick("compact-lake").await;
            }
            assert_eq!(sums(&lake), before, "stopped after {stop:?}, round {round}");
            lake.shop.source.advance(3_700);
        }
        assert_eq!(left(&lake, gone), 0, "stopped after {stop:?}: {:?}", lake.files.keys());
        let others = lake.behaviour().iter().filter(|row| row.anonymous_id.is_some()).count();
        assert_eq!(others, 4, "the stranger stays who they were");
        let known = lake.shop.table().find(&table::keys::analytics::forgetting()).await;
        let known = known.unwrap().unwrap();
        assert!(known.walk.is_none() && known.customers.is_empty() && known.ended_at.is_some());
        // A walk that nobody needs changes nothing.
        let keys = lake.files.keys();
        lake.shop.source.advance(8 * DAY);
        lake.shop.tick("forget-visitors").await;
        assert_eq!(lake.files.keys(), keys);
    }
}

#[tokio::test(start_paused = true)]
async fn who_comes_while_a_walk_goes_on_is_kept() {
    let gone = "cus_0192f0c1-2d3e-7f40-8a51-b6c7d8e9f0a1";
    let lake = lake(gone).await;
    erased(&lake, gone).await;
    let before = lake.behaviour().len();
    for number in 100..110 {
        let mut event = lake.event(number);
        event["timestamp"] = json!(lake.shop.now().plus_seconds(-18 * DAY));
        event["anonymous_id"] = json!("v-new");
        lake.collect(&[event]).await;
        lake.bring(&lake.shop.take_jobs()).await;
        lake.shop.tick("forget-visitors").await;
        lake.shop.tick("compact-lake").await;
        lake.shop.source.advance(3_700);
    }
    assert_eq!((left(&lake, gone), lake.behaviour().len()), (0, before + 10));
    let new =
        lake.behaviour().iter().filter(|row| row.anonymous_id.as_deref() == Some("v-new")).count();
    assert_eq!(new, 10);
}
