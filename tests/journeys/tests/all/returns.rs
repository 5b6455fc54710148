//! Bought, delivered, sent back, looked at and paid back; then the order is edited, and more of it comes back.
use contract::Role;
use journeys::{buy, deliver, now, parcels, shop, skus, stock};
use serde_json::{Value, json};
use testkit::{Delivery, Items, Parcel, Reply, Request, Shop, invariants, steps};

async fn act(shop: &Shop, one: &Value, what: &str, by: Role, body: &Value) -> Reply {
    let (order, id) = (one["order_id"].as_str().unwrap(), one["return_id"].as_str().unwrap());
    let request = Request::post(format!("/orders/{order}/returns/{id}/{what}"));
    shop.call(request.staff(by).key(format!("{what}{id}")).json(body)).await
}

/// Asked for, approved, come and looked at: so many units of a line that can be sold again.
async fn returned(shop: &Shop, order_id: &str, line: &Value, units: u32) -> Value {
    let body = json!({ "lines": [{ "line_id": line, "quantity": units, "reason": "too_small" }] });
    let ask = Request::post(format!("/orders/{order_id}/returns")).staff(Role::Service);
    let key = format!("{line}-{units}").replace('"', "");
    let asked = shop.call(ask.key(key).json(&body)).await.expect(201);
    act(shop, &asked, "approval", Role::Service, &json!({})).await.expect(200);
    let came = json!({ "lines": [{ "line_id": line, "quantity": units }] });
    act(shop, &asked, "receipts", Role::Fulfilment, &came).await.expect(200);
    let good = json!({ "location_id": "loc_main", "lines": [
        { "line_id": line, "quantity": units, "disposition": "restock" },
    ] });
    act(shop, &asked, "inspections", Role::Fulfilment, &good).await.expect(200);
    shop.settle().await;
    asked
}

async fn money(shop: &Shop, order_id: &str) -> (i64, i64) {
    let list = Request::get(format!("/orders/{order_id}/payments")).staff(Role::Finance);
    let all = shop.call(list).await.expect(200);
    let sum = |bucket: &str| {
        let items = all["items"].as_array().unwrap().iter();
        items.map(|one| one[bucket]["settled"]["minor"].as_i64().unwrap()).sum()
    };
    (sum("captured"), sum("refunded"))
}

async fn on_hand(shop: &Shop, sku: &str) -> Value {
    shop.call(steps::stock(sku)).await.expect(200)["total"]["on_hand"].take()
}

#[tokio::test(start_paused = true)]
async fn parts_come_back_before_and_after_an_edit_and_everything_agrees_to_the_cent_and_the_unit() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().delivering(delivery);
        let skus = skus(2);
        stock(&shop, &skus, 10, 333).await;
        let (_, reply) = buy(&shop, "ada", &[(skus[0].clone(), 3), (skus[1].clone(), 2)]).await;
        let order_id = reply.expect(201)["order_id"].as_str().unwrap().to_owned();
        shop.settle().await;
        let parcel = parcels(&shop, &order_id).await.remove(0);
        let at = |at: usize| parcel.view["positions"][at]["line_id"].clone();
        let (first, second) = (at(0), at(1));
        // Of the first all three leave now, of the second one stays.
        let stay = json!({ "lines": [{ "line_id": second, "quantity": 1 }] });
        let split = shop.call(parcel.act("split", "s", &stay)).await.expect(200);
        let [goes, _] = <[Parcel; 2]>::try_from(Parcel::all(&split)).unwrap();
        assert_eq!(deliver(&shop, &goes).await.state(), "delivered");
        assert_eq!(money(&shop, &order_id).await, (4 * 333, 0), "{delivery:?}");

        let one = returned(&shop, &order_id, &first, 2).await;
        let path = format!("/orders/{order_id}/returns/{}", one["return_id"].as_str().unwrap());
        let view = shop.call(Request::get(path).staff(Role::Service)).await.expect(200);
        assert_eq!(view["state"], "closed", "{delivery:?} {view}");
        assert_eq!(money(&shop, &order_id).await, (4 * 333, 2 * 333), "{delivery:?}");
        assert_eq!(on_hand(&shop, &skus[0]).await, json!(9));
        told_once(&shop, &order_id).await;

        // The unit that stayed is taken off, and three others are added.
        let change = json!({
            "remove": [{ "line_id": second, "quantity": 1 }],
            "add": [{ "sku": skus[0], "quantity": 3, "unit_price": { "minor": 100, "currency": "GBP" } }],
        });
        edited(&shop, &order_id, &change).await;
        for parcel in parcels(&shop, &order_id).await {
            if now(&shop, &parcel).await.state() == "allocated" {
                assert_eq!(deliver(&shop, &parcel).await.state(), "delivered");
            }
        }
        let (captured, refunded) = money(&shop, &order_id).await;
        assert_eq!((captured, refunded), (4 * 333 + 300, 2 * 333), "{delivery:?}");

        // What is left of the first line, and nothing twice.
        let again = json!({ "lines": [{ "line_id": first, "quantity": 2, "reason": "style" }] });
        let ask = Request::post(format!("/orders/{order_id}/returns")).staff(Role::Service);
        let refused = shop.call(ask.key("twice").json(&again)).await;
        assert_eq!(refused.refused(409), "return.more_than_delivered");
        returned(&shop, &order_id, &first, 1).await;
        returned(&shop, &order_id, &second, 1).await;
        assert_eq!(money(&shop, &order_id).await, (captured, 4 * 333), "{delivery:?}");
        let left = Request::get(format!("/orders/{order_id}/refundable")).staff(Role::Finance);
        let left = shop.call(left).await.expect(200);
        assert_eq!(
            (&left["total"]["minor"], &left["captured"]["minor"]),
            (&json!(300), &json!(300))
        );
        assert_eq!(
            (on_hand(&shop, &skus[0]).await, on_hand(&shop, &skus[1]).await),
            (json!(7), json!(10))
        );
        invariants::at_rest(&Items::of(&shop));
    }
}

/// The order's timeline tells every step of its one return and refund, once.
async fn told_once(shop: &Shop, order_id: &str) {
    let list = Request::get(format!("/orders/{order_id}/timeline")).staff(Role::Service);
    let timeline = shop.call(list).await.expect(200);
    let entries = timeline["items"].as_array().unwrap();
    let words = entries.iter().map(|entry| entry["what"].as_str().unwrap());
    let mut told: Vec<_> =
        words.filter(|what| what.starts_with("return_") || what.starts_with("refund_")).collect();
    told.sort_unstable();
    let wanted = [
        "refund_begun",
        "refund_completed",
        "refund_granted",
        "return_approved",
        "return_closed",
        "return_inspected",
        "return_received",
        "return_requested",
    ];
    assert_eq!(told, wanted, "{timeline}");
}

/// Previews an edit and confirms it.
async fn edited(shop: &Shop, order_id: &str, changes: &Value) {
    let desk = |request: Request| request.staff(Role::Service);
    let preview = Request::post(format!("/orders/{order_id}/edits/preview"));
    let seen = shop.call(desk(preview).json(changes)).await.expect(200);
    let body = json!({ "changes": changes, "preview": seen["preview"], "reason": "another size" });
    let edit = Request::post(format!("/orders/{order_id}/edits")).key("edit");
    let made = shop.call(desk(edit).json(&body)).await.expect(200);
    assert_eq!(made["state"], "done", "{made}");
    shop.settle().await;
}
