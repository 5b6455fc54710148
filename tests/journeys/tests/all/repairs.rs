//! A lamp that is mended: from the ticket to the owner's door.
use contract::Role;
use journeys::{bought, buy, deliver, parcels, shop, stock};
use serde_json::{Value, json};
use testkit::{Delivery, HAULIER_SECRET, Items, Reply, Request, Shop, invariants, steps};

fn gbp(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "GBP" })
}

/// The ticket, and whoever does something about it.
struct Ticket {
    shop: Shop,
    path: String,
}

impl Ticket {
    /// A lamp that a customer bought, got, and says is broken.
    async fn open(delivery: Delivery) -> Self {
        let shop = shop().delivering(delivery);
        stock(&shop, &["LAMP".to_owned()], 3, 6_000).await;
        stock(&shop, &["BULB".to_owned()], 1, 900).await;
        let address = json!({ "name": "Workshop", "line1": "Dock 7", "city": "Leeds",
                              "postal_code": "LS1 1AA", "country": "GB" });
        let body = json!({ "title": "Main warehouse", "address": address });
        let put = Request::put("/locations/loc_main").staff(Role::Fulfilment).json(&body);
        shop.call(put).await.expect(200);
        shop.settle().await;
        shop.call(Request::get("/me").customer("ada")).await.expect(200);
        let order = bought(&shop, "lamp", &[("LAMP".to_owned(), 1)], false).await;
        let parcel = parcels(&shop, &order).await.remove(0);
        let ask = json!({ "line_id": parcel.view["positions"][0]["line_id"], "serial": "SN-1",
                          "problem": "It does not light up." });
        let ask = |key: &str| {
            let path = format!("/orders/{order}/repairs");
            Request::post(path).customer("ada").key(key).json(&ask)
        };
        assert_eq!(shop.call(ask("early")).await.refused(409), "repair.no_unit");
        assert_eq!(deliver(&shop, &parcel).await.state(), "delivered");
        let one = shop.call(ask("ticket")).await.expect(201);
        assert_eq!(shop.call(ask("again")).await.refused(409), "repair.no_unit", "there is one");
        let path = format!("/orders/{order}/repairs/{}", one["repair_id"].as_str().unwrap());
        Self { shop, path }
    }

    async fn staff(&self, what: &str, key: &str, body: &Value) -> Reply {
        let act = Request::post(format!("{}/{what}", self.path)).staff(Role::Service);
        let reply = self.shop.call(act.key(key).json(body)).await;
        self.shop.settle().await;
        reply
    }

    async fn owner(&self, what: &str, key: &str, body: &Value) -> Reply {
        let act = Request::post(format!("{}/{what}", self.path)).customer("ada");
        self.shop.call(act.key(key).json(body)).await
    }

    async fn on_hand(&self, sku: &str) -> Value {
        self.shop.call(steps::stock(sku)).await.expect(200)["total"]["on_hand"].take()
    }

    /// An order of the owner's over so much, made and charged by staff.
    async fn billed(&self, minor: i64) -> String {
        let me = self.shop.call(Request::get("/me").customer("ada")).await.expect(200);
        let line = json!({ "kind": "charge", "title": "Repair of a lamp", "quantity": 1,
                           "unit_price": gbp(minor) });
        let body = json!({ "currency": "GBP", "customer_id": me["customer_id"],
                           "email": "buyer@example.com", "shipping_country": "GB", "lines": [line] });
        let staff = |path: String, key: &str, body: &Value| {
            Request::post(path).staff(Role::Service).key(key).json(body)
        };
        let draft = staff("/draft-orders".into(), "bill", &body);
        let draft = self.shop.call(draft).await.expect(201);
        let id = draft["order_id"].as_str().unwrap().to_owned();
        let payment = json!({ "payment": { "provider": "sandbox", "method": "tok_visa" } });
        let path = format!("/draft-orders/{id}/complete");
        let placed = self.shop.call(staff(path, "pay", &payment)).await.expect(200);
        assert_eq!(placed["totals"]["total"]["minor"], minor, "prices of quotes include tax");
        self.shop.settle().await;
        id
    }
}

