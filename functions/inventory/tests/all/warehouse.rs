//! What staff do: goods come, go, are counted, break and travel, and every step is in the ledger.
use crate::support::{
    abandon, check, post, put_stock, receive, request, reservation, reserve, stock, warehouse,
};
use contract::Role;
use serde_json::{Value, json};
use testkit::{Injected, Request};

fn total(view: &Value, names: [&str; 3]) -> [u64; 3] {
    names.map(|name| view["total"][name].as_u64().unwrap())
}

#[tokio::test]
async fn what_comes_in_is_there_once_however_often_it_is_sent() {
    let shop = warehouse().await;
    let lines = json!([{ "sku": "LAMP", "quantity": 3 }, { "sku": "LAMP", "quantity": 4 }]);
    let body = json!({ "location_id": "loc_main", "lines": lines, "reference": "note 7" });
    let first = shop.call(post("/stock/receipts", "k", &body)).await;
    let again = shop.call(post("/stock/receipts", "k", &body)).await;
    assert_eq!(first.expect(201)["units"], 7);
    assert_eq!(first.text, again.text);
    assert_eq!(total(&stock(&shop, "LAMP").await, ["on_hand", "available", "reserved"]), [7, 7, 0]);
    let moves = Request::get("/stock/LAMP/movements").staff(Role::Catalog);
    let moves = shop.call(moves).await.expect(200);
    assert_eq!(moves["items"][0]["reference"], "note 7");
    assert_eq!(moves["items"].as_array().unwrap().len(), 1);
    shop.settle().await;
    assert_eq!(shop.sent_names(), ["inventory.StockReceived.v1"]);
    check(&shop);
}

#[tokio::test]
async fn a_thousand_lines_come_in_whatever_breaks_in_between() {
    let shop = warehouse().await;
    let lines: Vec<Value> =
        (0..1_000).map(|n| json!({ "sku": format!("S{n:04}"), "quantity": 1 + n % 7 })).collect();
    let body = json!({ "location_id": "loc_main", "lines": lines });
    let faults = [Injected::None, Injected::None, Injected::CommitThenSilence];
    shop.database.inject(faults);
    let broken = shop.call(post("/stock/receipts", "k", &body)).await;
    assert!(broken.status >= 500, "the third chunk's answer is lost");
    let other = json!({ "location_id": "loc_store", "lines": lines });
    assert_eq!(
        shop.call(post("/stock/receipts", "k", &other)).await.refused(422),
        "idempotency.reused"
    );
    let done = shop.call(post("/stock/receipts", "k", &body)).await.expect(201);
    assert_eq!(done["skus"], 1_000);
    for n in [0, 49, 50, 74, 75, 76, 99, 999] {
        let view = stock(&shop, &format!("S{n:04}")).await;
        assert_eq!(view["total"]["on_hand"], 1 + n % 7, "line {n}");
    }
}

#[tokio::test]
async fn a_receipt_that_cannot_be_booked_whole_is_not_booked_at_all() {
    let shop = warehouse().await;
    shop.call(put_stock("SERVICE", &json!({ "tracked": false }))).await.expect(200);
    let mut lines: Vec<Value> =
        (0..60).map(|n| json!({ "sku": format!("A{n:04}"), "quantity": 1 })).collect();
    lines.push(json!({ "sku": "SERVICE", "quantity": 1 }));
    let body = json!({ "location_id": "loc_main", "lines": lines });
    let reply = shop.call(post("/stock/receipts", "k", &body)).await;
    assert_eq!(reply.refused(409), "stock.no_units");
    let first = Request::get("/stock/A0000").staff(Role::Fulfilment);
    assert_eq!(shop.call(first).await.refused(404), "not_found");
    let body = json!({ "location_id": "loc_nowhere", "lines": [{ "sku": "A", "quantity": 1 }] });
    let reply = shop.call(post("/stock/receipts", "l", &body)).await;
    assert_eq!(reply.refused(422), "stock.unknown_location");
}

