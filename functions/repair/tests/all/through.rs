//! From the ticket to the owner's hands, and what is refused on the way.
use crate::delivered::*;
use contract::Role;
use domain::{
    order::{Order, PaymentStatus},
    totals::Totals,
};
use events::order::BuyerErasedV1;
use primitives::{Money, OrderId};
use runtime::Done;
use serde_json::{Value, json};
use table::keys;
use testkit::{Delivery, Request, Shop, steps};

pub async fn diagnosed(shop: &Shop, name: &str, cause: &str) -> Value {
    let order = delivered(shop, name, Some("ada")).await;
    let line = format!("line_{name}-0");
    let one = shop.call(ask(&order, name, &line).customer("ada")).await.expect(201);
    act(shop, &one, "receipt", name, &json!({})).await.expect(200);
    let found = json!({ "finding": "The lamp is broken.", "cause": cause });
    act(shop, &one, "diagnosis", name, &found).await.expect(200)
}

pub fn offer(units: u32) -> Value {
    let price = |minor: i64| json!({ "minor": minor, "currency": "GBP" });
    let part = json!({ "sku": "LAMP", "quantity": units, "unit_price": price(500) });
    json!({ "parts": [part], "labour": price(1_200), "days": 14 })
}

/// An order of the same customer over so much.
pub async fn billed(shop: &Shop, name: &str, minor: i64, status: PaymentStatus) -> String {
    let order = delivered(shop, name, Some("ada")).await;
    let held = shop.table().load(&keys::order::order(&order.order_id)).await.unwrap();
    let total = Money { minor, currency: GBP };
    let totals = Totals { total, ..held.totals.clone() };
    let next = Order { totals, payment_status: status, ..held.value.clone() };
    shop.seed(Done::new(()).replace(&held, &next)).await;
    order.order_id.to_string()
}

pub async fn lamps(shop: &Shop) -> i64 {
    let view = shop.call(steps::stock("LAMP")).await.expect(200);
    view["total"]["on_hand"].as_i64().unwrap()
}

pub async fn stocked(shop: &Shop) {
    shop.call(steps::warehouse()).await.expect(200);
    shop.call(steps::receipt("lamps", &[("LAMP".into(), 10)])).await.expect(201);
}

#[tokio::test]
async fn a_paid_repair_goes_by_the_owners_word_and_its_parts_leave_stock_once() {
    let shop = shop();
    stocked(&shop).await;
    let one = diagnosed(&shop, "p", "liquid").await;
    assert_eq!(one["coverage"], "not_a_defect");
    let early = act(&shop, &one, "outcome", "e", &json!({ "works": true })).await;
    assert_eq!(early.refused(409), "repair.state");
    let quoted = act(&shop, &one, "quotes", "q1", &offer(2)).await.expect(200);
    assert_eq!(quoted["quote"]["total"]["minor"], 2_200);
    act(&shop, &one, "quotes", "q2", &offer(3)).await.expect(200);
    let yes = |quote: u32| json!({ "quote": quote });
    let old = shop.call(to(&one, "approval", "1", &yes(1)).customer("ada")).await;
    assert_eq!(old.refused(409), "repair.old_quote");
    let stranger = shop.call(to(&one, "approval", "2", &yes(2)).customer("eve")).await;
    assert_eq!(stranger.status, 404);
    let (first, second) = tokio::join!(
        shop.answer(to(&one, "approval", "3", &yes(2)).customer("ada")),
        shop.answer(to(&one, "approval", "4", &yes(2)).customer("ada")),
    );
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "approved once: {} {}", first.text, second.text);

    let part = |units: u32| json!({ "sku": "LAMP", "location_id": "loc_main", "quantity": units });
    for _ in 0..2 {
        act(&shop, &one, "parts", "p1", &part(3)).await.expect(200);
    }
    assert_eq!(lamps(&shop).await, 7, "a repeat takes nothing");
    let more = act(&shop, &one, "parts", "p2", &part(1)).await;
    assert_eq!(more.refused(409), "repair.beyond_quote");
    act(&shop, &one, "unused-parts", "b1", &part(1)).await.expect(200);
    let back = act(&shop, &one, "unused-parts", "b2", &part(3)).await;
    assert_eq!((back.refused(409), lamps(&shop).await), ("repair.not_taken".into(), 8));
    act(&shop, &one, "outcome", "o", &json!({ "works": true })).await.expect(200);
    assert_eq!(act(&shop, &one, "close", "c", &json!({})).await.refused(409), "repair.unpaid");
    let paid_by = |order: &str| json!({ "paid_by": order });
    for (name, minor, status, code) in [
        ("cheaper", 2_699, PaymentStatus::Paid, "repair.wrong_invoice"),
        ("later", 2_700, PaymentStatus::Authorised, "repair.unpaid"),
    ] {
        let order = billed(&shop, name, minor, status).await;
        let close = act(&shop, &one, "close", name, &paid_by(&order)).await;
        assert_eq!(close.refused(409), code);
    }
    let own = paid_by(one["order_id"].as_str().unwrap());
    assert_eq!(act(&shop, &one, "close", "own", &own).await.refused(409), "repair.wrong_invoice");
    let order = billed(&shop, "billed", 2_700, PaymentStatus::Paid).await;
    let over = act(&shop, &one, "close", "paid", &paid_by(&order)).await.expect(200);
    assert_eq!((&over["state"], &over["parts"][0]["quantity"]), (&json!("closed"), &json!(2)));

    // It pays for no other repair.
    let other = diagnosed(&shop, "next", "liquid").await;
    act(&shop, &other, "quotes", "q", &offer(3)).await.expect(200);
    shop.call(to(&other, "approval", "y", &yes(1)).customer("ada")).await.expect(200);
    act(&shop, &other, "outcome", "next", &json!({ "works": true })).await.expect(200);
    let twice = act(&shop, &other, "close", "t", &paid_by(&order)).await;
    assert_eq!(twice.refused(409), "repair.invoiced");
}

