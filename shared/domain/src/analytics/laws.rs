//! Laws of analytics, over whatever may come.
use super::*;
use primitives::Timestamp;
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const NOW: i64 = 1_795_348_800_000;

/// JSON of every kind, some of it hostile, some of it nearly right.
fn hostile() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        select(
            vec![
                "\0",
                "track",
                "4111111111111111",
                "a@b.de",
                "2026-11-22T11:00:00Z",
                "9".repeat(400).as_str()
            ]
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
        )
        .prop_map(Value::from),
    ];
    let names = select(vec![
        "event_id",
        "type",
        "name",
        "timestamp",
        "consent",
        "properties",
        "traits",
        "url",
        "user_id",
        "x\0",
    ]);
    leaf.prop_recursive(14, 60, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((names.clone(), inner), 0..6)
                .prop_map(|fields| fields.into_iter().map(|(n, v)| (n.to_owned(), v)).collect()),
        ]
    })
}

/// An event that is right but for what is changed in it.
fn nearly() -> impl Strategy<Value = Value> {
    let change = prop_oneof![Just(None), hostile().prop_map(Some)];
    let field = select(vec!["name", "timestamp", "consent", "properties", "url", "value_minor"]);
    (0_u8..12, select(vec!["track", "page", "identify"]), field, change, -50..1_000_i64).prop_map(
        |(id, kind, field, change, minutes)| {
            let at = Timestamp::from_millis(NOW - minutes * 60_000);
            let mut event = json!({"event_id": format!("event-number-{id:06}"), "type": kind,
                "name": "Viewed", "user_id": "u-1", "timestamp": at});
            if let Some(change) = change {
                event[field] = change;
            }
            event
        },
    )
}

fn about() -> Circumstances {
    Circumstances {
        received_at: Timestamp::from_millis(NOW),
        sent_at: None,
        address: None,
        user_agent: "Mozilla/5.0 (iPhone)".into(),
    }
}

fn row() -> impl Strategy<Value = Behaviour> {
    (0_u8..20, 0_i64..5, 0_i64..4).prop_map(|(id, received, days)| {
        let body = json!({"consent": {"analytics": true}, "events": [{
            "event_id": format!("event-number-{id:06}"), "type": "track", "name": "Viewed",
            "timestamp": Timestamp::from_millis(NOW - days * 86_400_000)}]})
        .to_string();
        let mut about = about();
        about.received_at = Timestamp::from_millis(NOW + received * 1_000);
        match Batch::read(body.as_bytes()).unwrap().judge(about).remove(0).verdict {
            Verdict::Kept(row) => *row,
            other => panic!("{other:?}"),
        }
    })
}

fn union(parts: impl IntoIterator<Item = Vec<Behaviour>>) -> BTreeMap<Partition, Vec<Behaviour>> {
    merged(parts.into_iter().flatten(), Partition::of_behaviour)
}