#[tokio::test]
async fn units_promised_to_buyers_cannot_be_adjusted_away() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 5).await;
    reserve(&shop, "a", &[("LAMP", 3)]).await.expect(200);
    let by = |by: i64| json!({ "location_id": "loc_main", "by": by, "reason": "lost" });
    let reply = shop.call(post("/stock/LAMP/adjustments", "k", &by(-3))).await;
    assert_eq!(reply.refused(409), "stock.insufficient");
    let view = shop.call(post("/stock/LAMP/adjustments", "l", &by(-2))).await.expect(201);
    assert_eq!(total(&view, ["on_hand", "available", "reserved"]), [3, 0, 3]);
    let reply = shop.call(post("/stock/LAMP/adjustments", "m", &by(0))).await;
    assert_eq!(reply.refused(422), "stock.wrong_adjustment");
    let view = shop.call(post("/stock/LAMP/adjustments", "n", &by(4))).await.expect(201);
    assert_eq!(view["total"]["available"], 4);
    check(&shop);
}

#[tokio::test]
async fn a_stocktake_below_what_is_promised_leaves_buyers_waiting_and_the_next_goods_are_theirs() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 5).await;
    reserve(&shop, "a", &[("LAMP", 4)]).await.expect(200);
    let count = json!({ "location_id": "loc_main", "counted": 1, "note": "water damage" });
    let view = shop.call(post("/stock/LAMP/counts", "k", &count)).await.expect(201);
    assert_eq!(total(&view, ["on_hand", "reserved", "backordered"]), [1, 1, 3]);
    check(&shop);
    receive(&shop, "loc_main", "LAMP", 2).await;
    let view = stock(&shop, "LAMP").await;
    assert_eq!(total(&view, ["available", "reserved", "backordered"]), [0, 3, 1]);
    abandon(&shop, "a").await.expect(200);
    let view = stock(&shop, "LAMP").await;
    assert_eq!(total(&view, ["available", "reserved", "backordered"]), [3, 0, 0]);
    check(&shop);
}

#[tokio::test]
async fn damaged_units_are_not_sold_and_come_back_when_mended() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 5).await;
    let book = |quantity: u32, damage: &str| json!({ "location_id": "loc_main", "quantity": quantity, "damage": damage });
    let path = "/stock/LAMP/damages";
    let view = shop.call(post(path, "a", &book(3, "damaged"))).await.expect(201);
    assert_eq!(total(&view, ["on_hand", "available", "damaged"]), [2, 2, 3]);
    let view = shop.call(post(path, "b", &book(1, "repaired"))).await.expect(201);
    assert_eq!(total(&view, ["on_hand", "available", "damaged"]), [3, 3, 2]);
    let view = shop.call(post(path, "c", &book(2, "scrapped"))).await.expect(201);
    assert_eq!(total(&view, ["on_hand", "available", "damaged"]), [3, 3, 0]);
    let reply = shop.call(post(path, "d", &book(1, "scrapped"))).await;
    assert_eq!(reply.refused(409), "stock.insufficient");
    shop.settle().await;
    assert_eq!(
        shop.sent_names().iter().filter(|name| *name == "inventory.StockAdjusted.v1").count(),
        3
    );
    check(&shop);
}

