//! What orders earn, and what is taken back of it: whatever comes when, how often, and in which order.
use crate::shop::*;
use contract::Role;
use domain::{loyalty::PointsAccount, order::Order};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::{Delivery, Injected, Items, Request};

const BOTH: [Delivery; 2] = [Delivery::Once, Delivery::TwiceAndBackwards];

#[tokio::test(start_paused = true)]
async fn an_order_promises_points_that_can_be_spent_after_its_hold_and_expire_at_the_end_of_a_month()
 {
    for delivery in BOTH {
        let shop = shop().await.delivering(delivery);
        let order = placed(&shop, "one", 30, "ada").await;
        let net = net(&shop, &order.order_id);
        assert!(net > 7_000, "{net}");
        assert_eq!(points(&shop, "ada").await, (0, net));
        shop.tick("loyalty-due").await;
        assert_eq!(points(&shop, "ada").await, (0, net), "not yet");
        mature(&shop).await;
        shop.tick("loyalty-due").await;
        assert_eq!(points(&shop, "ada").await, (net, 0));
        let seen = shop.call(Request::get("/me/loyalty").customer("ada")).await.expect(200);
        assert_eq!(
            seen["lots"],
            json!([{ "expires_at": "2027-03-01T00:00:00.000Z", "points": net }])
        );
        assert_eq!(seen["worth"], json!([gbp(net * 3 / 10)]));
        shop.source.advance(86 * DAY);
        assert_eq!(points(&shop, "ada").await, (0, 0), "what has expired cannot be spent");
        shop.tick("loyalty-due").await;
        shop.tick("loyalty-due").await;
        assert_eq!(kinds(&shop, "ada").await, ["purchase", "matured", "expired"]);
        adds_up(&shop);
    }
}

