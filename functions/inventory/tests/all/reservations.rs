//! Reservations from put aside to given back.
use crate::support::{
    abandon, check, put_stock, receive, request, reservation, reserve, stock, warehouse,
};
use contract::Role;
use serde_json::json;
use testkit::Request;

#[tokio::test]
async fn reserving_twice_puts_aside_once() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 5).await;
    reserve(&shop, "a", &[("LAMP", 2)]).await.expect(200);
    reserve(&shop, "a", &[("LAMP", 2)]).await.expect(200);
    assert_eq!(stock(&shop, "LAMP").await["total"]["reserved"], 2);
    check(&shop);
}

#[tokio::test]
async fn giving_back_twice_gives_back_once() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 5).await;
    reserve(&shop, "a", &[("LAMP", 2)]).await.expect(200);
    reserve(&shop, "b", &[("LAMP", 3)]).await.expect(200);
    for _ in 0..3 {
        abandon(&shop, "a").await.expect(200);
    }
    assert_eq!(stock(&shop, "LAMP").await["total"]["available"], 2);
    assert_eq!(reserve(&shop, "a", &[("LAMP", 1)]).await.refused(409), "stock.reservation_closed");
    check(&shop);
}

#[tokio::test]
async fn all_lines_are_put_aside_or_none() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 5).await;
    receive(&shop, "loc_main", "BULB", 1).await;
    let reply = reserve(&shop, "a", &[("LAMP", 2), ("BULB", 2)]).await;
    assert_eq!(reply.refused(409), "stock.insufficient");
    assert!(reply.text.contains("BULB") && !reply.text.contains("LAMP"), "{}", reply.text);
    assert_eq!(stock(&shop, "LAMP").await["total"]["reserved"], 0);
    let reply = reserve(&shop, "b", &[("LAMP", 1), ("NEVER-HEARD-OF", 1)]).await;
    assert_eq!(reply.refused(422), "stock.unknown_sku");
    check(&shop);
}

#[tokio::test]
async fn a_line_may_come_from_two_locations() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 3).await;
    receive(&shop, "loc_store", "LAMP", 4).await;
    reserve(&shop, "a", &[("LAMP", 6)]).await.expect(200);
    let from = reservation(&shop, "a").await["pages"][0]["lines"][0]["from"].clone();
    assert_eq!(from.as_array().unwrap().len(), 2);
    assert_eq!(reserve(&shop, "b", &[("LAMP", 2)]).await.refused(409), "stock.insufficient");
    reserve(&shop, "c", &[("LAMP", 1)]).await.expect(200);
    check(&shop);
}

#[tokio::test]
async fn the_same_sku_on_two_lines_counts_together() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 3).await;
    let reply = reserve(&shop, "a", &[("LAMP", 2), ("LAMP", 2)]).await;
    assert_eq!(reply.refused(409), "stock.insufficient");
    reserve(&shop, "b", &[("LAMP", 2), ("LAMP", 1)]).await.expect(200);
    check(&shop);
}

#[tokio::test]
async fn a_refused_kit_is_named_not_its_component() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 3).await;
    let kit = json!({ "components": [{ "sku": "LAMP", "quantity": 2 }] });
    shop.call(put_stock("PAIR", &kit)).await.expect(200);
    assert_eq!(stock(&shop, "PAIR").await["available"], 1);
    let reply = reserve(&shop, "a", &[("PAIR", 2)]).await;
    assert_eq!(reply.refused(409), "stock.insufficient");
    assert!(reply.text.contains("PAIR") && !reply.text.contains("LAMP"));
    reserve(&shop, "b", &[("PAIR", 1), ("LAMP", 1)]).await.expect(200);
    check(&shop);
}