#[tokio::test]
async fn a_transfer_is_nowhere_for_sale_until_it_arrives_and_arrives_in_parts() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 10).await;
    let lines = json!([{ "sku": "LAMP", "quantity": 8 }]);
    let body = json!({ "from": "loc_main", "to": "loc_store", "lines": lines });
    let sent = shop.call(post("/transfers", "k", &body)).await.expect(201);
    let view = stock(&shop, "LAMP").await;
    assert_eq!(total(&view, ["on_hand", "available", "incoming"]), [2, 2, 8]);
    let path = format!("/transfers/{}/receipts", sent["transfer_id"].as_str().unwrap());
    let part = json!({ "lines": [{ "sku": "LAMP", "received": 5, "damaged": 1 }] });
    let after = shop.call(post(&path, "l", &part)).await.expect(201);
    assert_eq!(after["on_the_way"], 2);
    let more = json!({ "lines": [{ "sku": "LAMP", "received": 3 }] });
    assert_eq!(shop.call(post(&path, "m", &more)).await.refused(409), "stock.more_than_shipped");
    let lost = json!({ "lines": [{ "sku": "LAMP", "lost": 2 }] });
    shop.call(post(&path, "n", &lost)).await.expect(201);
    let view = stock(&shop, "LAMP").await;
    assert_eq!(total(&view, ["on_hand", "damaged", "incoming"]), [7, 1, 0]);
    let list = shop.call(Request::get("/transfers").staff(Role::Fulfilment)).await.expect(200);
    assert_eq!(list["items"][0]["on_the_way"], 0);
    let back = json!({ "from": "loc_main", "to": "loc_main", "lines": lines });
    let reply = shop.call(post("/transfers", "o", &back)).await;
    assert_eq!(reply.refused(422), "stock.same_location");
    check(&shop);
}

#[tokio::test]
async fn safety_stock_is_never_promised() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 5).await;
    let locations = json!([{ "location_id": "loc_main", "safety_stock": 2 }]);
    let view = shop.call(put_stock("LAMP", &json!({ "locations": locations }))).await.expect(200);
    assert_eq!(total(&view, ["on_hand", "available", "reserved"]), [5, 3, 0]);
    assert_eq!(reserve(&shop, "a", &[("LAMP", 4)]).await.refused(409), "stock.insufficient");
    reserve(&shop, "b", &[("LAMP", 3)]).await.expect(200);
    check(&shop);
}

#[tokio::test]
async fn backorders_have_a_limit_and_are_covered_by_the_next_goods_first() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 2).await;
    let policy = json!({ "oversell": { "kind": "backorder", "limit": 5 } });
    shop.call(put_stock("LAMP", &policy)).await.expect(200);
    reserve(&shop, "a", &[("LAMP", 4)]).await.expect(200);
    assert_eq!(reservation(&shop, "a").await["pages"][0]["lines"][0]["backordered"], 2);
    assert_eq!(reserve(&shop, "b", &[("LAMP", 4)]).await.refused(409), "stock.insufficient");
    reserve(&shop, "c", &[("LAMP", 3)]).await.expect(200);
    let ask = Request::get("/availability?sku=LAMP&sku=NONE");
    let view = shop.call(ask.clone()).await.expect(200);
    assert_eq!(view["items"][0]["state"], "out_of_stock");
    assert_eq!(view["items"][1]["state"], "unknown");
    receive(&shop, "loc_main", "LAMP", 4).await;
    let view = stock(&shop, "LAMP").await;
    assert_eq!(total(&view, ["available", "reserved", "backordered"]), [0, 6, 1]);
    assert_eq!(shop.call(ask).await.expect(200)["items"][0]["state"], "backorder");
    check(&shop);
}

#[tokio::test]
async fn preorders_end_when_the_goods_are_due() {
    let shop = warehouse().await;
    let from = crate::support::in_seconds(&shop, 60).to_string();
    let policy = json!({ "oversell": { "kind": "preorder", "limit": 5, "available_from": from },
        "locations": [{ "location_id": "loc_main" }] });
    shop.call(put_stock("GAME", &policy)).await.expect(200);
    reserve(&shop, "a", &[("GAME", 3)]).await.expect(200);
    let view = shop.call(Request::get("/availability?sku=GAME")).await.expect(200);
    assert_eq!(
        (&view["items"][0]["state"], &view["items"][0]["units"]),
        (&json!("preorder"), &json!(2))
    );
    shop.source.advance(61);
    assert_eq!(reserve(&shop, "b", &[("GAME", 1)]).await.refused(409), "stock.insufficient");
    check(&shop);
}