#[tokio::test]
async fn what_the_guarantee_covers_is_free_and_needs_nobodys_yes() {
    let shop = shop();
    stocked(&shop).await;
    let one = diagnosed(&shop, "w", "defect").await;
    assert_eq!(one["coverage"], "covered");
    let quoted = act(&shop, &one, "quotes", "q", &offer(1)).await.expect(200);
    assert_eq!(
        (&quoted["state"], &quoted["quote"]["total"]["minor"]),
        (&json!("approved"), &json!(0))
    );
    let list = Request::get("/repairs?state=approved").staff(Role::Fulfilment);
    assert_eq!(shop.call(list).await.expect(200)["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn no_more_units_are_in_repair_than_were_delivered_and_guests_need_number_and_address() {
    let shop = shop();
    let order = delivered(&shop, "g", Some("ada")).await;
    for key in ["1", "2", "3"] {
        shop.call(ask(&order, key, "line_g-0").customer("ada")).await.expect(201);
    }
    let more = shop.call(ask(&order, "4", "line_g-0").customer("ada")).await;
    assert_eq!(more.refused(409), "repair.no_unit");
    let guest = |email: &str, key: &str| {
        let number = order.number.to_string();
        let body =
            json!({ "number": number, "email": email, "line_id": "line_g-1", "problem": "dark" });
        Request::post("/guest-repairs").key(key).json(&body)
    };
    assert_eq!(shop.call(guest("other@example.com", "1")).await.status, 404);
    let good = shop.call(guest("buyer@EXAMPLE.com", "2")).await.expect(201);
    let off = shop.call(to(&good, "cancel", "c", &json!({})).customer("ada")).await.expect(200);
    assert_eq!(off["state"], "cancelled");
    for at in 0..10 {
        let guess = guest(&format!("guess{at}@example.com"), &format!("guess{at}"));
        let reply = shop.call(guess).await;
        assert!([404, 429].contains(&reply.status), "{}", reply.text);
    }
    let late = shop.call(guest("buyer@example.com", "late")).await;
    assert_eq!(late.refused(429), "order.too_many_attempts", "whoever guesses has to wait");
}

#[tokio::test]
async fn what_was_written_about_the_repairs_of_who_was_erased_is_gone() {
    let shop = shop().delivering(Delivery::TwiceAndBackwards);
    let (one, other) =
        (diagnosed(&shop, "p", "liquid").await, diagnosed(&shop, "qq", "liquid").await);
    let order_id = OrderId::parse("ord_p").unwrap();
    let event = BuyerErasedV1 { order_id, cart_id: None, checkout_id: None, erased_at: shop.now() };
    for version in [8, 9] {
        shop.seed(Done::new(()).publish("ord_p", version, &event)).await;
        shop.settle().await;
    }
    let seen = async |one: &Value| {
        let (order, id) = (one["order_id"].as_str().unwrap(), one["repair_id"].as_str().unwrap());
        let path = format!("/orders/{order}/repairs/{id}");
        shop.call(Request::get(path).staff(Role::Service)).await.expect(200)
    };
    let (erased, kept) = (seen(&one).await, seen(&other).await);
    assert_eq!((&erased["problem"], &erased["finding"]), (&json!("-"), &Value::Null));
    assert_eq!(erased["state"], one["state"]);
    assert_eq!((&kept["problem"], &kept["finding"]), (&other["problem"], &other["finding"]));
    assert_ne!(kept["problem"], "-");
}
