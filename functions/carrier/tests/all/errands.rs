//! Labels of what comes back, and of what goes back to its owner.
use crate::support::*;
use contract::Role;
use serde_json::{Value, json};
use testkit::{Broken, Delivery, MemoryFiles, Request, Shop};

fn text(files: &MemoryFiles, view: &Value, name: &str) -> String {
    let bytes = files.download(view[name].as_str().unwrap()).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn a_granted_return_gets_one_label_to_the_shops_address_however_often_it_is_asked_for() {
    let files = MemoryFiles::default();
    let shop = shop(&files);
    let (_, one) = returned(&shop, "a", Some("ada"), true).await;
    let none = shop.call(ask(&one, "ada", "early")).await;
    assert_eq!(none.refused(422), "label.no_return_address");
    address(&shop).await;
    assert_eq!(shop.call(show(&one)).await.refused(404), "label.none");
    assert_eq!(shop.call(ask(&one, "eve", "e")).await.refused(404), "not_found");

    let label = shop.call(ask(&one, "ada", "1")).await.expect(200);
    assert_eq!((&label["state"], &label["cost"]), (&json!("bought"), &Value::Null), "{label}");
    let again = shop.call(ask(&one, "ada", "2")).await.expect(200);
    let staff = shop.call(on(&one, "label").staff(Role::Service).key("3")).await.expect(200);
    for other in [&again, &staff] {
        assert_eq!(other["tracking_number"], label["tracking_number"]);
    }
    assert!(staff["cost"]["minor"].as_i64().unwrap() > 0, "{staff}");
    let zpl = text(&files, &label, "zpl_url");
    for line in ["Returns desk", "Dock 7", "LS1 1AA"] {
        assert!(zpl.contains(line), "{line}: {zpl}");
    }
    assert!(text(&files, &label, "pdf_url").starts_with("%PDF"));
    assert!(text(&files, &label, "qr_url").starts_with("<svg"));
    shop.settle().await;
    let bought = shop.sent_names().into_iter().filter(|name| name.contains("ErrandLabelBought"));
    assert_eq!(bought.count(), 1);
}

#[tokio::test]
async fn two_who_ask_at_once_get_the_same_label() {
    let shop = shop(&MemoryFiles::default());
    let (_, one) = returned(&shop, "b", Some("ada"), true).await;
    address(&shop).await;
    let (first, second) = tokio::join!(
        shop.answer(ask(&one, "ada", "1")),
        shop.answer(on(&one, "label").staff(Role::Service).key("2")),
    );
    let [first, second] = [first, second].map(|reply| reply.expect(200));
    assert_eq!(first["label_id"], second["label_id"]);
    assert_eq!(first["tracking_number"], second["tracking_number"]);
}

#[tokio::test]
async fn a_carrier_that_is_out_leaves_nothing_that_a_second_try_does_not_mend() {
    let files = MemoryFiles::default();
    let shop = shop(&files);
    let (_, one) = returned(&shop, "c", Some("ada"), true).await;
    address(&shop).await;
    for broken in [Broken::Request, Broken::Answer] {
        shop.web.inject([broken]);
        let out = shop.call(ask(&one, "ada", "1")).await;
        assert!(out.status >= 500, "{}", out.text);
        assert_eq!(shop.call(show(&one)).await.expect(200)["state"], "asked");
    }
    let label = shop.call(ask(&one, "ada", "1")).await.expect(200);
    assert_eq!(label["state"], "bought");
}

#[tokio::test]
async fn only_a_granted_return_that_has_not_come_gets_a_label() {
    let shop = shop(&MemoryFiles::default());
    let (_, one) = returned(&shop, "d", Some("ada"), false).await;
    address(&shop).await;
    assert_eq!(shop.call(ask(&one, "ada", "1")).await.refused(409), "return.state");
    act(&shop, &one, "approval").await.expect(200);
    let came = json!({ "lines": [{ "line_id": "line_d-0", "quantity": 1 }] });
    let receipt = on(&one, "receipts").staff(Role::Fulfilment).key("r").json(&came);
    shop.call(receipt).await.expect(200);
    assert_eq!(shop.call(ask(&one, "ada", "2")).await.refused(409), "return.state");
}

#[tokio::test]
async fn a_guest_shows_number_and_address_and_whoever_guesses_has_to_wait() {
    let shop = shop(&MemoryFiles::default());
    let (order, one) = returned(&shop, "e", None, true).await;
    address(&shop).await;
    let ask = |email: &str, key: &str| {
        let path = format!("/guest-returns/{}/label", one["return_id"].as_str().unwrap());
        let body = json!({ "number": order.number, "email": email });
        Request::post(path).key(key).json(&body)
    };
    assert_eq!(shop.call(ask("other@example.com", "1")).await.refused(404), "not_found");
    let label = shop.call(ask("buyer@EXAMPLE.com", "2")).await.expect(200);
    assert_eq!((&label["state"], &label["cost"]), (&json!("bought"), &Value::Null));
    for at in 0..9 {
        let reply = shop.call(ask(&format!("g{at}@example.com"), &format!("g{at}"))).await;
        assert_eq!(reply.refused(404), "not_found");
    }
    let late = shop.call(ask("buyer@example.com", "late")).await;
    assert_eq!(late.refused(429), "order.too_many_attempts");
}

#[tokio::test]
async fn where_the_carrier_saw_it_stands_on_the_return_in_whatever_order_it_is_told() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop_delivering(&MemoryFiles::default(), delivery);
        let (order, one) = returned(&shop, "f", Some("ada"), true).await;
        address(&shop).await;
        let label = shop.call(ask(&one, "ada", "1")).await.expect(200);
        let number = label["tracking_number"].as_str().unwrap();
        let now = async |shop: &Shop| {
            let id = one["return_id"].as_str().unwrap();
            let path = format!("/orders/{}/returns/{id}", order.order_id);
            shop.call(Request::get(path).customer("ada")).await.expect(200)
        };
        assert_eq!(now(&shop).await["way_back"], Value::Null);
        for (word, status) in [("PICKUP", "in_transit"), ("DELIVERED", "delivered")] {
            scan(&shop, number, word).await;
            let seen = now(&shop).await;
            assert_eq!(seen["way_back"]["status"], status);
            assert_eq!(seen["state"], "approved", "that it came is said by who opens it");
            assert_eq!(shop.call(show(&one)).await.expect(200)["seen"]["status"], status);
        }
    }
}