#[tokio::test]
async fn a_live_sku_gets_more_shards_and_its_units_are_dealt_over_them() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 50).await;
    reserve(&shop, "a", &[("LAMP", 5)]).await.expect(200);
    shop.call(put_stock("LAMP", &json!({ "shards": 8 }))).await.expect(200);
    let body = json!({ "location_id": "loc_main" });
    let path = "/stock/LAMP/rebalancings";
    let view = shop.call(post(path, "k", &body)).await.expect(201);
    assert_eq!(total(&view, ["on_hand", "available", "reserved"]), [50, 45, 5]);
    check(&shop);
    let moves = Request::get("/stock/LAMP/movements?limit=4").staff(Role::Fulfilment);
    let page = shop.call(moves).await.expect(200);
    assert_eq!(page["items"].as_array().unwrap().len(), 4);
    let mut seen = 4;
    let mut next = page["next"].clone();
    while let Some(cursor) = next.as_str() {
        let path = format!("/stock/LAMP/movements?limit=4&cursor={cursor}").replace('+', "%2B");
        let page = shop.call(Request::get(path).staff(Role::Fulfilment)).await.expect(200);
        seen += page["items"].as_array().unwrap().len();
        next = page["next"].clone();
    }
    assert_eq!(seen, 2 + 8, "receipt, reservation, and each shard's part of the rebalancing");
    // Fewer shards again: nothing is lost from sight, and all can still be sold.
    shop.call(put_stock("LAMP", &json!({ "shards": 2 }))).await.expect(200);
    reserve(&shop, "b", &[("LAMP", 45)]).await.expect(200);
    abandon(&shop, "b").await.expect(200);
    let view = shop.call(post(path, "l", &body)).await.expect(201);
    assert_eq!(view["total"]["available"], 45);
    check(&shop);
}

#[tokio::test]
async fn staff_are_told_once_that_a_sku_runs_low_and_again_after_it_was_filled_up() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 10).await;
    shop.call(put_stock("LAMP", &json!({ "reorder_point": 4 }))).await.expect(200);
    for (id, units) in [("a", 5), ("b", 1), ("c", 1)] {
        reserve(&shop, id, &[("LAMP", units)]).await.expect(200);
    }
    receive(&shop, "loc_main", "LAMP", 10).await;
    let by = json!({ "location_id": "loc_main", "by": -9, "reason": "stolen" });
    shop.call(post("/stock/LAMP/adjustments", "k", &by)).await.expect(201);
    shop.settle().await;
    let low: Vec<_> = shop.sent().into_iter().filter(|e| e.detail_type.contains("Low")).collect();
    assert_eq!(low.len(), 2, "{low:?}");
    check(&shop);
}

#[tokio::test]
async fn exact_numbers_are_not_told_to_the_public() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 4_321).await;
    shop.call(put_stock("SERVICE", &json!({ "tracked": false }))).await.expect(200);
    let reply = shop.call(Request::get("/availability?sku=LAMP&sku=SERVICE")).await;
    let view = reply.expect(200);
    assert_eq!(view["items"][0]["units"], 20);
    assert_eq!(view["items"][1], json!({ "sku": "SERVICE", "state": "in_stock" }));
    let many = vec!["sku=LAMP"; 51].join("&");
    assert_eq!(
        shop.call(Request::get(format!("/availability?{many}"))).await.refused(400),
        "request.malformed"
    );
    reserve(&shop, "a", &[("SERVICE", 1_000_000)]).await.expect(200);
    check(&shop);
}

