//! An outside tax service, from the checkout to what is filed of the order.
use contract::Role;
use domain::{
    pricing::{Bill, verify},
    totals::{LineAmounts, TaxRate, TaxShare},
};
use journeys::{deliver, open_cart, parcels, shop, skus, stock};
use serde_json::{Value, json};
use table::keys;
use testkit::{Broken, Delivery, HeldCart, Items, Request, Shop, invariants};

const SECRET: &str = "a-secret-of-the-tax-service";

/// A shop in the USA whose prices are without tax, and which leaves the tax to others.
async fn taxed_outside(shop: Shop) -> Shop {
    let shop = shop.secret("tax", SECRET);
    terms(&shop, "outside").await;
    let zones = Request::post("/pricing/tax-zones/standard").staff(Role::Admin);
    shop.call(zones.json(&json!({ "which": "us" }))).await.expect(200);
    let settings = Request::get("/settings").staff(Role::Admin);
    let mut settings: Value = shop.call(settings).await.expect(200);
    settings["shipping_options"][0]["prices"] =
        json!([{ "price": { "currency": "GBP", "minor": 400 } }]);
    let put = Request::put("/settings").staff(Role::Admin);
    shop.call(put.json(&settings)).await.expect(200);
    stock(&shop, &skus(3), 50, 1_000).await;
    shop
}

async fn terms(shop: &Shop, by: &str) {
    let terms = json!({ "home": "US", "prices_include_tax": false, "taxed_by": by });
    let body = json!({ "terms": [{ "channel": "web", "terms": terms }] });
    let put = Request::put("/pricing/terms").staff(Role::Admin);
    shop.call(put.json(&body)).await.expect(200);
}

fn to(postal_code: &str) -> Value {
    json!({ "name": "A. Buyer", "line1": "1 Mission Street", "city": "San Francisco",
        "region": "CA", "postal_code": postal_code, "country": "US" })
}

/// A cart with three of each of three things, and its checkout.
async fn checkout(shop: &Shop, key: &str, postal_code: Option<&str>) -> (HeldCart, Value) {
    let cart = open_cart(shop, key).await;
    let lines: Vec<_> = skus(3).into_iter().map(|sku| (sku, 3)).collect();
    shop.call(cart.add(key, &lines)).await.expect(200);
    let mut body = json!({ "cart_id": cart.cart_id, "email": "a@example.com" });
    if let Some(postal_code) = postal_code {
        body["shipping_address"] = to(postal_code);
        body["shipping_option"] = json!("standard");
    }
    let opened = shop.call(cart.post("/checkouts", key).json(&body)).await.expect(201);
    (cart, opened)
}

async fn pay(shop: &Shop, cart: &HeldCart, checkout: &Value) -> String {
    let path = format!("/checkouts/{}/complete", checkout["checkout_id"].as_str().unwrap());
    let body = json!({ "payment": { "provider": "sandbox", "method": "tok_visa" },
        "expected_total": checkout["totals"]["total"] });
    let placed = shop.call(cart.post(path, "pay").json(&body)).await.expect(201);
    assert_eq!(placed["totals"], checkout["totals"]);
    shop.settle().await;
    placed["order_id"].as_str().unwrap().to_owned()
}

/// Previews and confirms an edit; says what was previewed.
async fn edit(shop: &Shop, order_id: &str, key: &str, changes: Value) -> Value {
    let order = format!("/orders/{order_id}");
    let preview = Request::post(format!("{order}/edits/preview")).staff(Role::Service);
    let seen = shop.call(preview.json(&changes)).await.expect(200);
    let body = json!({ "changes": changes, "preview": seen["preview"], "reason": "a call",
        "payment": { "provider": "manual" } });
    let key = format!("{key}-{order_id}");
    let edit = Request::post(format!("{order}/edits")).staff(Role::Service).key(&key);
    shop.call(edit.json(&body)).await.expect(200);
    shop.settle().await;
    seen
}

async fn staff(shop: &Shop, path: &str) -> Value {
    shop.call(Request::get(path.to_owned()).staff(Role::Service)).await.expect(200)
}

async fn filed(shop: &Shop, order_id: &str) -> Value {
    let path = format!("/sandbox/tax/v1/documents/{order_id}");
    let request = Request::get(path).header("authorization", format!("Bearer {SECRET}"));
    shop.call(request).await.expect(200)
}