#[tokio::test]
async fn a_used_thing_is_sent_in_with_a_label_once_its_quote_was_accepted() {
    let files = MemoryFiles::default();
    let shop = shop(&files);
    shop.call(testkit::steps::warehouse()).await.expect(200);
    address(&shop).await;
    let amount = json!([{ "currency": "GBP", "minor": 9_000 }]);
    let programme = json!({
        "title": "Lanterns", "market": "GB", "weee": "lamps",
        "items": [{ "sku": "LANTERN", "materials": [{ "material": "aluminium", "grams": 400 }] }],
        "grades": [{ "grade": "a", "amounts": amount }],
        "questions": [{ "question": "glass", "text": "Whole?", "answers": [
            { "answer": "whole", "text": "whole", "grade": "a" },
            { "answer": "broken", "text": "broken", "grade": "b" },
        ] }],
        "valid_from": "2020-01-01T00:00:00Z", "quote_days": 14, "send_days": 21, "answer_days": 7,
    });
    let put = Request::put("/takeback-programmes/lanterns").staff(Role::Catalog).json(&programme);
    shop.call(put).await.expect(200);
    let body = json!({ "sku": "LANTERN", "market": "GB", "currency": "GBP",
        "answers": [{ "question": "glass", "answer": "whole" }] });
    let asked = Request::post("/me/takebacks").customer("ada").key("1").json(&body);
    let asked = shop.call(asked).await.expect(201);
    let id = asked["takeback_id"].as_str().unwrap();
    let post = |who: &str, what: &str, key: &str| {
        Request::post(format!("/takebacks/{id}/{what}")).customer(who).key(key)
    };
    assert_eq!(shop.call(post("ada", "label", "l0")).await.refused(409), "recycle.state");
    shop.call(post("ada", "acceptance", "a")).await.expect(200);
    assert_eq!(shop.call(post("eve", "label", "l1")).await.refused(404), "not_found");
    let label = shop.call(post("ada", "label", "l2")).await.expect(200);
    let again = shop.call(post("ada", "label", "l3")).await.expect(200);
    assert_eq!(label["label_id"], again["label_id"]);
    assert!(text(&files, &label, "zpl_url").contains("0.400 kg"));
    scan(&shop, label["tracking_number"].as_str().unwrap(), "PICKUP").await;
    let show = Request::get(format!("/takebacks/{id}/label")).customer("ada");
    assert_eq!(shop.call(show).await.expect(200)["seen"]["status"], "in_transit");
}

#[tokio::test]
async fn a_unit_goes_back_to_its_owner_once_nothing_is_left_to_be_done_to_it() {
    let files = MemoryFiles::default();
    let shop = shop(&files);
    let order = testkit::delivered(&shop, "g", Some("ada")).await;
    let body = json!({ "line_id": "line_g-0", "problem": "dark" });
    let ask = Request::post(format!("/orders/{}/repairs", order.order_id)).customer("ada");
    let one = shop.call(ask.key("1").json(&body)).await.expect(201);
    let id = one["repair_id"].as_str().unwrap();
    let post = |what: &str, key: &str, body: &Value| {
        let path = format!("/orders/{}/repairs/{id}/{what}", order.order_id);
        Request::post(path).staff(Role::Service).key(key).json(body)
    };
    let wish = json!({ "location_id": "loc_main", "weight_grams": 900 });
    assert_eq!(shop.call(post("label", "l0", &wish)).await.refused(409), "repair.state");
    shop.call(post("receipt", "r", &json!({}))).await.expect(200);
    let found = json!({ "finding": "broken", "cause": "liquid" });
    shop.call(post("diagnosis", "d", &found)).await.expect(200);
    shop.call(post("outcome", "o", &json!({ "works": false }))).await.expect(200);
    let label = shop.call(post("label", "l1", &wish)).await.expect(200);
    let zpl = text(&files, &label, "zpl_url");
    let to = order.shipping_address.as_ref().unwrap();
    assert!(zpl.contains("0.900 kg") && zpl.contains(to.line1.as_ref()), "{zpl}");
    scan(&shop, label["tracking_number"].as_str().unwrap(), "DELIVERED").await;
    let show = Request::get(format!("/orders/{}/repairs/{id}/label", order.order_id));
    let seen = shop.call(show.customer("ada")).await.expect(200);
    assert_eq!(seen["seen"]["status"], "delivered");
}
