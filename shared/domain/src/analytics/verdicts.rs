//! What becomes of single events.
use super::*;
use primitives::Timestamp;
use serde_json::{Value, json};

const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";

fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T12:00:00Z").unwrap()
}

fn about(agent: &str) -> Circumstances {
    Circumstances {
        received_at: now(),
        sent_at: None,
        address: Some("203.0.113.77".into()),
        user_agent: agent.into(),
    }
}

fn judged(body: &Value) -> Vec<Verdict> {
    let body = body.to_string();
    let batch = Batch::read(body.as_bytes()).unwrap();
    batch.judge(about(AGENT)).into_iter().map(|judged| judged.verdict).collect()
}

fn event(change: Value) -> Value {
    let mut event = json!({
        "event_id": "0195f3c2-0000-7000-8000-000000000001", "type": "track", "name": "Product Viewed",
        "timestamp": "2026-11-22T11:59:58Z", "anonymous_id": "anon-1",
    });
    for (name, value) in change.as_object().unwrap() {
        event[name] = value.clone();
    }
    event
}

fn verdict(change: Value, consent: Value) -> Verdict {
    let mut all = judged(&json!({"consent": consent, "events": [event(change)]}));
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn kept(change: Value, consent: Value) -> Behaviour {
    match verdict(change, consent) {
        Verdict::Kept(row) => *row,
        other => panic!("{other:?}"),
    }
}

fn code(change: Value) -> String {
    match verdict(change, json!({"analytics": true})) {
        Verdict::Kept(row) => panic!("kept: {row:?}"),
        Verdict::Quarantined(bad) => bad.flaw.code.into_owned(),
        Verdict::Dropped(flaw) => format!("dropped {}", flaw.code),
    }
}

#[test]
fn without_consent_nothing_that_tells_a_visitor_apart_is_kept() {
    let told = json!({
        "user_id": "cus_1", "session_id": "s-1", "url": "https://shop.test/mugs?gclid=9&utm_source=mail&q=me",
        "properties": {"colour": "blue"}, "sku": "MUG", "value_minor": 1999, "currency": "EUR",
    });
    let row = kept(told.clone(), json!({}));
    assert_eq!(row.occurred_at.to_string(), "2026-11-22T11:00:00.000Z");
    let ids = [row.anonymous_id, row.user_id, row.session_id, row.network, row.click_id];
    assert_eq!(ids, [None, None, None, None, None]);
    assert_eq!((row.properties, row.traits), (None, None));
    assert_eq!(row.page.as_deref(), Some("shop.test/mugs"));
    assert_eq!((row.sku.as_deref(), row.value_minor), (Some("MUG"), Some(1999)));

    let row = kept(told, json!({"analytics": true, "marketing": true}));
    assert_eq!(row.occurred_at.to_string(), "2026-11-22T11:59:58.000Z");
    assert_eq!(row.network.as_deref(), Some("203.0.113.0/24"));
    assert_eq!(row.click_id.as_deref(), Some("gclid=9"));
    assert_eq!(row.utm_source.as_deref(), Some("mail"));
    assert_eq!(row.properties.as_deref(), Some(r#"{"colour":"blue"}"#));
}

#[test]
fn each_purpose_has_a_consent_of_its_own() {
    let told = json!({"type": "identify", "user_id": "cus_1", "traits": {"tier": "gold", "email": "a@b.de"},
        "url": "https://shop.test/?fbclid=7"});
    let row = kept(told.clone(), json!({"analytics": true}));
    assert_eq!((row.traits, row.click_id), (None, None));
    let row = kept(told.clone(), json!({"analytics": true, "personalisation": true}));
    assert_eq!(row.traits.as_deref(), Some(r#"{"email":"[redacted]","tier":"gold"}"#));
    let refused = verdict(told, json!({"marketing": true, "personalisation": true}));
    assert!(matches!(refused, Verdict::Dropped(flaw) if flaw.code == "consent.analytics"));
    // An event may say less than its batch.
    let row = kept(json!({"consent": {}}), json!({"analytics": true}));
    assert_eq!(row.anonymous_id, None);
}

#[test]
fn every_fault_of_an_event_has_its_own_code() {
    let deep = (0..60).fold(json!(1), |inner, _| json!([inner]));
    let cases = [
        (json!({"event_id": "short"}), "event.id"),
        (json!({"user_id": "a b"}), "event.id"),
        (json!({"anonymous_id": "x".repeat(65)}), "event.id"),
        (json!({"type": "buy"}), "event.invalid"),
        (json!({"surprise": 1}), "event.invalid"),
        (json!({"name": null}), "event.name"),
        (json!({"name": "n".repeat(200)}), "event.name"),
        (json!({"name": "a\u{0}b"}), "event.nul_byte"),
        (json!({"properties": {"a\u{0}": 1}}), "event.nul_byte"),
        (json!({"properties": {"a": ["\u{0}"]}}), "event.nul_byte"),
        (json!({"properties": {"a": "x".repeat(5_000)}}), "event.text_too_long"),
        (json!({"properties": {"a": deep}}), "event.too_deep"),
        (json!({"properties": {"a": "x".repeat(40_000)}}), "event.too_large"),
        (json!({"properties": {"a": vec![1; 600]}}), "event.too_many_parts"),
        (json!({"properties": {"a": "4111 1111 1111 1111"}}), "dropped event.card_number"),
        (json!({"properties": {"a": 4_111_111_111_111_111_i64}}), "dropped event.card_number"),
        (json!({"user_id": "4111111111111111"}), "dropped event.card_number"),
        (json!({"value_minor": 5}), "event.value"),
        (json!({"currency": "EUR"}), "event.value"),
        (json!({"type": "page", "name": null}), "event.page"),
        (json!({"type": "identify"}), "event.user"),
        (json!({"type": "alias", "user_id": "u"}), "event.user"),
        (json!({"timestamp": "yesterday"}), "time.wrong"),
        (json!({"timestamp": "2026-11-22T12:30:00Z"}), "time.future"),
        (json!({"timestamp": "2026-10-01T12:00:00Z"}), "time.too_old"),
    ];
    for (change, wanted) in cases {
        assert_eq!(
            code(change.clone()),
            wanted,
            "{}",
            change.to_string().chars().take(80).collect::<String>()
        );
    }
}

#[test]
fn a_bad_event_is_set_apart_whole_with_consent_and_without_its_words_else() {
    let bad = |consent: Value, change: Value| match verdict(change, consent) {
        Verdict::Quarantined(bad) => bad,
        other => panic!("{other:?}"),
    };
    let kept = bad(json!({"analytics": true}), json!({"surprise": 1}));
    assert_eq!(kept.event.as_deref(), Some(event(json!({"surprise": 1})).to_string().as_str()));
    assert!(kept.flaw.detail.contains("surprise"), "{}", kept.flaw.detail);
    assert_eq!(bad(json!({}), json!({"surprise": 1})).event, None);
    assert_eq!(bad(json!({"analytics": true}), json!({"surprise": 1, "consent": {}})).event, None);
    assert_eq!(bad(json!({"analytics": true}), json!({"surprise": "a@b.de"})).event, None);
    let large = bad(json!({"analytics": true}), json!({"properties": {"a": "ä".repeat(30_000)}}));
    assert!(large.event.unwrap().len() <= EVENT_BYTES_MAX && large.bytes > 60_000);
}

#[test]
fn a_repeated_id_counts_once_and_a_bot_not_at_all() {
    let body = json!({"events": [event(json!({})), event(json!({"name": "Other"}))]});
    let verdicts = judged(&body);
    assert!(matches!(&verdicts[0], Verdict::Kept(_)));
    assert!(matches!(&verdicts[1], Verdict::Dropped(flaw) if flaw.code == "event.duplicate"));
    let body = body.to_string();
    let googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    for judged in Batch::read(body.as_bytes()).unwrap().judge(about(googlebot)) {
        assert!(matches!(judged.verdict, Verdict::Dropped(flaw) if flaw.code == "event.bot"));
    }
    assert!(!is_bot("Mozilla/5.0 (Linux; Android 14; CUBOT P80) Mobile Chrome/130") && !is_bot(""));
}

#[test]
fn a_clock_that_is_wrong_is_put_right_and_one_that_is_right_is_believed() {
    let at = |raw: &str| Some(Timestamp::parse(raw).unwrap());
    let clock = |happened, sent| Clock { happened: at(happened), sent, received: now() };
    // A day behind.
    let (put_right, behind) =
        corrected(clock("2026-11-21T11:59:00Z", at("2026-11-21T12:00:00Z"))).unwrap();
    assert_eq!((put_right.to_string().as_str(), behind), ("2026-11-22T11:59:00.000Z", 86_400_000));
    // Some seconds of network.
    let sent = at("2026-11-22T11:59:50Z");
    let (believed, behind) = corrected(clock("2026-11-22T10:00:00Z", sent)).unwrap();
    assert_eq!((believed.to_string().as_str(), behind), ("2026-11-22T10:00:00.000Z", 0));
    // Off-line for three days, with a clock that is right.
    let (late, _) = corrected(clock("2026-11-19T08:00:00Z", sent)).unwrap();
    assert_eq!(late.day().to_string(), "2026-11-19");
}

#[test]
fn addresses_lose_what_names_the_machine() {
    let cases = [
        ("203.0.113.77", Some("203.0.113.0/24")),
        ("::ffff:203.0.113.77", Some("203.0.113.0/24")),
        ("2001:db8:1:2:3:4:5:6", Some("2001:db8:1::/48")),
        ("not an address", None),
    ];
    for (address, network) in cases {
        assert_eq!(truncated(address).as_deref(), network, "{address}");
    }
}

#[test]
fn whole_batches_are_refused_by_size_and_count_alone() {
    assert_eq!(Batch::read(br#"{"events":[]}"#).unwrap_err(), BatchRefusal::Count(0));
    let many = format!("{{\"events\":[{}]}}", vec!["1"; 501].join(","));
    assert_eq!(Batch::read(many.as_bytes()).unwrap_err(), BatchRefusal::Count(501));
    assert_eq!(Batch::read(&vec![b' '; 525_000]).unwrap_err(), BatchRefusal::TooLarge);
    for body in [&b"{\"events\":[\xff]}"[..], b"", b"[]", b"{\"events\":[{}", b"{\"other\":1}"] {
        assert!(matches!(Batch::read(body), Err(BatchRefusal::Unreadable(_))));
    }
    // What is no event at all is one event's fault.
    let odd = br#"{"events":[null,1,"x",[],{}]}"#;
    let verdicts = Batch::read(odd).unwrap().judge(about(AGENT));
    assert!(verdicts.iter().all(|judged| matches!(judged.verdict, Verdict::Quarantined(_))));
}