fn asked(shop: &Shop) -> usize {
    shop.web.calls().iter().filter(|call| call.ends_with("/tax/v1/quotes")).count()
}

/// What is filed is what the order keeps, to the cent.
async fn agrees(shop: &Shop, order_id: &str, state: &str) {
    let order = staff(shop, &format!("/orders/{order_id}")).await;
    let filed = filed(shop, order_id).await;
    assert_eq!(filed["state"], state, "{filed}");
    assert_eq!(filed["charged"]["total"], order["totals"]["total"]["minor"]);
    assert_eq!(filed["charged"]["tax"], order["totals"]["tax"]["minor"]);
    let number = |value: &Value| value.as_i64().unwrap();
    let due =
        number(&order["totals"]["total"]["minor"]) - number(&order["cancelled_amount"]["minor"]);
    assert_eq!(number(&filed["kept"]["total"]), due, "{filed}");
    assert!(number(&filed["kept"]["tax"]) <= number(&filed["charged"]["tax"]));
    invariants::at_rest(&Items::of(shop));
    invariants::orders_at_rest(&Items::of(shop));
}

/// Recomputes the order from its derivation.
async fn verified(shop: &Shop, order_id: &str) {
    let order_id = order_id.parse().unwrap();
    let order = shop.table().load(&keys::order::order(&order_id)).await.unwrap();
    let derivation = shop.table().load(&keys::order::derivation(&order_id, &0)).await.unwrap();
    let mut lines: Vec<LineAmounts> = Vec::new();
    for page in 0..order.page_count {
        let page = shop.table().load(&keys::order::line_page(&order_id, &page)).await.unwrap();
        lines.extend(page.lines.iter().map(|line| line.amounts));
    }
    let share = |net, tax| TaxShare { rate: TaxRate::ZERO, net, tax };
    let goods = lines.iter().map(|line| share(line.total.minus(line.tax).unwrap(), line.tax));
    let totals = &order.totals;
    let taxes: Vec<_> = goods.chain([share(totals.shipping, totals.shipping_tax)]).collect();
    let bill = Bill { lines: &lines, totals, taxes: &taxes };
    verify(&derivation.derivation, bill).unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_service_reckons_the_tax_and_is_told_what_becomes_of_the_order() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = taxed_outside(shop().delivering(delivery)).await;
        let (cart, opened) = checkout(&shop, "ada", None).await;
        assert_eq!((&opened["totals"]["tax"]["minor"], asked(&shop)), (&json!(0), 0), "{opened}");
        let path = format!("/checkouts/{}", opened["checkout_id"].as_str().unwrap());
        let change = json!({ "shipping_address": to("94110"), "shipping_option": "standard" });
        let change = Request::patch(path.clone()).cart(&cart.token).json(&change);
        let agreed = shop.call(change).await.expect(200);
        // 8.25 % of 30.00 three times, and of 4.00.
        assert_eq!(agreed["totals"]["tax"]["minor"], 3 * 248 + 33, "{agreed}");
        assert_eq!(asked(&shop), 1);
        let order_id = pay(&shop, &cart, &agreed).await;
        assert_eq!(asked(&shop), 1, "what was agreed to is not asked for again");
        let derivation = staff(&shop, &format!("/orders/{order_id}/derivation")).await;
        let taxed_by = &derivation["parts"][0]["taxed_by"];
        assert_eq!(
            (&taxed_by["kind"], &taxed_by["service"]),
            (&json!("outside"), &json!("sandbox"))
        );
        verified(&shop, &order_id).await;
        agrees(&shop, &order_id, "committed").await;
        assert_eq!(filed(&shop, &order_id).await["document"], taxed_by["document"]);

        let order = format!("/orders/{order_id}");
        let lines = staff(&shop, &format!("{order}/lines")).await;
        let line = |at: usize| lines["items"][at]["line_id"].clone();
        let cancel = |key: &str, body: Value| {
            Request::post(format!("{order}/cancel")).staff(Role::Service).key(key).json(&body)
        };
        let part = json!({ "reason": "no", "lines": [{ "line_id": line(1), "quantity": 2 }] });
        shop.call(cancel("part", part)).await.expect(200);
        shop.settle().await;
        agrees(&shop, &order_id, "committed").await;

        let changes = json!({ "remove": [{ "line_id": line(0), "quantity": 1 }],
            "add": [{ "sku": skus(3)[2], "quantity": 2 }] });
        edit(&shop, &order_id, "edit", changes).await;
        assert_eq!(asked(&shop), 3, "a preview asks, and the edit itself");
        agrees(&shop, &order_id, "committed").await;

        shop.call(cancel("rest", json!({ "reason": "all" }))).await.expect(200);
        shop.settle().await;
        agrees(&shop, &order_id, "void").await;
        assert_eq!(filed(&shop, &order_id).await["kept"], json!({ "total": 0, "tax": 0 }));
    }
}

