//! Drafts, from the first line to the placed order.
use contract::Role;
use domain::{checkout::Failure, order::place_draft, shop::Settings};
use events::{
    Envelope,
    checkout::{CheckoutRequestedV1, CloseReason},
};
use runtime::{App, Cx, Done, Outcome};
use serde_json::{Value, json};
use std::time::Duration;
use table::keys;
use testkit::{Request, Shop};

/// Stands in for `checkout`: places what has a reference, and closes what has none.
async fn check_out(cx: Cx, event: Envelope<CheckoutRequestedV1>) -> Outcome<()> {
    let checkout = cx.load(keys::checkout::checkout(&event.data.checkout_id)).await?;
    let order = cx.load(keys::order::order(&event.data.order_id)).await?;
    if order.reference.is_none() {
        let failure = Failure {
            reason: CloseReason::StockShort,
            code: None,
            message: "only 1 of SKU-1 is left".into(),
        };
        let closed = checkout.give_up(failure, cx.now()).closed(cx.now());
        let news = closed.closed_event();
        return Ok(Done::new(()).replace(&checkout, &closed).publish(
            &closed.checkout_id,
            2,
            &news,
        ));
    }
    let reservation_id = checkout.reservation_id.clone();
    let placed = place_draft(&order, &checkout.checkout_id, &reservation_id, &[], cx.now())?;
    Ok(Done::new(()).replace(&order, &placed.order).publish(
        &order.order_id,
        order.next_version(),
        &placed.event,
    ))
}

fn shop() -> Shop {
    let checkout = App::new("checkout").on_event::<CheckoutRequestedV1, _, _, _>(check_out);
    Shop::of(vec![order::app(), outbox::app(), checkout])
}

fn goods(at: usize, quantity: u32, minor: i64) -> Value {
    json!({ "sku": format!("SKU-{at}"), "title": "A lantern", "quantity": quantity,
            "unit_price": { "currency": "GBP", "minor": minor } })
}

fn postage(minor: i64) -> Value {
    json!({ "kind": "charge", "title": "Postage", "quantity": 1,
            "unit_price": { "currency": "GBP", "minor": minor } })
}

fn draft(key: &str, reference: Option<&str>, lines: Vec<Value>) -> Request {
    let body = json!({ "currency": "GBP", "email": "ada@example.com", "reference": reference,
        "placed_at": "2010-12-01T08:26:00Z", "shipping_country": "FR", "lines": lines });
    Request::post("/draft-orders").key(key).staff(Role::Service).json(&body)
}

fn complete(order: &str, key: &str) -> Request {
    Request::post(format!("/draft-orders/{order}/complete"))
        .key(key)
        .staff(Role::Service)
        .json(&json!({ "payment": { "provider": "manual" } }))
}

async fn get(shop: &Shop, path: &str) -> Value {
    shop.call(Request::get(path.to_owned()).staff(Role::Service)).await.expect(200)
}

#[tokio::test]
async fn a_draft_is_sent_as_the_shop_sends_or_for_what_staff_say() {
    let shop = shop();
    let option = |id: &str, minor: i64| {
        json!({ "option_id": id, "title": "By van",
                "prices": [{ "price": { "currency": "GBP", "minor": minor } }] })
    };
    let mut settings = serde_json::to_value(Settings::default()).unwrap();
    settings["shipping_options"] = json!([option("standard", 300), option("express", 600)]);
    settings["taxes"] = json!([{ "country": "FR", "standard": "0.2" }]);
    let settings: Settings = serde_json::from_value(settings).unwrap();
    shop.seed(Done::new(()).put(&settings)).await;
    let body = |sent: Value| {
        json!({ "currency": "GBP", "email": "ada@example.com", "shipping_country": "FR",
                "shipping": sent, "lines": [goods(1, 2, 500)] })
    };
    let begin = |key: &'static str, sent: Value| {
        let request = Request::post("/draft-orders").key(key).staff(Role::Service);
        shop.call(request.json(&body(sent)))
    };
    let plain = begin("plain", json!({ "option": "express" })).await.expect(201);
    assert_eq!(plain["shipping"]["price"]["minor"], 600);
    assert_eq!(
        (&plain["totals"]["total"]["minor"], &plain["totals"]["shipping_tax"]["minor"]),
        (&json!(1_600), &json!(100)),
        "prices include tax"
    );
    let path = format!("/draft-orders/{}/lines", plain["order_id"].as_str().unwrap());
    let lines = json!({ "lines": [goods(1, 1, 500)] });
    let less = Request::put(path).key("lines").staff(Role::Service).if_match(1).json(&lines);
    assert_eq!(shop.call(less).await.expect(200)["totals"]["total"]["minor"], 1_100, "sent still");
    let own = json!({ "option": "express", "price": { "currency": "GBP", "minor": 50 } });
    let own = begin("own", own).await.expect(201);
    assert_eq!(own["totals"]["total"]["minor"], 1_050);
    let refused = begin("pigeon", json!({ "option": "pigeon" })).await;
    assert_eq!(refused.refused(422), "order.shipping_not_offered");
    let below = json!({ "option": "express", "price": { "currency": "GBP", "minor": -1 } });
    assert_eq!(begin("below", below).await.refused(422), "draft.negative_shipping");
}