#[tokio::test]
async fn kits_of_kits_of_strangers_and_of_themselves_are_refused() {
    let shop = warehouse().await;
    receive(&shop, "loc_main", "LAMP", 4).await;
    let kit = |sku: &str| json!({ "components": [{ "sku": sku, "quantity": 1 }] });
    shop.call(put_stock("PAIR", &kit("LAMP"))).await.expect(200);
    let refused = [
        ("DOUBLE", "PAIR", 422, "stock.wrong_component"),
        ("SELF", "SELF", 422, "stock.unknown_sku"),
        ("OTHER", "STRANGER", 422, "stock.unknown_sku"),
        ("LAMP", "LAMP", 409, "stock.has_units"),
    ];
    for (sku, part, status, code) in refused {
        assert_eq!(shop.call(put_stock(sku, &kit(part))).await.refused(status), code, "{sku}");
    }
    let lines = json!([{ "sku": "PAIR", "quantity": 1 }]);
    let body = json!({ "location_id": "loc_main", "lines": lines });
    let reply = shop.call(post("/stock/receipts", "k", &body)).await;
    assert_eq!(reply.refused(409), "stock.no_units");
}

#[tokio::test]
async fn a_change_based_on_an_older_version_is_refused() {
    let shop = warehouse().await;
    let first = shop.call(put_stock("LAMP", &json!({}))).await;
    assert_eq!(first.version(), 1);
    let second = put_stock("LAMP", &json!({ "reorder_point": 3 })).if_match(1);
    assert_eq!(shop.call(second.clone()).await.version(), 2);
    assert_eq!(shop.call(second).await.refused(412), "version.changed");
    let get = Request::get("/locations/loc_main").staff(Role::Fulfilment);
    assert_eq!(shop.call(get).await.version(), 1);
    let list = shop.call(Request::get("/locations").staff(Role::Fulfilment)).await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn after_random_histories_the_ledger_adds_up() {
    // A small generator of its own: the same history in every run.
    let mut state = 7u64;
    let mut pick = move |ways: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % ways
    };
    let shop = warehouse().await;
    let policy = json!({ "shards": 3, "oversell": { "kind": "backorder", "limit": 9 } });
    shop.call(put_stock("LAMP", &policy)).await.expect(200);
    receive(&shop, "loc_main", "LAMP", 20).await;
    let kit = json!({ "components": [{ "sku": "LAMP", "quantity": 2 }] });
    shop.call(put_stock("PAIR", &kit)).await.expect(200);
    for step in 0..120 {
        let location = ["loc_main", "loc_store"][usize::try_from(pick(2)).unwrap()];
        let units = 1 + pick(6);
        let id = pick(12).to_string();
        let key = format!("step{step}");
        let lines = json!([{ "sku": "LAMP", "quantity": units }]);
        let asked = u32::try_from(units).unwrap();
        let request = match pick(10) {
            0 => post("/stock/receipts", &key, &json!({ "location_id": location, "lines": lines })),
            1 => post(
                "/stock/LAMP/adjustments",
                &key,
                &json!({ "location_id": location, "by": -1, "reason": "lost" }),
            ),
            2 => post(
                "/stock/LAMP/counts",
                &key,
                &json!({ "location_id": location, "counted": pick(25) }),
            ),
            3 => post(
                "/stock/LAMP/damages",
                &key,
                &json!({ "location_id": location, "quantity": units, "damage": "damaged" }),
            ),
            4 => post(
                "/stock/LAMP/damages",
                &key,
                &json!({ "location_id": location, "quantity": units, "damage": "repaired" }),
            ),
            5 => post("/stock/LAMP/rebalancings", &key, &json!({ "location_id": location })),
            6 => request("reserve", &id, 0, &[("LAMP", asked), ("PAIR", 1)], ""),
            7 => request("lines", &id, 0, &[("PAIR", 1), ("LAMP", 1)], &key),
            8 => request("cancel", &id, 0, &[], ""),
            _ => post(
                "/transfers",
                &key,
                &json!({ "from": location, "to": "loc_store", "lines": lines }),
            ),
        };
        let reply = shop.call(request).await;
        assert!(reply.status < 500, "{}", reply.text);
        check(&shop);
    }
}
