//! From paid to delivered, and everything that goes wrong on the way.
use contract::Role;
use domain::payment::signature;
use journeys::{buy, deliver, label, now, parcels, scan, shop, skus, stock};
use serde_json::{Value, json};
use testkit::{Delivery, HAULIER_SECRET, Items, Parcel, Request, Shop, invariants, steps};

const BOTH: [Delivery; 2] = [Delivery::Once, Delivery::TwiceAndBackwards];

async fn placed(shop: &Shop, lines: &[(String, u32)]) -> String {
    let (_, reply) = buy(shop, "ada", lines).await;
    let order_id = reply.expect(201)["order_id"].as_str().unwrap().to_owned();
    shop.settle().await;
    order_id
}

fn clock(shop: &Shop) -> primitives::Timestamp {
    runtime::Source::now(&*shop.source)
}

async fn order(shop: &Shop, order_id: &str) -> Value {
    shop.call(Request::get(format!("/orders/{order_id}")).staff(Role::Service)).await.expect(200)
}

async fn payment(shop: &Shop, order_id: &str) -> Value {
    let list = Request::get(format!("/orders/{order_id}/payments")).staff(Role::Finance);
    shop.call(list).await.expect(200)["items"][0].take()
}

async fn total(shop: &Shop, sku: &str) -> Value {
    shop.call(steps::stock(sku)).await.expect(200)["total"].take()
}

/// Some units of a SKU lie elsewhere.
async fn second_location(shop: &Shop, sku: &str, units: u32) {
    let body = json!({ "title": "Shop in York", "country": "GB" });
    let put = Request::put("/locations/loc_york").staff(Role::Fulfilment).json(&body);
    shop.call(put).await.expect(200);
    let body = json!({ "location_id": "loc_york", "lines": [{ "sku": sku, "quantity": units }] });
    let receipt = Request::post("/stock/receipts").staff(Role::Fulfilment).key("york").json(&body);
    shop.call(receipt).await.expect(201);
    shop.settle().await;
}

#[tokio::test(start_paused = true)]
async fn an_order_from_two_locations_is_sent_in_two_parcels_and_paid_parcel_by_parcel() {
    for delivery in BOTH {
        let shop = shop().delivering(delivery);
        let skus = skus(2);
        stock(&shop, &skus, 3, 1_000).await;
        second_location(&shop, &skus[0], 2).await;
        // Five of the first: three lie here, two in York.
        let order_id = placed(&shop, &[(skus[0].clone(), 5), (skus[1].clone(), 1)]).await;
        let all = parcels(&shop, &order_id).await;
        assert_eq!(all.len(), 2, "{delivery:?} {all:?}");

        let mut taken = 0;
        for (at, parcel) in all.iter().enumerate() {
            let done = deliver(&shop, parcel).await;
            assert_eq!(done.state(), "delivered", "{:?}", done.view);
            taken += done.view["amount"]["minor"].as_i64().unwrap();
            let captured = &payment(&shop, &order_id).await["captured"];
            assert_eq!(captured["settled"]["minor"], taken, "{delivery:?}");
            assert_eq!(captured["pending"]["minor"], 0);
            let state = if at == 0 { "part_fulfilled" } else { "fulfilled" };
            assert_eq!(order(&shop, &order_id).await["state"], state);
        }
        let order = order(&shop, &order_id).await;
        assert_eq!((taken, &order["payment_status"]), (6_000, &json!("paid")), "{order}");
        for (sku, left) in [(&skus[0], 0), (&skus[1], 2)] {
            let total = total(&shop, sku).await;
            assert_eq!((&total["on_hand"], &total["reserved"]), (&json!(left), &json!(0)));
        }
        let delivered = shop.sent_names();
        let count = delivered.iter().filter(|n| *n == "fulfilment.ShipmentDelivered.v1").count();
        assert_eq!(count, 2);
        invariants::at_rest(&Items::of(&shop));
    }
}

async fn nothing_is_left_of(shop: &Shop, sku: &str) {
    shop.settle().await;
    let stock = shop.call(steps::stock(sku)).await.expect(200);
    for location in stock["locations"].as_array().unwrap() {
        assert_eq!(
            (&location["on_hand"], &location["reserved"]),
            (&json!(0), &json!(0)),
            "{location}"
        );
    }
    invariants::at_rest(&Items::of(shop));
}