#[tokio::test(start_paused = true)]
async fn a_lamp_is_mended_with_a_part_that_was_not_there_while_its_owner_has_another() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let one = Ticket::open(delivery).await;
        one.staff("receipt", "came", &json!({})).await.expect(200);
        let found = json!({ "finding": "The bulb is broken.", "cause": "defect" });
        let seen = one.staff("diagnosis", "seen", &found).await.expect(200);
        assert_eq!(seen["coverage"], "no_guarantee", "no legal guarantee is known there");

        // Quoted, and lent another one meanwhile; the owner agrees to the newest quote alone.
        let part = |minor: i64| json!({ "sku": "BULB", "quantity": 1, "unit_price": gbp(minor) });
        let offer =
            |minor: i64| json!({ "parts": [part(minor)], "labour": gbp(1_500), "days": 14 });
        one.staff("quotes", "dear", &offer(1_200)).await.expect(200);
        one.staff("quotes", "fair", &offer(900)).await.expect(200);
        let lend = json!({ "sku": "LAMP", "location_id": "loc_main", "worth": gbp(6_000) });
        one.staff("loaner", "lent", &lend).await.expect(200);
        assert_eq!(one.on_hand("LAMP").await, 1, "one was sold, and one is lent");
        let old = one.owner("approval", "old", &json!({ "quote": 1 })).await;
        assert_eq!(old.refused(409), "repair.old_quote");
        one.owner("approval", "yes", &json!({ "quote": 2 })).await.expect(200);

        // The last of the part is somebody else's by now; more come, and it is taken once.
        let (_, sold) = buy(&one.shop, "eve", &[("BULB".to_owned(), 1)]).await;
        sold.expect(201);
        let take = json!({ "sku": "BULB", "location_id": "loc_main", "quantity": 1 });
        let none = one.staff("parts", "none", &take).await;
        assert_eq!(none.refused(409), "stock.insufficient", "{delivery:?}");
        let bulbs = steps::receipt("bulbs", &[("BULB".to_owned(), 2)]);
        one.shop.call(bulbs).await.expect(201);
        for _ in 0..2 {
            one.staff("parts", "taken", &take).await.expect(200);
        }
        assert_eq!(one.on_hand("BULB").await, 2, "one of them is sold");
        one.staff("outcome", "works", &json!({ "works": true })).await.expect(200);

        // Nothing is over while the bill is open, nor while the other lamp is out.
        let close = |paid_by: &str| json!({ "paid_by": paid_by });
        let unpaid = one.staff("close", "unpaid", &json!({})).await;
        assert_eq!(unpaid.refused(409), "repair.unpaid");
        let bill = one.billed(2_400).await;
        let early = one.staff("close", "early", &close(&bill)).await;
        assert_eq!(early.refused(409), "repair.loaner_out");
        let back = json!({ "location_id": "loc_main" });
        one.staff("loaner/return", "back", &back).await.expect(200);
        assert_eq!(one.on_hand("LAMP").await, 2);

        // It goes back by a parcel with one label, and is over when its owner has it.
        let wish = json!({ "location_id": "loc_main", "weight_grams": 900 });
        let label = one.staff("label", "label", &wish).await.expect(200);
        let again = one.staff("label", "again", &wish).await.expect(200);
        assert_eq!(again["tracking_number"], label["tracking_number"]);
        let number = label["tracking_number"].as_str().unwrap();
        for word in ["PICKUP", "VAN", "DELIVERED"] {
            one.shop.source.advance(60);
            let scan = Request::post(format!("/haulier/v1/parcels/{number}/scans"));
            let scan = scan.key(word).header("authorization", format!("Bearer {HAULIER_SECRET}"));
            one.shop.call(scan.json(&json!({ "scan": word }))).await.expect(200);
            one.shop.settle().await;
        }
        let show = Request::get(format!("{}/label", one.path)).customer("ada");
        assert_eq!(one.shop.call(show).await.expect(200)["seen"]["status"], "delivered");
        let over = one.staff("close", "over", &close(&bill)).await.expect(200);
        assert_eq!((&over["state"], &over["approved"]), (&json!("closed"), &json!(2)));
        let states: Vec<&Value> =
            over["log"].as_array().unwrap().iter().map(|step| &step["state"]).collect();
        assert_eq!(states.first(), Some(&&json!("requested")), "{states:?}");
        assert_eq!(states.last(), Some(&&json!("closed")), "{states:?}");
        let items = Items::of(&one.shop);
        invariants::at_rest(&items);
        invariants::orders_at_rest(&items);
    }
}
