//! Experiments by metrics of the merchant's own, of rows as they lie in the lake.
use crate::shop::Market;
use serde_json::{Value, json};

struct Seen {
    events: Vec<Value>,
    now: primitives::Timestamp,
}

impl Seen {
    fn say(&mut self, who: &str, name: &str, second: i64, more: Value) {
        let mut event = json!({
            "event_id": format!("event-number-{:06}", self.events.len()), "type": "track", "name": name,
            "timestamp": self.now.plus_seconds(second - 300), "anonymous_id": who, "properties": more,
        });
        if let Some(user) = event["properties"].as_object_mut().and_then(|all| all.remove("user")) {
            event["user_id"] = user;
        }
        self.events.push(event);
    }

    fn viewed(&mut self, who: &str, arm: &str, second: i64) {
        let more = json!({ "experiment": "button", "arm": arm });
        self.say(who, "experiment_viewed", second, more);
    }
}

fn told<'a>(rows: &'a [Value], arm: &str, of: &str) -> &'a Value {
    &rows.iter().find(|row| row["arm"] == arm).unwrap()[of]
}

#[tokio::test(start_paused = true)]
async fn an_event_counts_for_whoever_saw_an_arm_before_it() {
    let market = Market::open().await;
    let mut seen = Seen { events: Vec::new(), now: market.shop.now() };
    for n in 0..60 {
        let (who, arm) = (format!("v{n}"), if n % 2 == 0 { "old" } else { "new" });
        seen.viewed(&who, arm, 10);
        seen.viewed(&who, arm, 20);
        // All of the new arm watch twice, a third of the old once; one more who watched before they saw anything.
        if arm == "new" || n % 6 == 0 {
            seen.say(&who, "video_played", 30, json!({ "seconds": 40, "title": "\"seconds\":9" }));
        }
        if arm == "new" {
            seen.say(&who, "video_played", 40, json!({ "seconds": 2.5 }));
        }
        seen.say(&who, "video_played", 5, json!({ "seconds": 900 }));
    }
    // Who saw both arms is in none, and another experiment is another.
    seen.viewed("both", "old", 1);
    seen.viewed("both", "new", 2);
    seen.say("other", "experiment_viewed", 1, json!({ "experiment": "button-2", "arm": "new" }));
    for events in seen.events.chunks(200) {
        market.collect(events).await;
    }
    market.collect(&seen.events[..100]).await;

    let asked = format!(
        "experiment?{}&experiment=button&baseline=old&event=video_played&property=seconds",
        market.today()
    );
    let rows = market.rows(&format!("{asked}&measure=conversion")).await;
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(
        (told(&rows, "old", "subjects"), told(&rows, "old", "did")),
        (&json!(30), &json!(10))
    );
    assert_eq!(told(&rows, "old", "mean"), 333_333);
    assert_eq!(told(&rows, "new", "difference"), 666_667);
    assert_eq!(told(&rows, "new", "shown"), "yes");

    let rows = market.rows(&format!("{asked}&measure=count")).await;
    assert_eq!(told(&rows, "new", "mean"), 2_000);
    let rows = market.rows(&format!("{asked}&measure=value&by=device")).await;
    assert_eq!(told(&rows, "new", "mean"), 42_500);
    assert_eq!(told(&rows, "old", "mean"), 13_333);
    assert_eq!(told(&rows, "new", "property"), "other", "an agent that does not say");
}

#[tokio::test(start_paused = true)]
async fn orders_count_for_the_customer_whom_a_visitor_is_known_to_be() {
    let market = Market::open().await;
    let before = market.buy_as(Some("ada"), "early", &[("SKU-0", 1)]).await;
    market.shop.source.advance(60);
    let mut seen = Seen { events: Vec::new(), now: market.shop.now().plus_seconds(300) };
    let arms = [("ada", "new"), ("bob", "new"), ("cleo", "old"), ("dan", "old")];
    for (who, arm) in arms {
        seen.viewed(&format!("v-{who}"), arm, 0);
    }
    market.shop.source.advance(60);
    market.buy_as(Some("ada"), "ada", &[("SKU-0", 2)]).await;
    let other = market.buy_as(Some("cleo"), "cleo", &[("SKU-1", 1)]).await;
    // Who they are, they say later.
    for (who, order) in [("ada", &before), ("cleo", &other)] {
        let user = market.order(order).await["customer_id"].clone();
        seen.say(&format!("v-{who}"), "signed_in", 50, json!({ "user": user }));
    }
    market.collect(&seen.events).await;
    let asked =
        |more: &str| format!("experiment?{}&experiment=button&baseline=old&{more}", market.today());
    let rows = market.rows(&asked("currency=GBP&measure=count")).await;
    assert_eq!(
        (told(&rows, "new", "subjects"), told(&rows, "new", "did")),
        (&json!(2), &json!(1)),
        "{rows:?}"
    );
    assert_eq!(told(&rows, "new", "mean"), 500);
    let parted = market.rows(&asked("currency=GBP&by=buyer")).await;
    let parts: Vec<_> =
        parted.iter().map(|row| (&row["property"], &row["arm"], &row["did"])).collect();
    let wanted = [("new", "new", 0), ("new", "old", 1), ("returning", "new", 1)];
    assert_eq!(parts.len(), 3);
    for ((property, arm, did), wanted) in parts.iter().zip(wanted) {
        assert_eq!(
            (property.as_str(), arm.as_str(), did.as_i64()),
            (Some(wanted.0), Some(wanted.1), Some(wanted.2))
        );
    }
    for wrong in ["", "event=a&property=x%27", "currency=GBP&by=nobody"] {
        assert_eq!(market.shop.call(market.ask(&asked(wrong))).await.status, 400, "{wrong}");
    }
}