#[tokio::test(start_paused = true)]
async fn two_parcels_of_one_line_may_leave_at_the_same_moment() {
    let shop = shop();
    let skus = skus(1);
    stock(&shop, &skus, 3, 1_000).await;
    second_location(&shop, &skus[0], 2).await;
    let order_id = placed(&shop, &[(skus[0].clone(), 5)]).await;
    let mut labelled = Vec::new();
    for parcel in parcels(&shop, &order_id).await {
        labelled.push(label(&shop, &parcel).await);
    }
    let [first, second] = <[Parcel; 2]>::try_from(labelled).unwrap();
    let both = tokio::join!(shop.answer(first.dispatch()), shop.answer(second.dispatch()));
    both.0.expect(200);
    both.1.expect(200);
    nothing_is_left_of(&shop, &skus[0]).await;
}

#[tokio::test(start_paused = true)]
async fn a_parcel_that_leaves_while_another_reads_the_shelves_is_not_taken_for_missing_units() {
    let shop = shop();
    let skus = skus(1);
    // Three units in each of two shards: whoever leaves first takes the first of them.
    let policy = Request::put(format!("/stock/{}", skus[0])).staff(Role::Fulfilment);
    shop.call(policy.json(&json!({ "shards": 2 }))).await.expect(200);
    stock(&shop, &skus, 6, 1_000).await;
    let order_id = placed(&shop, &[(skus[0].clone(), 6)]).await;
    let parcel = parcels(&shop, &order_id).await.remove(0);
    let line_id = parcel.view["positions"][0]["line_id"].clone();
    let half = json!({ "lines": [{ "line_id": line_id, "quantity": 3 }] });
    let split = shop.call(parcel.act("split", "s", &half)).await.expect(200);
    let [first, second] = <[Parcel; 2]>::try_from(Parcel::all(&split)).unwrap();
    let (first, second) = (label(&shop, &first).await, label(&shop, &second).await);

    // The first has read what is put aside, and not yet what lies on the shelves.
    let mut between = shop.database.gate().shut("BatchGetItem", "LEVEL#");
    let second_leaves = async {
        between.arrival().await;
        shop.answer(second.dispatch()).await.expect(200);
        between.release();
    };
    let (left, ()) = tokio::join!(shop.answer(first.dispatch()), second_leaves);
    left.expect(200);
    nothing_is_left_of(&shop, &skus[0]).await;
}

#[tokio::test(start_paused = true)]
async fn cancelling_after_a_part_was_sent_gives_back_what_was_not() {
    for delivery in BOTH {
        let shop = shop().delivering(delivery);
        let skus = skus(2);
        stock(&shop, &skus, 10, 333).await;
        let order_id = placed(&shop, &[(skus[0].clone(), 3), (skus[1].clone(), 2)]).await;
        let parcel = parcels(&shop, &order_id).await.remove(0);
        let line = |at: usize| parcel.view["positions"][at]["line_id"].clone();
        let body = json!({ "lines": [{ "line_id": line(0), "quantity": 2 }] });
        let split = shop.call(parcel.act("split", "s", &body)).await.expect(200);
        let [stays, goes] = <[Parcel; 2]>::try_from(Parcel::all(&split)).unwrap();
        deliver(&shop, &goes).await;
        label(&shop, &stays).await;
        let cancel = Request::post(format!("/orders/{order_id}/cancel")).key("c");
        let body = json!({ "reason": "enough" });
        let reply = shop.call(cancel.staff(Role::Service).json(&body)).await.expect(200);
        assert_eq!(reply["amount"]["minor"], 999, "{delivery:?}");
        shop.settle().await;

        assert_eq!(now(&shop, &stays).await.state(), "cancelled");
        let label = shop.call(stays.get("label")).await.expect(200);
        assert_eq!(label["state"], "voided", "a label that is not used goes back");
        let order = order(&shop, &order_id).await;
        assert_eq!(
            (&order["state"], &order["payment_status"]),
            (&json!("fulfilled"), &json!("paid"))
        );
        let payment = payment(&shop, &order_id).await;
        assert_eq!(payment["captured"]["settled"]["minor"], 666);
        assert_eq!(payment["cancelled"]["settled"]["minor"], 999);
        assert_eq!(total(&shop, &skus[0]).await["available"], 8);
        assert_eq!(total(&shop, &skus[1]).await["available"], 10);
        invariants::at_rest(&Items::of(&shop));
    }
}