#[tokio::test]
async fn a_page_of_large_kits_takes_several_transactions_and_comes_back_whole() {
    let shop = warehouse().await;
    let mut lines = Vec::new();
    for kit in 0..5 {
        let mut parts = Vec::new();
        for part in 0..20 {
            let sku = format!("PART-{kit}-{part}");
            receive(&shop, "loc_main", &sku, 4).await;
            parts.push(json!({ "sku": sku, "quantity": 2 }));
        }
        let sku = format!("KIT-{kit}");
        shop.call(put_stock(&sku, &json!({ "components": parts }))).await.expect(200);
        lines.push((sku, 2));
    }
    let lines: Vec<(&str, u32)> = lines.iter().map(|(sku, n)| (sku.as_str(), *n)).collect();
    reserve(&shop, "a", &lines).await.expect(200);
    check(&shop);
    assert_eq!(stock(&shop, "PART-4-19").await["total"]["available"], 0);
    abandon(&shop, "a").await.expect(200);
    check(&shop);
    assert_eq!(stock(&shop, "KIT-3").await["available"], 2);
    assert_eq!(reservation(&shop, "a").await["pages"][0]["state"], "released");
}

#[tokio::test]
async fn some_units_of_a_committed_page_come_back_once_per_cancellation() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 9).await;
    reserve(&shop, "a", &[("LAMP", 5), ("LAMP", 2)]).await.expect(200);
    shop.answer(request("commit", "a", 0, &[], "")).await.expect(200);
    for reference in ["one", "one", "two"] {
        shop.answer(request("lines", "a", 0, &[("LAMP", 3)], reference)).await.expect(200);
    }
    assert_eq!(stock(&shop, "LAMP").await["total"]["reserved"], 1);
    // An abandoned checkout takes nothing from a placed order; a cancelled order does.
    abandon(&shop, "a").await.expect(200);
    assert_eq!(stock(&shop, "LAMP").await["total"]["reserved"], 1);
    shop.answer(request("cancel", "a", 0, &[], "")).await.expect(200);
    assert_eq!(stock(&shop, "LAMP").await["total"]["available"], 9);
    check(&shop);
}

#[tokio::test]
async fn never_more_comes_back_than_was_put_aside() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 9).await;
    reserve(&shop, "a", &[("LAMP", 2)]).await.expect(200);
    shop.answer(request("lines", "a", 0, &[("LAMP", 50)], "x")).await.expect(200);
    assert_eq!(stock(&shop, "LAMP").await["total"]["available"], 9);
    assert_eq!(reservation(&shop, "a").await["pages"][0]["state"], "released");
    check(&shop);
}

#[tokio::test]
async fn the_clock_gives_back_what_a_lost_checkout_held_and_only_once() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 5).await;
    for id in ["a", "b", "c"] {
        reserve(&shop, id, &[("LAMP", 1)]).await.expect(200);
    }
    shop.answer(request("commit", "c", 0, &[], "")).await.expect(200);
    shop.tick("expire-reservations").await;
    assert_eq!(stock(&shop, "LAMP").await["total"]["reserved"], 3, "nothing is due yet");
    shop.source.advance(901);
    shop.tick("expire-reservations").await;
    shop.tick("expire-reservations").await;
    assert_eq!(stock(&shop, "LAMP").await["total"]["reserved"], 1, "the order keeps its own");
    assert_eq!(reservation(&shop, "a").await["pages"][0]["state"], "expired");
    let told = shop.sent_names();
    let expired = told.iter().filter(|name| *name == "inventory.ReservationExpired.v1");
    assert_eq!(expired.count(), 2);
    check(&shop);
}

#[tokio::test]
async fn staff_give_back_what_no_checkout_needs() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 5).await;
    reserve(&shop, "a", &[("LAMP", 1)]).await.expect(200);
    let release = Request::post("/reservations/rsv_a/release").key("k").json(&json!({}));
    let reply = shop.call(release.staff(Role::Fulfilment)).await.expect(201);
    assert_eq!(reply["pages"][0]["state"], "released");
    assert_eq!(stock(&shop, "LAMP").await["total"]["available"], 5);
    check(&shop);
}