#[tokio::test]
async fn a_backdated_invoice_of_a_guest_is_entered_placed_and_found() {
    let shop = shop();
    let lines = vec![goods(1, 6, 255), goods(1, 6, 339), postage(1_800)];
    let begun = shop.call(draft("1", Some("536365"), lines)).await;
    let view = begun.expect(201);
    let total = 6 * 255 + 6 * 339 + 1_800;
    assert_eq!(
        (&view["state"], &view["totals"]["total"]["minor"]),
        (&json!("draft"), &json!(total))
    );
    let order_id = view["order_id"].as_str().unwrap();
    let placed = shop.call(complete(order_id, "2")).await;
    assert_eq!(placed.expect(200)["state"], "placed", "{}", placed.text);
    assert_eq!(shop.call(complete(order_id, "2")).await.text, placed.text);
    let found = get(&shop, "/orders?reference=536365").await;
    let summary = &found["items"][0];
    assert_eq!(summary["order_id"], order_id);
    assert_eq!(summary["total"], json!({ "currency": "GBP", "minor": total }));
    assert_eq!((&summary["line_count"], &summary["units"]), (&json!(3), &json!(13)));
    assert_eq!(
        (&summary["shipping_country"], &summary["channel"]),
        (&json!("FR"), &json!("staff"))
    );
    assert_eq!(summary["placed_at"], "2010-12-01T08:26:00.000Z");
    let day = get(&shop, "/orders?day=2010-12-01").await;
    assert_eq!(&day["items"][0], summary);
    let lines = get(&shop, &format!("/orders/{order_id}/lines")).await;
    assert_eq!(lines["items"][2]["kind"], "charge");
    assert!(lines["items"][2].get("sku").is_none());
    shop.settle().await;
    let timeline = get(&shop, &format!("/orders/{order_id}/timeline")).await;
    assert_eq!(timeline["items"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_draft_of_a_thousand_lines_is_stored_replaced_and_thrown_away_whole() {
    let shop = shop();
    let lines: Vec<Value> = (0..1_000).map(|at| goods(at, 2, 150)).collect();
    let begun = shop.call(draft("1", Some("big"), lines)).await;
    let view = begun.expect(201);
    assert_eq!(view["totals"]["total"]["minor"], 300_000);
    let path = format!("/draft-orders/{}", view["order_id"].as_str().unwrap());
    let put = |lines: Vec<Value>, version| {
        Request::put(format!("{path}/lines"))
            .if_match(version)
            .staff(Role::Service)
            .json(&json!({ "lines": lines }))
    };
    let fewer = shop.call(put((0..30).map(|at| goods(at, 1, 100)).collect(), 1)).await;
    assert_eq!(fewer.expect(200)["line_count"], 30);
    assert_eq!(shop.call(put(vec![], 1)).await.refused(412), "version.changed");
    let pages = |shop: &Shop| {
        let all = shop.database.everything();
        all.iter().filter(|item| item["t"]["S"] == "LinePage").count()
    };
    assert_eq!(pages(&shop), 2);
    let many = (0..1_001).map(|at| goods(at, 1, 100)).collect();
    assert_eq!(shop.call(put(many, 2)).await.refused(422), "order.too_many_lines");
    let gone = Request::delete(path.clone()).if_match(2).staff(Role::Service);
    shop.call(gone).await.expect(200);
    assert_eq!(pages(&shop), 0);
    let order = path.replace("draft-orders", "orders");
    let after = shop.call(Request::get(order).staff(Role::Service)).await;
    assert_eq!(after.refused(404), "not_found");
    shop.call(draft("2", Some("big"), vec![goods(1, 1, 1)])).await.expect(201);
}

#[tokio::test]
async fn a_reference_is_one_orders_alone_and_moves_with_an_edit() {
    let shop = shop();
    let first = shop.call(draft("1", Some("A"), vec![])).await.expect(201);
    assert_eq!(
        shop.call(draft("2", Some("A"), vec![])).await.refused(409),
        "order.reference_taken"
    );
    let edit = Request::put(format!("/draft-orders/{}", first["order_id"].as_str().unwrap()))
        .staff(Role::Service)
        .json(&json!({ "currency": "GBP", "email": "a@example.com", "reference": "B" }));
    shop.call(edit).await.expect(200);
    shop.call(draft("3", Some("A"), vec![])).await.expect(201);
    assert_eq!(
        shop.call(draft("4", Some("B"), vec![])).await.refused(409),
        "order.reference_taken"
    );
}

#[tokio::test]
async fn a_draft_that_cannot_be_placed_is_a_draft_again_and_says_why() {
    let shop = shop();
    let view = shop.call(draft("1", None, vec![goods(1, 9, 100)])).await.expect(201);
    let order_id = view["order_id"].as_str().unwrap();
    let refused = shop.call(complete(order_id, "2")).await;
    assert_eq!(refused.refused(409), "order.not_placed");
    assert!(refused.text.contains("only 1 of SKU-1 is left"), "{}", refused.text);
    assert_eq!(shop.call(complete(order_id, "2")).await.refused(409), "order.not_placed");
    let now = get(&shop, &format!("/orders/{order_id}")).await;
    assert_eq!(now["state"], "draft");
    assert_eq!(now["failure"], "only 1 of SKU-1 is left");
    let put = Request::put(format!("/draft-orders/{order_id}/lines"))
        .staff(Role::Service)
        .json(&json!({ "lines": [goods(1, 1, 100)] }));
    shop.call(put).await.expect(200);
}

#[tokio::test]
async fn completing_answers_202_as_long_as_the_checkout_is_at_work() {
    let shop = Shop::of(vec![order::app(), outbox::app()]).patience(Duration::from_millis(1));
    let view = shop.call(draft("1", Some("x"), vec![goods(1, 9, 100)])).await.expect(201);
    let order_id = view["order_id"].as_str().unwrap();
    assert_eq!(shop.call(complete(order_id, "2")).await.expect(202)["state"], "placing");
    assert_eq!(shop.call(complete(order_id, "2")).await.expect(202)["state"], "placing");
    assert_eq!(shop.call(complete(order_id, "3")).await.refused(409), "order.state");
    shop.settle().await;
    let requested = shop.sent_names();
    assert_eq!(requested, ["checkout.CheckoutRequested.v1"]);
}

#[tokio::test]
async fn drafts_are_the_staffs_alone() {
    let shop = shop();
    let body = json!({ "currency": "GBP", "customer_id": "cus_ada", "lines": [goods(1, 1, 100)] });
    let begin = Request::post("/draft-orders").key("1").json(&body);
    let view = shop.call(begin.clone().staff(Role::Service)).await.expect(201);
    let path = format!("/orders/{}", view["order_id"].as_str().unwrap());
    assert_eq!(shop.call(Request::get(path).customer("ada")).await.refused(404), "not_found");
    let mine = shop.call(Request::get("/me/orders").customer("ada")).await.expect(200);
    assert!(mine["items"].as_array().unwrap().is_empty());
    assert_eq!(shop.call(begin.clone().customer("ada")).await.refused(403), "caller.forbidden");
    assert_eq!(shop.call(begin.staff(Role::Catalog)).await.refused(403), "caller.forbidden");
}

#[tokio::test]
async fn wrong_drafts_are_refused_with_a_code() {
    let shop = shop();
    let with = |line: Value| draft("k", None, vec![line]);
    let changed = |name: &str, value: Value| {
        let mut line = goods(1, 1, 100);
        line[name] = value;
        line
    };
    for (line, code) in [
        (changed("kind", json!("charge")), "draft.charge_with_sku"),
        (changed("sku", json!(null)), "draft.goods_without_sku"),
        (changed("unit_price", json!({ "currency": "EUR", "minor": 1 })), "draft.currency"),
        (changed("unit_price", json!({ "currency": "GBP", "minor": -1 })), "draft.negative_price"),
    ] {
        assert_eq!(shop.call(with(line)).await.refused(422), code);
    }
    let nobody = Request::post("/draft-orders").key("n").staff(Role::Service);
    assert_eq!(
        shop.call(nobody.json(&json!({ "currency": "GBP" }))).await.refused(422),
        "draft.no_buyer"
    );
    let future = Request::post("/draft-orders").key("f").staff(Role::Service).json(
        &json!({ "currency": "GBP", "email": "a@example.com", "placed_at": "2030-01-01T00:00:00Z" }),
    );
    assert_eq!(shop.call(future).await.refused(422), "draft.placed_in_future");
    let empty = shop.call(draft("e", None, vec![])).await.expect(201);
    let order_id = empty["order_id"].as_str().unwrap();
    assert_eq!(shop.call(complete(order_id, "c")).await.refused(409), "draft.empty");
    let token = Request::post(format!("/draft-orders/{order_id}/complete"))
        .key("t")
        .staff(Role::Service)
        .json(&json!({ "payment": { "provider": "sandbox" } }));
    assert_eq!(shop.call(token).await.status, 422);
    assert!(shop.database.everything().iter().all(|item| item["t"]["S"] != "LinePage"));
}
