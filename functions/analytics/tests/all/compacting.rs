//! Many small files become one, wherever a run stops.
use crate::shop::Lake;
use serde_json::json;

/// A lake of so many files of one past day, two rows each; the second of each is the next one's first.
async fn lake(files: u32) -> Lake {
    let lake = Lake::new();
    for number in 0..files {
        let yesterday = json!(lake.shop.now().plus_seconds(-86_400));
        let events: Vec<_> = [number, number + 1]
            .into_iter()
            .map(|number| {
                let mut event = lake.event(number);
                event["timestamp"] = yesterday.clone();
                event
            })
            .collect();
        lake.collect(&events).await;
        lake.bring(&lake.shop.take_jobs()).await;
    }
    assert_eq!(lake.files.keys().len(), usize::try_from(files).unwrap());
    lake
}

#[tokio::test]
async fn a_past_day_becomes_one_file_with_every_event_once() {
    let lake = lake(6).await;
    let rows = lake.behaviour();
    assert_eq!((rows.len(), lake.raw_behaviour().len()), (7, 12));
    lake.shop.tick("compact-lake").await;
    assert_eq!(lake.files.keys().len(), 7, "written first, deleted later");
    assert_eq!(lake.behaviour(), rows);
    lake.shop.tick("compact-lake").await;
    assert_eq!(lake.files.keys().len(), 1, "{:?}", lake.files.keys());
    assert_eq!(lake.raw_behaviour(), rows, "nothing is left to be told apart");
    let rest = lake.files.keys();
    lake.shop.tick("compact-lake").await;
    assert_eq!(lake.files.keys(), rest);
}

#[tokio::test]
async fn a_run_that_stops_anywhere_is_taken_up_by_the_next() {
    for stop in 0..8 {
        let lake = lake(5).await;
        let rows = lake.behaviour();
        for _ in 0..2 {
            lake.files.failing_after(Some(stop));
            drop(analytics::app().tick(lake.shop.host(), "compact-lake").await);
            assert_eq!(lake.behaviour(), rows, "stopped after {stop}");
        }
        lake.files.failing_after(None);
        for _ in 0..3 {
            lake.shop.tick("compact-lake").await;
            assert_eq!(lake.behaviour(), rows, "stopped after {stop}");
        }
        assert_eq!(lake.files.keys().len(), 1);
    }
}

#[tokio::test]
async fn today_is_merged_only_once_it_is_a_heap() {
    let lake = Lake::new();
    for number in 0..9 {
        if number == 7 {
            lake.shop.tick("compact-lake").await;
            assert_eq!(lake.files.keys().len(), 7);
        }
        lake.collect(&[lake.event(number)]).await;
        lake.bring(&lake.shop.take_jobs()).await;
    }
    lake.shop.tick("compact-lake").await;
    lake.shop.tick("compact-lake").await;
    assert_eq!((lake.files.keys().len(), lake.raw_behaviour().len()), (1, 9));
}

#[tokio::test]
async fn a_damaged_file_holds_up_its_own_day_alone_and_is_told() {
    let lake = lake(3).await;
    let rows = lake.behaviour();
    let day = lake.shop.now().plus_seconds(-3 * 86_400).day();
    for name in ["a", "b"] {
        lake.files
            .upload(&format!("lake/behaviour/type=page/date={day}/part-{name}.parquet"), "no file");
    }
    let told = analytics::app().tick(lake.shop.host(), "compact-lake").await.unwrap_err();
    assert!(told.to_string().contains("damaged"), "{told}");
    drop(analytics::app().tick(lake.shop.host(), "compact-lake").await);
    assert_eq!(lake.keys("lake/behaviour/type=track/").len(), 1);
    for key in lake.keys("lake/behaviour/type=page/") {
        lake.shop.host().ports.files.as_deref().unwrap().delete(&key).await.unwrap();
    }
    assert_eq!(lake.behaviour(), rows);
}
