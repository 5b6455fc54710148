//! From messages to files, whatever is cut short or delivered again.
use crate::shop::Lake;
use domain::analytics::Behaviour;
use serde_json::{Value, json};

/// Messages of so many batches of three events each, of two kinds and three days.
async fn messages(lake: &Lake, batches: u32) -> Vec<String> {
    for batch in 0..batches {
        let events: Vec<Value> = (0..3)
            .map(|at| {
                let mut event = lake.event(batch * 3 + at);
                event["timestamp"] = json!(lake.shop.now().plus_seconds(i64::from(at) * -86_400));
                if at == 1 {
                    event["type"] = json!("page");
                }
                event
            })
            .collect();
        lake.collect(&events).await;
    }
    lake.shop.take_jobs()
}

fn ids(rows: &[Behaviour]) -> Vec<&str> {
    rows.iter().map(|row| row.event_id.as_str()).collect()
}

#[tokio::test]
async fn a_crash_between_writing_and_acknowledging_changes_no_count() {
    let lake = Lake::new();
    let bodies = messages(&lake, 4).await;
    // The writer wrote, and was gone before SQS heard of it: all of it comes again.
    assert!(lake.bring(&bodies).await.is_empty());
    let (keys, rows) = (lake.files.keys(), lake.behaviour());
    assert_eq!((keys.len(), rows.len()), (3, 12));
    assert!(lake.bring(&bodies).await.is_empty());
    assert_eq!(lake.files.keys(), keys, "the same messages are the same files");
    // In other company, the rows lie in more files and count once.
    assert!(lake.bring(&bodies[..1]).await.is_empty());
    assert!(lake.bring(&[bodies[3].clone(), bodies[1].clone()]).await.is_empty());
    assert!(lake.files.keys().len() > keys.len() && lake.raw_behaviour().len() > 12);
    assert_eq!(lake.behaviour(), rows);
}

#[tokio::test]
async fn a_writer_that_stops_after_any_write_loses_nothing() {
    for written in 0..3 {
        let lake = Lake::new();
        let bodies = messages(&lake, 3).await;
        lake.files.failing_after(Some(written));
        assert_eq!(lake.bring(&bodies).await, ["m-0", "m-1", "m-2"], "all come again");
        lake.files.failing_after(None);
        // They come again one by one, the last first, and the first twice.
        for at in [2, 1, 0, 0] {
            assert!(lake.bring(&bodies[at..=at]).await.is_empty());
        }
        let rows = lake.behaviour();
        assert_eq!(ids(&rows).len(), 9, "{written}");
    }
}

#[tokio::test]
async fn a_message_that_cannot_be_read_fails_alone() {
    let lake = Lake::new();
    let mut bodies = messages(&lake, 2).await;
    bodies.insert(1, r#"{"rows":[{"event_id":1}]}"#.into());
    assert_eq!(lake.bring(&bodies).await, ["m-1"]);
    assert_eq!(lake.behaviour().len(), 6);
}

#[tokio::test]
async fn late_events_lie_on_the_day_they_happened() {
    let lake = Lake::new();
    let bodies = messages(&lake, 1).await;
    lake.bring(&bodies).await;
    for row in lake.behaviour() {
        let part = format!("type={}/date={}/", row.kind.as_str(), row.occurred_at.day());
        assert_eq!(
            lake.keys("lake/").iter().filter(|key| key.contains(&part)).count(),
            1,
            "{part}"
        );
    }
}

#[tokio::test]
async fn the_shops_own_events_lie_in_the_lake_once_each() {
    let lake = Lake::new();
    let row = events::all().into_iter().next().unwrap();
    let detail = |number: u32| {
        let mut detail = (row.sample)();
        detail["id"] = json!(format!("evt_01935a4e-8c00-7cc3-a2b1-{number:012}"));
        json!({"detail-type": row.detail_type, "source": row.source(), "detail": detail})
            .to_string()
    };
    let bodies: Vec<String> = (0..5).map(detail).collect();
    assert!(lake.bring(&bodies).await.is_empty());
    assert_eq!(lake.keys("lake/business/").len(), 1);
    assert!(lake.bring(&bodies[2..]).await.is_empty());
    let rows = lake.business();
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|one| one.name == row.detail_type));
    let sample = (row.sample)();
    assert_eq!(serde_json::from_str::<Value>(&rows[0].data).unwrap(), sample["data"]);
    // What is no event is no event's business.
    let odd = json!({"detail-type": row.detail_type, "detail": {"id": 1}}).to_string();
    assert_eq!(lake.bring(&[odd, bodies[0].clone()]).await, ["m-0"]);
}