/// What was filed under the number of a credit note.
async fn credited(shop: &Shop, order_id: &str, number: &Value) -> Value {
    let path = format!("/sandbox/tax/v1/documents/{order_id}/credits/{number}");
    let request = Request::get(path).header("authorization", format!("Bearer {SECRET}"));
    shop.call(request).await.expect(200)
}

#[tokio::test(start_paused = true)]
async fn a_credit_note_is_filed_with_the_tax_that_it_gives_back() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = taxed_outside(shop().delivering(delivery)).await;
        let (cart, opened) = checkout(&shop, "ada", Some("94110")).await;
        let order_id = pay(&shop, &cart, &opened).await;
        for parcel in parcels(&shop, &order_id).await {
            deliver(&shop, &parcel).await;
        }
        let before = filed(&shop, &order_id).await;
        let lines = staff(&shop, &format!("/orders/{order_id}/lines")).await;
        let ask = json!({ "reason": "Torn", "refund": { "lines": [{ "line_id": lines["items"][0]["line_id"], "quantity": 1 }],
            "shipping": { "minor": 100, "currency": "GBP" } } });
        let path = format!("/orders/{order_id}/refunds");
        let request = Request::post(path).staff(Role::Finance).key("refund").json(&ask);
        let refund = shop.call(request).await.expect(201);
        shop.settle().await;
        let filed_credit = credited(&shop, &order_id, &refund["credit_note"]).await;
        let breakdown = &refund["breakdown"];
        let expected =
            json!({ "total": breakdown["gross"]["minor"], "tax": breakdown["tax"]["minor"] });
        assert_eq!(filed_credit["credited"], expected, "{refund}");
        assert!(filed_credit["credited"]["tax"].as_i64().unwrap() > 0);
        let kept = &filed(&shop, &order_id).await["kept"];
        assert_eq!(kept, &before["kept"], "what is credited has a document of its own");
    }
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_filed_is_filed_once_the_service_is_back() {
    let shop = taxed_outside(shop()).await;
    let (cart, opened) = checkout(&shop, "ada", Some("94110")).await;
    // A document gets lost, and of the next the answer.
    shop.web.inject_at("/tax/v1/documents/", [Broken::Request, Broken::Answer]);
    let path = format!("/checkouts/{}/complete", opened["checkout_id"].as_str().unwrap());
    let body = json!({ "payment": { "provider": "sandbox", "method": "tok_visa" },
        "expected_total": opened["totals"]["total"] });
    let placed = shop.call(cart.post(path, "pay").json(&body)).await.expect(201);
    shop.settle().await;
    let told = shop.web.calls().iter().filter(|call| call.contains("/tax/v1/documents/")).count();
    assert_eq!(told, 3);
    agrees(&shop, placed["order_id"].as_str().unwrap(), "committed").await;
}