#[tokio::test(start_paused = true)]
async fn units_cancelled_while_a_parcel_is_packed_are_taken_out_of_it() {
    let shop = shop();
    let skus = skus(1);
    stock(&shop, &skus, 10, 500).await;
    let order_id = placed(&shop, &[(skus[0].clone(), 3)]).await;
    let parcel = parcels(&shop, &order_id).await.remove(0);
    let packed = label(&shop, &parcel).await;
    let line = packed.view["positions"][0]["line_id"].clone();
    let body = json!({ "reason": "one too many", "lines": [{ "line_id": line, "quantity": 1 }] });
    let cancel = Request::post(format!("/orders/{order_id}/cancel")).key("c");
    // Before the parcel hears of it, it is not let out of the house.
    shop.answer(cancel.staff(Role::Service).json(&body)).await.expect(200);
    let refused = shop.answer(packed.dispatch()).await;
    assert_eq!(refused.refused(409), "shipment.outdated", "{}", refused.text);
    shop.settle().await;
    let reduced = now(&shop, &packed).await;
    assert_eq!((reduced.state(), &reduced.view["positions"][0]["quantity"]), ("picked", &json!(2)));
    shop.call(parcel.act("pack", "again", &json!({ "weight_grams": 700 }))).await.expect(200);
    shop.settle().await;
    shop.call(parcel.act("dispatch", "again", &json!({}))).await.expect(200);
    shop.settle().await;
    assert_eq!(payment(&shop, &order_id).await["captured"]["settled"]["minor"], 1_000);
    assert_eq!(total(&shop, &skus[0]).await["on_hand"], 8);
}

#[tokio::test(start_paused = true)]
async fn a_lost_parcel_is_paid_back_and_a_returned_one_goes_on_the_shelf_or_out_again() {
    for delivery in BOTH {
        let shop = shop().delivering(delivery);
        let skus = skus(1);
        stock(&shop, &skus, 10, 250).await;
        let order_id = placed(&shop, &[(skus[0].clone(), 3)]).await;
        let first = parcels(&shop, &order_id).await.remove(0);
        let line = first.view["positions"][0]["line_id"].clone();
        let one = json!({ "lines": [{ "line_id": line, "quantity": 1 }] });
        for key in ["a", "b"] {
            shop.call(first.act("split", key, &one)).await.expect(200);
        }
        let mut gone = Vec::new();
        for parcel in parcels(&shop, &order_id).await {
            let labelled = label(&shop, &parcel).await;
            shop.call(labelled.dispatch()).await.expect(200);
            shop.settle().await;
            gone.push(labelled);
        }
        let resolve = |parcel: &Parcel, what: &str| {
            parcel.act("resolution", "r", &json!({ "resolution": what }))
        };
        assert_eq!(scan(&shop, &gone[0], "MISSING").await.state(), "failed");
        assert_eq!(scan(&shop, &gone[1], "BACK").await.view["failure"], "returned");
        assert_eq!(scan(&shop, &gone[2], "BACK").await.view["failure"], "returned");
        let failed = Request::get("/shipments/failed").staff(Role::Service);
        let failed = shop.call(failed).await.expect(200);
        assert_eq!(failed["items"].as_array().unwrap().len(), 3, "{delivery:?} {failed}");

        let refused = shop.call(resolve(&gone[0], "resend")).await;
        assert_eq!(refused.refused(409), "shipment.not_back");
        shop.call(gone[0].act("resolution", "x", &json!({ "resolution": "refund" })))
            .await
            .expect(200);
        shop.call(resolve(&gone[1], "refund_and_restock")).await.expect(200);
        shop.call(resolve(&gone[2], "resend")).await.expect(200);
        shop.settle().await;
        let again = now(&shop, &gone[2]).await;
        assert_eq!(again.state(), "labelled");
        assert_ne!(again.tracking_number(), gone[2].tracking_number());
        shop.call(again.act("dispatch", "again", &json!({}))).await.expect(200);
        shop.settle().await;
        assert_eq!(scan(&shop, &again, "DELIVERED").await.state(), "delivered");

        let payment = payment(&shop, &order_id).await;
        assert_eq!(payment["captured"]["settled"]["minor"], 750, "{delivery:?}");
        assert_eq!(payment["refunded"]["settled"]["minor"], 500);
        let total = total(&shop, &skus[0]).await;
        assert_eq!((&total["on_hand"], &total["reserved"]), (&json!(8), &json!(0)));
        invariants::at_rest(&Items::of(&shop));
    }
}