#[tokio::test(start_paused = true)]
async fn parts_that_are_cancelled_take_back_what_they_promised_and_all_parts_all_of_it() {
    for delivery in BOTH {
        let mut lasts = BTreeSet::new();
        for order_of_parts in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let shop = shop().await.delivering(delivery);
            let order = placed(&shop, "one", 3, "ada").await;
            let whole = net(&shop, &order.order_id);
            let mut last = whole;
            for line in order_of_parts {
                cancel(&shop, &order, &format!("part-{line}"), Some(&[(line, 1)])).await;
                let (_, pending) = points(&shop, "ada").await;
                assert!(pending < last, "{pending} of {last}");
                last = pending;
            }
            // A unit of each line, whichever came first, is the same; a thousandth of a point a line may be lost.
            lasts.insert(last);
            assert!((0..=1).contains(&(whole * 2 / 3 - last)), "{order_of_parts:?}");
            cancel(&shop, &order, "rest", None).await;
            assert_eq!(points(&shop, "ada").await, (0, 0));
            adds_up(&shop);
        }
        assert_eq!(lasts.len(), 1, "{lasts:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn money_that_comes_back_takes_back_its_part_and_all_of_it_everything() {
    for delivery in BOTH {
        let shop = shop().await.delivering(delivery);
        let order = placed(&shop, "one", 4, "ada").await;
        let (whole, total) = (net(&shop, &order.order_id), order.totals.total.minor);
        mature(&shop).await;
        refund(&shop, &order.order_id, "a", total / 4).await;
        let kept = total - total / 4;
        assert_eq!(points(&shop, "ada").await, (whole * kept / total, 0));
        refund(&shop, &order.order_id, "b", kept).await;
        assert_eq!(points(&shop, "ada").await, (0, 0), "exactly");
        assert_eq!(kinds(&shop, "ada").await, ["purchase", "matured", "corrected", "corrected"]);
        adds_up(&shop);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refund_that_is_heard_of_before_the_order_is_found_in_it() {
    let shop = shop().await;
    let event = unheard(&shop, "one", 4, "ada", To::default()).await;
    let total = event.total.minor;
    // The order is told of last, and once more.
    refund(&shop, &event.order_id, "a", total / 2).await;
    let whole = net(&shop, &event.order_id);
    let expected = whole * (total - total / 2) / total;
    assert_eq!(points(&shop, "ada").await, (0, expected), "the refund was a reason to look");
    tell(&shop, &event).await;
    tell(&shop, &event).await;
    assert_eq!(points(&shop, "ada").await, (0, expected));
    assert_eq!(kinds(&shop, "ada").await, ["purchase"]);
    adds_up(&shop);
}

#[tokio::test(start_paused = true)]
async fn points_of_a_reversed_order_that_are_spent_are_owed_and_what_comes_next_pays_them() {
    let shop = shop().await;
    let order = placed(&shop, "one", 4, "ada").await;
    let whole = net(&shop, &order.order_id);
    mature(&shop).await;
    let credit = json!({ "amount": gbp(whole * 3 / 10) });
    let credit = Request::post("/me/loyalty/credits").customer("ada").key("c").json(&credit);
    let made = shop.call(credit).await.expect(201);
    let spent = made["points"].as_i64().unwrap();
    refund(&shop, &order.order_id, "all", order.totals.total.minor).await;
    assert_eq!(points(&shop, "ada").await, (-spent, 0), "it says so");
    let more = json!({ "amount": gbp(1) });
    let more = Request::post("/me/loyalty/credits").customer("ada").key("d").json(&more);
    assert_eq!(shop.call(more).await.refused(409), "loyalty.insufficient");
    given(&shop, "ada", spent + 5).await;
    assert_eq!(points(&shop, "ada").await, (5, 0));
    adds_up(&shop);
}

#[tokio::test(start_paused = true)]
async fn whatever_fails_in_between_an_order_earns_once() {
    for faults in [
        [Injected::CommitThenSilence, Injected::CommitThenSilence, Injected::None],
        [Injected::Conflict, Injected::CommitThenSilence, Injected::Conflict],
        [Injected::Throttle, Injected::Conflict, Injected::CommitThenSilence],
    ] {
        let shop = shop().await.delivering(Delivery::TwiceAndBackwards);
        let event = unheard(&shop, "one", 30, "ada", To::default()).await;
        let publish = table::Done::new(()).publish(&event.order_id, 1, &event);
        shop.seed(publish).await;
        shop.database.inject(faults);
        shop.settle().await;
        shop.database.heal();
        let whole = net(&shop, &event.order_id);
        assert_eq!(points(&shop, "ada").await, (0, whole), "{faults:?}");
        shop.source.advance(14 * DAY);
        shop.database.inject(faults);
        shop.tick("loyalty-due").await;
        shop.database.heal();
        shop.tick("loyalty-due").await;
        assert_eq!(points(&shop, "ada").await, (whole, 0), "{faults:?}");
        assert_eq!(kinds(&shop, "ada").await, ["purchase", "matured"]);
        adds_up(&shop);
    }
}

#[tokio::test(start_paused = true)]
async fn a_look_that_read_the_order_before_it_changed_does_not_have_the_last_word() {
    let shop = shop().await;
    let order = placed(&shop, "one", 4, "ada").await;
    let total = order.totals.total.minor;
    let name = "pay_one";
    // A look has read the order and waits for its payments, while these give money back and another look sees it.
    let mut waiting = shop.database.gate().shut("BatchGetItem", format!("PAYMENT#{name}"));
    let cancelled = Request::post(format!("/orders/{}/cancel", order.order_id))
        .staff(Role::Service)
        .key("c")
        .json(&json!({ "reason": "no", "lines": [{ "line_id": "line_one-0", "quantity": 1 }] }));
    let late = async { shop.call(cancelled).await.expect(200) };
    let early = async {
        waiting.arrival().await;
        waiting.release();
    };
    tokio::join!(late, early);
    shop.settle().await;
    refund(&shop, &order.order_id, "r", 100).await;
    let (_, pending) = points(&shop, "ada").await;
    let whole = net(&shop, &order.order_id);
    assert!(pending < whole && pending > 0, "{pending} of {whole} for {total}");
    adds_up(&shop);
    let held = Items::of(&shop).all::<PointsAccount>();
    assert_eq!(held.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_an_order_earned_stays_whatever_the_rules_say_later() {
    let shop = shop().await;
    let order = placed(&shop, "one", 3, "ada").await;
    let whole = net(&shop, &order.order_id);
    let mut other = programme();
    other["earn"][0]["points"] = json!(9);
    other["hold"] = json!({ "after": "placing", "days": 90 });
    rules(&shop, &other).await;
    cancel(&shop, &order, "c", Some(&[(0, 3)])).await;
    let line = 303 - 51;
    let (_, pending) = points(&shop, "ada").await;
    assert!((whole - pending - line).abs() <= 1, "{whole} {pending}");
    mature(&shop).await;
    assert_eq!(points(&shop, "ada").await, (pending, 0), "the hold is that of its time");
    cancel(&shop, &order, "rest", None).await;
    assert_eq!(points(&shop, "ada").await, (0, 0));
    adds_up(&shop);
}

#[tokio::test(start_paused = true)]
async fn guests_and_orders_before_the_programme_earn_nothing() {
    let shop = apps();
    let early = unheard(&shop, "early", 3, "ada", To::default()).await;
    shop.source.advance(DAY);
    let mut later = programme();
    later["begins_at"] = json!(shop.now());
    rules(&shop, &later).await;
    tell(&shop, &early).await;
    assert_eq!(points(&shop, "ada").await, (0, 0));
    let order: Order = placed(&shop, "two", 3, "ada").await;
    let shown = Request::get(format!("/orders/{}/points", order.order_id));
    let shown_to = |subject: &str| shown.clone().customer(subject);
    let own = shop.call(shown_to("ada")).await.expect(200);
    assert_eq!(own["points"], net(&shop, &order.order_id));
    shop.call(shown_to("eve")).await.refused(404);
    let early = Request::get(format!("/orders/{}/points", early.order_id));
    shop.call(early.staff(Role::Service)).await.refused(404);
}

#[tokio::test(start_paused = true)]
async fn many_orders_mature_in_one_run_of_the_clock_and_of_one_customer_one_after_the_other() {
    let shop = shop().await;
    let mut whole = 0;
    for at in 0..40 {
        let buyer = if at % 2 == 0 { "ada".to_owned() } else { format!("bob{at}") };
        let order = placed(&shop, &format!("n{at}"), 1, &buyer).await;
        whole = net(&shop, &order.order_id);
    }
    mature(&shop).await;
    assert_eq!(points(&shop, "ada").await, (20 * whole, 0));
    assert_eq!(points(&shop, "bob39").await, (whole, 0));
    let told: Vec<Value> = shop
        .sent()
        .iter()
        .filter(|event| event.detail_type == "loyalty.PurchaseMatured.v1")
        .map(|event| serde_json::from_str(&event.detail).unwrap())
        .collect();
    assert_eq!(told.len(), 40);
    adds_up(&shop);
}