#[tokio::test(start_paused = true)]
async fn where_the_service_is_slow_broken_or_talks_nonsense_the_shops_own_tables_are_used() {
    let moods = [
        ("TAX-SLOW", "failed"),
        ("TAX-BROKEN", "failed"),
        ("TAX-SUM", "nonsense"),
        ("TAX-NEGATIVE", "nonsense"),
        ("TAX-CURRENCY", "nonsense"),
        ("TAX-MUCH", "nonsense"),
    ];
    for (postal_code, why) in moods {
        let shop = taxed_outside(shop()).await;
        let before = tokio::time::Instant::now();
        let (cart, opened) = checkout(&shop, "ada", Some(postal_code)).await;
        assert!(before.elapsed() < std::time::Duration::from_secs(2), "{postal_code}");
        // 7.25 % of 30.00 three times, and of 4.00.
        assert_eq!(opened["totals"]["tax"]["minor"], 3 * 218 + 29, "{postal_code}: {opened}");
        let order_id = pay(&shop, &cart, &opened).await;
        let derivation = staff(&shop, &format!("/orders/{order_id}/derivation")).await;
        let expected = json!({ "kind": "fallback", "why": why });
        assert_eq!(derivation["parts"][0]["taxed_by"], expected, "{postal_code}");
        verified(&shop, &order_id).await;
        // It is filed all the same, as what the shop took.
        agrees(&shop, &order_id, "committed").await;
        assert_eq!(filed(&shop, &order_id).await.get("document"), None);
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_that_fails_again_and_again_is_left_alone_for_a_while() {
    let shop = taxed_outside(shop()).await;
    for at in 0..5 {
        checkout(&shop, &format!("buyer-{at}"), Some("TAX-BROKEN")).await;
    }
    assert_eq!(asked(&shop), 3);
    let (_, opened) = checkout(&shop, "resting", Some("94110")).await;
    assert_eq!(opened["totals"]["tax"]["minor"], 3 * 218 + 29, "by the shop's own tables");
    shop.source.advance(31);
    let (_, opened) = checkout(&shop, "again", Some("94110")).await;
    assert_eq!((asked(&shop), &opened["totals"]["tax"]["minor"]), (4, &json!(3 * 248 + 33)));
}

#[tokio::test(start_paused = true)]
async fn nobody_pays_a_tax_at_once_that_they_have_not_seen() {
    let shop = taxed_outside(shop()).await;
    let cart = open_cart(&shop, "ada").await;
    shop.call(cart.add("ada", &[(skus(1)[0].clone(), 3)])).await.expect(200);
    let mut body = testkit::steps::completion("tok_visa");
    body["shipping_address"] = to("94110");
    let path = format!("/carts/{}/complete", cart.cart_id);
    let refused = shop.call(cart.post(path.clone(), "one").json(&body)).await;
    assert_eq!(refused.refused(409), "checkout.price_changed", "the cart shows an estimate");
    body["expected_total"] = json!({ "currency": "GBP", "minor": 3_000 + 400 + 248 + 33 });
    let placed = shop.call(cart.post(path, "two").json(&body)).await.expect(201);
    assert_eq!(placed["totals"]["total"], body["expected_total"]);
}

#[tokio::test(start_paused = true)]
async fn nobody_is_asked_where_the_shop_reckons_itself_and_without_a_key_it_does() {
    let shop = taxed_outside(shop()).await;
    terms(&shop, "own").await;
    let (cart, opened) = checkout(&shop, "ada", Some("94110")).await;
    assert_eq!((asked(&shop), &opened["totals"]["tax"]["minor"]), (0, &json!(3 * 218 + 29)));
    pay(&shop, &cart, &opened).await;
    let told = |name: &String| name == "order.TaxChanged.v1";
    assert!(!shop.sent_names().iter().any(told), "nobody needs to hear of it");

    let shop = taxed_outside(journeys::shop()).await.settings(|settings| settings.tax_url.clear());
    let (_, opened) = checkout(&shop, "ada", Some("94110")).await;
    assert_eq!((asked(&shop), &opened["totals"]["tax"]["minor"]), (0, &json!(3 * 218 + 29)));
}

/// A draft of one lamp at a written price and one of the catalogue, to be sent there.
async fn draft(shop: &Shop, key: &str, head: Value) -> Value {
    let mut body = json!({ "currency": "GBP", "email": "a@example.com", "lines": [
        { "sku": skus(1)[0], "quantity": 2 },
        { "kind": "charge", "title": "Wrapping", "quantity": 1, "unit_price": { "currency": "GBP", "minor": 500 } },
    ] });
    for (name, value) in head.as_object().unwrap() {
        body[name] = value.clone();
    }
    let path = Request::post("/draft-orders").staff(Role::Service).key(key);
    shop.call(path.json(&body)).await.expect(201)
}

#[tokio::test(start_paused = true)]
async fn a_draft_and_its_edits_are_taxed_by_the_service_and_filed() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = taxed_outside(shop().delivering(delivery)).await;
        let nowhere = draft(&shop, "nowhere", json!({ "shipping_country": "US" })).await;
        assert_eq!((asked(&shop), &nowhere["totals"]["tax"]["minor"]), (0, &json!(0)));
        let written = draft(&shop, "here", json!({ "shipping_address": to("94110") })).await;
        // 8.25 % of 20.00, and of 5.00.
        assert_eq!((asked(&shop), &written["totals"]["tax"]["minor"]), (1, &json!(165 + 41)));
        let order_id = written["order_id"].as_str().unwrap();
        let path = format!("/draft-orders/{order_id}/complete");
        let body = json!({ "payment": { "provider": "manual" } });
        let complete = Request::post(path).staff(Role::Service).key("complete").json(&body);
        let placed = shop.call(complete).await;
        let placed = placed.json();
        shop.settle().await;
        assert_eq!(asked(&shop), 1, "a draft stands as it was written: {placed}");
        verified(&shop, order_id).await;
        agrees(&shop, order_id, "committed").await;
        assert!(filed(&shop, order_id).await["document"].is_string());

        let add = json!({ "add": [{ "sku": skus(3)[2], "quantity": 1 }] });
        let seen = edit(&shop, order_id, "more", add).await;
        assert_eq!(seen["charge"]["minor"], 1_000 + 82, "{seen}");
        let send = json!({ "shipping": { "option": "standard" } });
        let before = asked(&shop);
        let seen = edit(&shop, order_id, "send", send).await;
        assert_eq!(seen["charge"]["minor"], 400 + 33, "{seen}");
        assert_eq!(asked(&shop), before + 2);
        agrees(&shop, order_id, "committed").await;
    }
}