#[tokio::test(start_paused = true)]
async fn a_label_that_the_carrier_refuses_is_seen_and_asked_for_anew() {
    let shop = shop();
    let skus = skus(1);
    stock(&shop, &skus, 10, 500).await;
    let order_id = placed(&shop, &[(skus[0].clone(), 1)]).await;
    let parcel = parcels(&shop, &order_id).await.remove(0);
    let early = shop.call(parcel.pack(900)).await;
    assert_eq!(early.refused(409), "shipment.state", "{}", early.text);
    shop.call(parcel.pick()).await.expect(200);
    let body = json!({ "weight_grams": 900, "service": "zeppelin" });
    shop.call(parcel.act("pack", "zeppelin", &body)).await.expect(200);
    shop.settle().await;
    let refused = now(&shop, &parcel).await;
    assert_eq!((refused.state(), &refused.view["failure"]), ("packed", &json!("label_refused")));
    assert_eq!(refused.view["refused_because"], "not_served");
    assert_eq!(shop.call(parcel.dispatch()).await.refused(409), "shipment.no_label");

    let rates = shop.call(parcel.get("rates")).await.expect(200);
    assert_eq!(
        (&rates["items"][0]["service"], &rates["items"][0]["cost"]["minor"]),
        (&json!("standard"), &json!(390))
    );
    let body = json!({ "weight_grams": 900, "service": "express" });
    shop.call(parcel.act("pack", "express", &body)).await.expect(200);
    shop.settle().await;
    assert_eq!(now(&shop, &parcel).await.state(), "labelled");
    let label = shop.call(parcel.get("label")).await.expect(200);
    assert_eq!((&label["state"], &label["cost"]["minor"]), (&json!("bought"), &json!(780)));
}

#[tokio::test(start_paused = true)]
async fn what_carriers_say_is_believed_by_its_signature_and_only_about_parcels_of_the_shop() {
    let shop = shop();
    let skus = skus(1);
    stock(&shop, &skus, 10, 500).await;
    let order_id = placed(&shop, &[(skus[0].clone(), 1)]).await;
    let parcel = parcels(&shop, &order_id).await.remove(0);
    let labelled = label(&shop, &parcel).await;
    shop.call(labelled.dispatch()).await.expect(200);
    shop.settle().await;

    let number = labelled.tracking_number();
    let report = |id: &str, number: &str, scan: &str| {
        let at = clock(&shop).to_string();
        json!({ "id": id, "tracking_number": number, "scan": scan, "scanned_at": at }).to_string()
    };
    let post = |body: &str, signature: &str| {
        Request::post("/webhooks/haulier").header("x-haulier-signature", signature).text(body)
    };
    let sign = |body: &str, ago: i64| {
        let at = clock(&shop).plus_seconds(-ago);
        signature::sign(HAULIER_SECRET, body.as_bytes(), at)
    };
    let body = report("scn_1", number, "DELIVERED");
    for signature in ["", "t=1,v1=00", &signature::sign("guess", body.as_bytes(), clock(&shop))] {
        assert_eq!(shop.call(post(&body, signature)).await.refused(401), "webhook.signature");
    }
    assert_eq!(shop.call(post(&body, &sign(&body, 301))).await.refused(401), "webhook.signature");
    let stranger = report("scn_2", "395212340000000001", "DELIVERED");
    assert_eq!(
        shop.call(post(&stranger, &sign(&stranger, 0))).await.refused(404),
        "parcel.unknown"
    );
    let nonsense = "{\"id\":7}";
    assert_eq!(shop.call(post(nonsense, &sign(nonsense, 0))).await.status, 400);
    // A word that the shop does not know is taken, and changes nothing.
    let news = report("scn_3", number, "TELEPORTED");
    shop.call(post(&news, &sign(&news, 0))).await.expect(200);
    shop.settle().await;
    assert_eq!(now(&shop, &labelled).await.state(), "dispatched");

    for _ in 0..3 {
        shop.call(post(&body, &sign(&body, 0))).await.expect(200);
    }
    shop.settle().await;
    assert_eq!(now(&shop, &labelled).await.state(), "delivered");
    let seen = shop.call(labelled.get("tracking")).await.expect(200);
    assert_eq!(seen["items"].as_array().unwrap().len(), 1, "{seen}");
}

#[tokio::test(start_paused = true)]
async fn an_order_of_five_hundred_lines_is_sent_in_parcels_that_hold_all_of_it_once() {
    let shop = shop();
    let skus = skus(500);
    stock(&shop, &skus, 1, 100).await;
    let lines: Vec<_> = skus.iter().map(|sku| (sku.clone(), 1)).collect();
    let order_id = placed(&shop, &lines).await;
    let all = parcels(&shop, &order_id).await;
    let mut held: Vec<String> = all
        .iter()
        .flat_map(|parcel| parcel.view["positions"].as_array().unwrap().clone())
        .map(|position| position["sku"].as_str().unwrap().to_owned())
        .collect();
    held.sort();
    assert_eq!(held, skus);
    for parcel in &all {
        let labelled = label(&shop, parcel).await;
        shop.call(labelled.dispatch()).await.expect(200);
    }
    shop.settle().await;
    assert_eq!(order(&shop, &order_id).await["state"], "fulfilled");
    assert_eq!(payment(&shop, &order_id).await["captured"]["settled"]["minor"], 50_000);
    invariants::always(&Items::of(&shop));
}