proptest! {
    #[test]
    fn every_event_ends_in_exactly_one_place_and_nothing_panics(
        events in vec(prop_oneof![nearly(), hostile()], 1..20), consent in any::<bool>(),
    ) {
        let body = json!({"consent": {"analytics": consent}, "events": events}).to_string();
        let judged = Batch::read(body.as_bytes()).unwrap().judge(about());
        let indexes: Vec<usize> = judged.iter().map(|judged| judged.index).collect();
        prop_assert_eq!(indexes, (0..events.len()).collect::<Vec<_>>());
        let (mut rows, mut bad) = (Vec::new(), Vec::new());
        for one in &judged {
            match &one.verdict {
                Verdict::Kept(row) => rows.push((**row).clone()),
                Verdict::Quarantined(one) => bad.push(one.clone()),
                Verdict::Dropped(flaw) => prop_assert!(!flaw.code.is_empty() && !flaw.detail.is_empty()),
            }
        }
        let ids: BTreeSet<&String> = rows.iter().map(|row| &row.event_id).collect();
        prop_assert_eq!(ids.len(), rows.len());
        // What travels is what was judged, whatever messages it is cut into.
        let sent = messages(judged).unwrap();
        prop_assert!(sent.iter().all(|body| body.len() <= MESSAGE_BYTES_MAX));
        let read: Vec<Message> = sent.iter().map(|body| serde_json::from_str(body).unwrap()).collect();
        prop_assert_eq!(read.iter().flat_map(|m| m.rows.clone()).collect::<Vec<_>>(), rows);
        prop_assert_eq!(read.into_iter().flat_map(|m| m.bad).collect::<Vec<_>>(), bad);
    }

    #[test]
    fn without_consent_no_event_keeps_who_it_was(event in nearly()) {
        let mut event = event;
        event["consent"] = json!({});
        event["user_id"] = json!("somebody-in-particular");
        let body = json!({"consent": {"analytics": true}, "events": [event]}).to_string();
        let judged = Batch::read(body.as_bytes()).unwrap().judge(about());
        let sent = messages(judged).unwrap().concat();
        prop_assert!(!sent.contains("somebody-in-particular"), "{sent}");
    }

    #[test]
    fn order_company_and_repetition_of_rows_make_no_difference(
        rows in vec(row(), 0..40), cuts in vec(0_usize..40, 0..6), again in vec(0_usize..40, 0..20),
        shuffled in any::<u64>(),
    ) {
        let whole = union([rows.clone()]);
        // Delivered in other groups, some of them twice, and backwards or not.
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(rows.len())).collect();
        cuts.sort_unstable();
        let mut groups = Vec::new();
        let mut from = 0;
        for cut in cuts.into_iter().chain([rows.len()]) {
            groups.push(rows[from..cut].to_vec());
            from = cut;
        }
        groups.extend(again.into_iter().filter_map(|at| rows.get(at)).map(|row| vec![row.clone()]));
        if shuffled % 2 == 0 {
            groups.reverse();
        }
        prop_assert_eq!(&union(groups.clone()), &whole);
        // Files of groups, merged in any two steps, say the same.
        let half = groups.len() / 2;
        let (one, two) = groups.split_at(half);
        let files: Vec<Vec<Behaviour>> = [union(one.to_vec()), union(two.to_vec())]
            .into_iter().flat_map(BTreeMap::into_values).collect();
        prop_assert_eq!(&union(files), &whole);
    }

    #[test]
    fn a_resent_event_lies_on_the_day_it_lay_on_while_its_clock_is_right(
        minutes in 0_i64..40_000, delay in 0_i64..420, network in 0_i64..29,
    ) {
        let happened = Some(Timestamp::from_millis(NOW - minutes * 60_000));
        let clock = |sent: i64, took: i64| Clock {
            happened,
            sent: Some(Timestamp::from_millis(NOW + sent * 1_000)),
            received: Timestamp::from_millis(NOW + (sent + took) * 1_000),
        };
        prop_assert_eq!(corrected(clock(0, 0)), corrected(clock(delay, network)));
    }

    #[test]
    fn no_clock_however_wrong_makes_a_correction_fail(a in any::<i64>(), b in any::<i64>(), c in any::<i64>()) {
        let clock = Clock {
            happened: Some(Timestamp::from_millis(a)), sent: Some(Timestamp::from_millis(b)),
            received: Timestamp::from_millis(c),
        };
        if let Err(flaw) = corrected(clock) {
            prop_assert!(["time.future", "time.too_old"].contains(&&*flaw.code));
        }
    }

    #[test]
    fn merging_loses_no_row_whenever_it_stops(
        files in vec(vec(row(), 1..4), 1..14), stops in vec(0_u8..4, 1..8), over in any::<bool>(),
    ) {
        let wanted = distinct(files.iter().flatten().cloned());
        let mut bucket = Bucket::default();
        for (at, rows) in files.into_iter().enumerate() {
            bucket.put(format!("p/part-{at}.parquet"), rows, Vec::new(), 0);
        }
        for (run, stop) in stops.into_iter().enumerate() {
            let now = i64::try_from(run).unwrap() * 4_000;
            bucket.run(stop, over, now);
            prop_assert_eq!(&bucket.reads(), &wanted);
        }
        // Undisturbed, it comes to rest with nothing doubled in what is left to merge.
        for run in 10..16 {
            bucket.run(9, true, run * 4_000);
        }
        prop_assert_eq!(&bucket.reads(), &wanted);
        prop_assert_eq!(bucket.0.len(), 1, "{:?}", bucket.0.keys());
    }
}

/// A bucket of files of rows: what they hold of others, and when they were written.
#[derive(Default)]
struct Bucket(BTreeMap<String, (Vec<Behaviour>, Vec<String>, i64)>);

impl Bucket {
    fn put(&mut self, key: String, rows: Vec<Behaviour>, holds: Vec<String>, at: i64) {
        self.0.insert(key, (rows, holds, at));
    }

    fn reads(&self) -> Vec<Behaviour> {
        distinct(self.0.values().flat_map(|(rows, ..)| rows.clone()))
    }

    /// One run that stops after so many writes and deletions.
    fn run(&mut self, stop: u8, over: bool, seconds: i64) {
        let files: Vec<Stored> = self
            .0
            .iter()
            .map(|(key, (rows, _, at))| Stored {
                key: key.clone(),
                bytes: rows.len() as u64,
                written_at: Timestamp::from_millis(at * 1_000),
            })
            .collect();
        let holdings: Holdings =
            self.0.iter().map(|(key, (_, holds, _))| (key.clone(), holds.clone())).collect();
        let mut left = stop;
        let mut step = || {
            left = left.saturating_sub(1);
            left > 0
        };
        for key in superseded(&files, &holdings, Timestamp::from_millis(seconds * 1_000)) {
            if !step() {
                return;
            }
            self.0.remove(&key);
        }
        for merge in merges(&files, &holdings, over) {
            if !step() {
                return;
            }
            let rows = merge
                .keys
                .iter()
                .filter_map(|key| self.0.get(key))
                .flat_map(|(rows, ..)| rows.clone());
            let rows = distinct(rows);
            let name = format!("p/merged-{}.parquet", crate::digest::hex(merge.keys.concat()));
            self.put(name, rows, merge.keys, seconds);
        }
    }
}