#[tokio::test(start_paused = true)]
async fn where_the_service_is_silent_drafts_and_edits_are_made_all_the_same() {
    let shop = taxed_outside(shop()).await;
    let written = draft(&shop, "slow", json!({ "shipping_address": to("TAX-SLOW") })).await;
    // 7.25 % of 20.00, and of 5.00.
    assert_eq!(written["totals"]["tax"]["minor"], 145 + 36);
    let (cart, opened) = checkout(&shop, "ada", Some("TAX-SUM")).await;
    let order_id = pay(&shop, &cart, &opened).await;
    let add = json!({ "add": [{ "sku": skus(3)[2], "quantity": 1 }] });
    let seen = edit(&shop, &order_id, "more", add).await;
    assert_eq!(seen["charge"]["minor"], 1_000 + 72, "{seen}");
    agrees(&shop, &order_id, "committed").await;
}

#[tokio::test(start_paused = true)]
async fn who_reckoned_an_order_reckons_its_edits_and_a_region_stays() {
    let shop = taxed_outside(shop()).await;
    let (cart, opened) = checkout(&shop, "ada", Some("94110")).await;
    let outside = pay(&shop, &cart, &opened).await;
    terms(&shop, "own").await;
    let (cart, opened) = checkout(&shop, "bea", Some("94110")).await;
    let own = pay(&shop, &cart, &opened).await;
    let add = || json!({ "add": [{ "sku": skus(3)[2], "quantity": 1 }] });
    let seen = edit(&shop, &outside, "add", add()).await;
    assert_eq!(seen["charge"]["minor"], 1_000 + 82, "{seen}");
    terms(&shop, "outside").await;
    let seen = edit(&shop, &own, "add", add()).await;
    assert_eq!(seen["charge"]["minor"], 1_000 + 72, "{seen}");
    let mut oregon = to("97201");
    oregon["region"] = json!("OR");
    let path = format!("/orders/{outside}/edits/preview");
    let moved = json!({ "shipping_address": oregon });
    let preview = Request::post(path).staff(Role::Service).json(&moved);
    assert_eq!(shop.call(preview).await.refused(409), "order.edit_region");
}

#[tokio::test(start_paused = true)]
async fn what_staff_date_back_is_taxed_at_the_rates_of_its_day() {
    let shop = taxed_outside(shop()).await;
    let head = json!({ "shipping_address": to("94110"), "placed_at": "2026-01-31T12:00:00.000Z" });
    let written = draft(&shop, "old", head).await;
    assert_eq!((asked(&shop), &written["totals"]["tax"]["minor"]), (1, &json!(165 + 41)));
}
