//! Editing placed orders: previewed to the penny, charged or given back once, and never half done.
use crate::till::{
    Bill, Till, abandon, add, arrive, body, changes, check, edit, get, level, lines, order,
    preview, ship, take,
};
use domain::order::EDIT_HOURS;
use serde_json::{Value, json};
use testkit::{Delivery, Injected, Shop, steps};

const BOTH: [Delivery; 2] = [Delivery::Once, Delivery::TwiceAndBackwards];

#[tokio::test(start_paused = true)]
async fn lines_added_are_charged_reserved_and_part_of_the_order_as_previewed() {
    for delivery in BOTH {
        let shop = Till::shop().delivering(delivery);
        let id = Till::order(&shop, "tok_visa", &[("LAMP", 2, 1_000)]).await;
        let wish = changes(&[add("ROPE", 3, 250), add("LAMP", 1, 900)], &[]);
        let seen = preview(&shop, &id, &wish).await.expect(200);
        assert_eq!(Bill::of(&seen), Bill { before: 2_000, after: 3_650, charge: 1_650, refund: 0 });
        assert_eq!((&seen["in_stock"], &seen["added"][0]["available"]), (&json!(true), &json!(20)));
        assert_eq!(seen["added"][0]["amounts"]["tax"]["minor"], 125, "20 % are in 750");
        assert_eq!(
            order(&shop, &id).await["totals"]["total"]["minor"],
            2_000,
            "a preview is no edit"
        );

        let request = edit(&id, "k", &wish, &seen);
        let done = shop.call(request.clone()).await;
        assert_eq!(done.expect(200)["state"], "done", "{delivery:?}");
        assert_eq!(shop.call(request).await.text, done.text, "the same key, the same answer");
        shop.settle().await;
        let now = order(&shop, &id).await;
        assert_eq!(now["totals"]["total"]["minor"], 3_650);
        assert_eq!((&now["line_count"], &now["units"]), (&json!(3), &json!(6)));
        assert_eq!(now["payment_ids"].as_array().unwrap().len(), 2);
        assert_eq!(
            (&now["payment_status"], &now["state"]),
            (&json!("authorised"), &json!("placed"))
        );
        assert_eq!((level(&shop, "LAMP").await, level(&shop, "ROPE").await), (3, 3));
        assert_eq!(shop.sent_names().iter().filter(|n| *n == "order.OrderEdited.v1").count(), 1);
        let whats: Vec<Value> = get(&shop, &format!("/orders/{id}/timeline")).await["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["what"].clone())
            .collect();
        assert!(whats.contains(&json!("edit_begun")) && whats.contains(&json!("edited")));
        check(&shop);
    }
}

#[tokio::test(start_paused = true)]
async fn units_taken_off_are_given_back_exactly_and_a_swap_of_equals_moves_no_money() {
    for delivery in BOTH {
        let shop = Till::shop().delivering(delivery);
        let id = Till::order(&shop, "tok_visa", &[("LAMP", 3, 333), ("ROPE", 4, 250)]).await;
        let on = lines(&shop, &id).await;
        let wish = changes(&[], &[take(&on[0], 1), take(&on[1], 2)]);
        let seen = preview(&shop, &id, &wish).await.expect(200);
        assert_eq!(Bill::of(&seen), Bill { before: 1_999, after: 1_166, charge: 0, refund: 833 });
        shop.call(edit(&id, "off", &wish, &seen)).await.expect(200);
        shop.settle().await;
        assert_eq!((level(&shop, "LAMP").await, level(&shop, "ROPE").await), (2, 2));
        check(&shop);

        let wish = changes(&[add("BOX", 1, 500)], &[take(&on[1], 2)]);
        let seen = preview(&shop, &id, &wish).await.expect(200);
        assert_eq!(Bill::of(&seen), Bill { before: 1_166, after: 1_166, charge: 0, refund: 0 });
        shop.call(edit(&id, "swap", &wish, &seen)).await.expect(200);
        shop.settle().await;
        assert_eq!((level(&shop, "BOX").await, level(&shop, "ROPE").await), (1, 0));
        let payments = get(&shop, &format!("/orders/{id}/payments")).await;
        let [payment] = payments["items"].as_array().unwrap().as_slice() else { panic!() };
        assert_eq!(payment["cancelled"]["settled"]["minor"], 833, "{payment}");
        check(&shop);

        let wish = changes(&[add("BOX", 1, 100)], &[take(&on[0], 1)]);
        let seen = preview(&shop, &id, &wish).await.expect(200);
        assert_eq!(Bill::of(&seen).refund, 233, "one difference, not two sums");
        shop.call(edit(&id, "net", &wish, &seen)).await.expect(200);
        shop.settle().await;
        check(&shop);
    }
}

#[tokio::test(start_paused = true)]
async fn a_line_is_set_to_a_count_and_what_is_more_is_sold_at_its_price() {
    let shop = Till::shop();
    let id = Till::order(&shop, "tok_visa", &[("LAMP", 3, 333), ("ROPE", 4, 250)]).await;
    let on = lines(&shop, &id).await;
    let set = |line: &Value, units: u32| json!({ "line_id": line["line_id"], "quantity": units });
    let wish = json!({ "change": [set(&on[0], 5), set(&on[1], 0)] });
    let seen = preview(&shop, &id, &wish).await.expect(200);
    assert_eq!(Bill::of(&seen), Bill { before: 1_999, after: 5 * 333, charge: 0, refund: 334 });
    shop.call(edit(&id, "k", &wish, &seen)).await.expect(200);
    shop.settle().await;
    assert_eq!((level(&shop, "LAMP").await, level(&shop, "ROPE").await), (5, 0));
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_declined_edit_leaves_the_order_as_it_was_and_the_next_one_works() {
    for delivery in BOTH {
        let shop = Till::shop().delivering(delivery);
        let id = Till::order(&shop, "tok_visa", &[("LAMP", 2, 1_000)]).await;
        let before = order(&shop, &id).await;
        let wish = changes(&[add("ROPE", 3, 250)], &[]);
        let seen = preview(&shop, &id, &wish).await.expect(200);
        let mut with = body(&wish, &seen);
        with["payment"] = json!({ "provider": "sandbox", "method": "tok_declined" });
        let reply = shop.call(edit(&id, "no", &wish, &seen).json(&with)).await;
        assert_eq!(reply.refused(409), "order.edit_not_made", "{}", reply.text);
        assert!(reply.text.contains("insufficient_funds"), "{}", reply.text);
        shop.settle().await;
        assert_eq!(order(&shop, &id).await, before, "{delivery:?}");
        assert_eq!((level(&shop, "LAMP").await, level(&shop, "ROPE").await), (2, 0));
        let edits = get(&shop, &format!("/orders/{id}/edits")).await;
        assert_eq!(edits["items"][0]["state"], "declined", "{edits}");
        check(&shop);
        // The page number that it had is free again.
        shop.call(edit(&id, "yes", &wish, &seen)).await.expect(200);
        shop.settle().await;
        assert_eq!(level(&shop, "ROPE").await, 3);
        check(&shop);
    }
}

#[tokio::test(start_paused = true)]
async fn an_edit_waits_for_the_buyer_to_confirm_and_the_order_is_not_touched_meanwhile() {
    for delivery in BOTH {
        let shop = Till::shop().delivering(delivery);
        let (id, url) = waiting(&shop).await;
        let at_work = order(&shop, &id).await;
        assert_eq!(at_work["totals"]["total"]["minor"], 2_000);
        let on = lines(&shop, &id).await;
        assert_eq!(on.len(), 1, "its lines are none of the order's yet");
        let cancel = Till::cancel(&id, "c", None);
        assert_eq!(shop.call(cancel.clone()).await.refused(409), "order.edit_at_work");
        let other = preview(&shop, &id, &changes(&[add("BOX", 1, 1)], &[])).await;
        assert_eq!(other.refused(409), "order.edit_at_work");
        let edits = get(&shop, &format!("/orders/{id}/edits")).await;
        assert_eq!(edits["items"][0]["waits_for"], "buyer");
        // That the order was placed is told once more: it promises nothing of the edit's.
        Till::placed_again(&shop, &id).await;

        shop.call(steps::challenge(&url, "pass")).await.expect(200);
        shop.settle().await;
        let now = order(&shop, &id).await;
        assert_eq!(now["totals"]["total"]["minor"], 2_750, "{now}");
        assert_eq!(now["editing"], Value::Null);
        assert_eq!(level(&shop, "ROPE").await, 3);
        check(&shop);
        shop.call(cancel).await.expect(200);
        shop.settle().await;
        assert_eq!((level(&shop, "LAMP").await, level(&shop, "ROPE").await), (0, 0));
        check(&shop);
    }
}

/// An order of £20 with an edit of £7.50 that waits for the buyer; and where they confirm it.
async fn waiting(shop: &Shop) -> (String, String) {
    let id = Till::order(shop, "tok_visa", &[("LAMP", 2, 1_000)]).await;
    let wish = changes(&[add("ROPE", 3, 250)], &[]);
    let seen = preview(shop, &id, &wish).await.expect(200);
    let mut with = body(&wish, &seen);
    with["payment"] = json!({ "provider": "sandbox", "method": "tok_3ds" });
    let view = shop.call(edit(&id, "wait", &wish, &seen).json(&with)).await.expect(202);
    shop.settle().await;
    assert_eq!((&view["state"], &view["waits_for"]), (&json!("at_work"), &json!("buyer")));
    (id, view["challenge_url"].as_str().unwrap().to_owned())
}

#[tokio::test(start_paused = true)]
async fn what_nobody_confirms_expires_and_what_is_confirmed_too_late_is_let_go() {
    for delivery in BOTH {
        let shop = Till::shop().delivering(delivery);
        let (id, url) = waiting(&shop).await;
        Till::placed_again(&shop, &id).await;
        Till::later(&shop, EDIT_HOURS * 3_600 - 1).await;
        assert_eq!(level(&shop, "ROPE").await, 3, "kept as long as the edit may be confirmed");
        Till::later(&shop, 1).await;
        assert_eq!((level(&shop, "LAMP").await, level(&shop, "ROPE").await), (2, 0));
        let edits = get(&shop, &format!("/orders/{id}/edits")).await;
        assert_eq!(edits["items"][0]["state"], "expired", "{edits}");
        shop.call(steps::challenge(&url, "pass")).await;
        Till::later(&shop, 600).await;
        assert_eq!(order(&shop, &id).await["totals"]["total"]["minor"], 2_000);
        check(&shop);
    }
}

#[tokio::test(start_paused = true)]
async fn an_edit_at_work_is_abandoned_and_one_that_is_done_is_not() {
    let shop = Till::shop().delivering(Delivery::TwiceAndBackwards);
    let (id, _) = waiting(&shop).await;
    let at = get(&shop, &format!("/orders/{id}/edits")).await["items"][0]["edit_id"].clone();
    let gone = shop.call(abandon(&id, &at, "a")).await.expect(200);
    assert_eq!(gone["state"], "abandoned");
    assert_eq!(shop.call(abandon(&id, &at, "b")).await.expect(200)["state"], "abandoned");
    shop.settle().await;
    Till::later(&shop, 600).await;
    assert_eq!(level(&shop, "ROPE").await, 0);
    check(&shop);
    let wish = changes(&[add("ROPE", 1, 250)], &[]);
    let seen = preview(&shop, &id, &wish).await.expect(200);
    let done = shop.call(edit(&id, "k", &wish, &seen)).await.expect(200);
    assert_eq!(
        shop.call(abandon(&id, &done["edit_id"], "c")).await.refused(409),
        "order.edit_done"
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_previewed_otherwise_is_refused_as_outdated() {
    let shop = Till::shop();
    let id = Till::order(&shop, "tok_visa", &[("LAMP", 3, 1_000)]).await;
    let on = lines(&shop, &id).await;
    let wish = json!({ "add": [{ "sku": "SHELF", "quantity": 1 }] });
    Till::offer(&shop, "SHELF", 700).await;
    let seen = preview(&shop, &id, &wish).await.expect(200);
    assert_eq!(seen["charge"]["minor"], 700, "the catalogue's price");
    Till::offer(&shop, "SHELF", 701).await;
    let late = shop.call(edit(&id, "price", &wish, &seen)).await;
    assert_eq!(late.refused(409), "order.edit_outdated");
    let other = changes(&[add("BOX", 9, 1)], &[]);
    let seen = preview(&shop, &id, &wish).await.expect(200);
    let lied = shop.call(edit(&id, "lie", &other, &seen)).await;
    assert_eq!(lied.refused(409), "order.edit_outdated");
    shop.call(Till::cancel(&id, "c", Some(json!([take(&on[0], 1)])))).await.expect(200);
    let late = shop.call(edit(&id, "order", &wish, &seen)).await;
    assert_eq!(late.refused(409), "order.edit_outdated");
    let version = shop.call(Till::view(&id)).await.version();
    let old = Till::preview(&id, &wish).if_match(version - 1);
    assert_eq!(shop.call(old).await.refused(412), "version.changed");
    shop.settle().await;
    assert!(
        get(&shop, &format!("/orders/{id}/edits")).await["items"].as_array().unwrap().is_empty()
    );
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn too_little_stock_is_previewed_and_an_edit_without_it_changes_nothing() {
    let shop = Till::shop().delivering(Delivery::TwiceAndBackwards);
    let id = Till::order(&shop, "tok_visa", &[("LAMP", 3, 1_000)]).await;
    let on = lines(&shop, &id).await;
    let many: Vec<Value> = (0..30).map(|_| add("BOX", 1, 10)).chain([add("ROPE", 21, 1)]).collect();
    let wish = changes(&many, &[take(&on[0], 1)]);
    let seen = preview(&shop, &id, &wish).await.expect(200);
    assert_eq!(seen["in_stock"], false);
    let reply = shop.call(edit(&id, "k", &wish, &seen)).await;
    assert_eq!(reply.refused(409), "order.edit_not_made");
    assert!(reply.text.contains("ROPE") || reply.text.contains("BOX"), "{}", reply.text);
    shop.settle().await;
    let edits = get(&shop, &format!("/orders/{id}/edits")).await;
    assert_eq!(edits["items"][0]["state"], "stock_short");
    assert_eq!((level(&shop, "LAMP").await, level(&shop, "BOX").await), (3, 0));
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn money_that_came_in_some_other_way_is_never_guessed() {
    let shop = Till::shop();
    let id = Till::order(&shop, "manual", &[("LAMP", 2, 1_000)]).await;
    let wish = changes(&[add("ROPE", 1, 250)], &[]);
    let seen = preview(&shop, &id, &wish).await.expect(200);
    let silent = shop.call(edit(&id, "k", &wish, &seen)).await;
    assert_eq!(silent.refused(422), "payment.method_missing");
    let mut with = body(&wish, &seen);
    with["payment"] = json!({ "provider": "manual" });
    shop.call(edit(&id, "m", &wish, &seen).json(&with)).await.expect(200);
    shop.settle().await;
    assert_eq!(order(&shop, &id).await["payment_status"], "paid");
    let on = lines(&shop, &id).await;
    let wish = changes(&[], &[take(&on[0], 1)]);
    let seen = preview(&shop, &id, &wish).await.expect(200);
    shop.call(edit(&id, "less", &wish, &seen)).await.expect(200);
    shop.settle().await;
    assert_eq!(order(&shop, &id).await["payment_status"], "part_refunded");
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn address_and_shipping_change_with_the_price_and_only_within_the_country() {
    let shop = Till::shop();
    let id = Till::order(&shop, "tok_visa", &[("LAMP", 2, 1_000)]).await;
    let mut abroad = steps::address();
    abroad["country"] = json!("FR");
    let reply = preview(&shop, &id, &json!({ "shipping_address": abroad })).await;
    assert_eq!(reply.refused(409), "order.edit_country");
    let wish = json!({ "shipping_address": steps::address(), "shipping": { "option": "express" } });
    let seen = preview(&shop, &id, &wish).await.expect(200);
    assert_eq!(Bill::of(&seen), Bill { before: 2_000, after: 2_600, charge: 600, refund: 0 });
    assert_eq!(seen["totals_after"]["shipping_tax"]["minor"], 100);
    shop.call(edit(&id, "k", &wish, &seen)).await.expect(200);
    shop.settle().await;
    let now = order(&shop, &id).await;
    assert_eq!(
        (&now["shipping"]["option"], &now["shipping_address"]["city"]),
        (&json!("express"), &json!("York"))
    );
    let events: Vec<String> = shop.sent().into_iter().map(|event| event.detail).collect();
    assert!(events.iter().all(|event| !event.contains("York")), "no address in events");
    let again = preview(&shop, &id, &wish).await;
    assert_eq!(again.refused(422), "order.edit_nothing");
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_parcel_that_leaves_while_an_edit_waits_is_not_held_up_and_the_edit_gives_way() {
    for delivery in BOTH {
        let shop = Till::shop().delivering(delivery);
        let id = Till::order(&shop, "tok_visa", &[("LAMP", 2, 1_000), ("BOX", 1, 500)]).await;
        let on = lines(&shop, &id).await;
        let wish = changes(&[add("ROPE", 10, 250)], &[take(&on[0], 2)]);
        let seen = preview(&shop, &id, &wish).await.expect(200);
        let mut with = body(&wish, &seen);
        with["payment"] = json!({ "provider": "sandbox", "method": "tok_3ds" });
        let view = shop.call(edit(&id, "wait", &wish, &seen).json(&with)).await.expect(202);
        ship(&shop, &id, &on[0], 1).await;
        shop.call(steps::challenge(view["challenge_url"].as_str().unwrap(), "pass"))
            .await
            .expect(200);
        shop.settle().await;
        Till::later(&shop, 600).await;
        let edits = get(&shop, &format!("/orders/{id}/edits")).await;
        assert_eq!(edits["items"][0]["state"], "outdated", "{edits}");
        let now = order(&shop, &id).await;
        assert_eq!((&now["state"], &now["units_cancelled"]), (&json!("part_fulfilled"), &json!(0)));
        assert_eq!(level(&shop, "ROPE").await, 0);
        crate::till::money(&shop);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_left_of_a_part_shipped_order_is_cancelled_for_exactly_its_money() {
    for delivery in BOTH {
        let shop = Till::shop().delivering(delivery);
        let id = Till::order(&shop, "tok_visa", &[("LAMP", 3, 333), ("BOX", 2, 500)]).await;
        let wish = json!({ "shipping": { "option": "express" } });
        let seen = preview(&shop, &id, &wish).await.expect(200);
        shop.call(edit(&id, "ship", &wish, &seen)).await.expect(200);
        shop.settle().await;
        let on = lines(&shop, &id).await;
        ship(&shop, &id, &on[0], 2).await;
        let refused = preview(&shop, &id, &json!({ "shipping": { "option": "standard" } })).await;
        assert_eq!(refused.refused(409), "order.shipping_earned");
        Till::capture(&shop, &id, 666).await;
        let gone = shop.call(Till::cancel(&id, "rest", None)).await.expect(200);
        assert_eq!((&gone["units"], &gone["amount"]["minor"]), (&json!(3), &json!(333 + 1_000)));
        shop.settle().await;
        let now = order(&shop, &id).await;
        assert_eq!(now["state"], "fulfilled");
        let owed = now["totals"]["total"]["minor"].as_i64().unwrap()
            - now["cancelled_amount"]["minor"].as_i64().unwrap();
        assert_eq!(owed, 666 + 600, "what was sent, and its shipping");
        crate::till::money(&shop);
        let late = preview(&shop, &id, &changes(&[add("ROPE", 1, 1)], &[])).await;
        assert_eq!(late.refused(409), "order.state");
    }
}

#[tokio::test(start_paused = true)]
async fn many_pages_are_added_and_emptied_through_conflicts_and_silence() {
    let shop = Till::shop().delivering(Delivery::TwiceAndBackwards);
    let many: Vec<String> = (0..60).map(|at| format!("SKU-{at:04}")).collect();
    arrive(&shop, &many, 4).await;
    let sold: Vec<(&str, u32, i64)> = many.iter().map(|sku| (sku.as_str(), 2, 199)).collect();
    let id = Till::order(&shop, "tok_visa", &sold).await;
    let on = lines(&shop, &id).await;
    let more: Vec<Value> = many.iter().map(|sku| add(sku, 1, 250)).collect();
    let less: Vec<Value> = on.iter().map(|line| take(line, 1)).collect();
    let wish = changes(&more, &less);
    let seen = preview(&shop, &id, &wish).await.expect(200);
    assert_eq!(Bill::of(&seen).charge, 60 * 51);
    let bumpy = [
        Injected::Conflict,
        Injected::None,
        Injected::CommitThenSilence,
        Injected::None,
        Injected::Throttle,
    ];
    shop.database.inject(bumpy.into_iter().cycle().take(40));
    let mut reply = shop.call(edit(&id, "k", &wish, &seen)).await;
    for _ in 0..20 {
        if reply.status == 200 {
            break;
        }
        assert!(reply.status >= 500 || matches!(reply.status, 202 | 409), "{}", reply.text);
        reply = shop.call(edit(&id, "k", &wish, &seen)).await;
    }
    assert_eq!(reply.expect(200)["state"], "done");
    shop.settle().await;
    let now = order(&shop, &id).await;
    assert_eq!((&now["line_count"], &now["units"]), (&json!(120), &json!(180)));
    assert_eq!(level(&shop, &many[59]).await, 2);
    let asked = shop.sent_names().iter().filter(|n| *n == "payment.PaymentRequested.v1").count();
    assert_eq!(asked, 2, "the order's, and one for the edit");
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn two_who_edit_at_once_edit_one_after_the_other_or_not() {
    let shop = Till::shop();
    let id = Till::order(&shop, "tok_visa", &[("LAMP", 2, 1_000)]).await;
    let wish = changes(&[add("ROPE", 1, 250)], &[]);
    let seen = preview(&shop, &id, &wish).await.expect(200);
    let (one, two) = tokio::join!(
        shop.call(edit(&id, "1", &wish, &seen)),
        shop.call(edit(&id, "2", &wish, &seen)),
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", one.text, two.text);
    shop.settle().await;
    assert_eq!(level(&shop, "ROPE").await, 1);
    check(&shop);
}
