//! A shop that plays a history of acts: bought, delivered, edited, sent back, paid back, with points and store credit
//! along. After every act, what must always be true is looked up in the table itself.
use crate::acts::{Act, Step};
use contract::Role;
use events::{Envelope, returns::ReturnInspectedV1};
use journeys::{shop, stock};
use primitives::Sku;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use testkit::{
    Delivery, HAULIER_SECRET, HeldCart, Items, Parcel, Reply, Request, Shop, invariants, parcels,
    steps,
};

const CUSTOMERS: [&str; 2] = ["ada", "bob"];
const DAY: i64 = 86_400;

/// Clocks that have something to do with a sale.
const TICKS: [&str; 11] = [
    "deliver-notices",
    "reconcile-payments",
    "advance-checkouts",
    "expire-checkouts",
    "expire-reservations",
    "expire-carts",
    "expire-gift-cards",
    "loyalty-due",
    "deliver-webhooks",
    "collect-advances",
    "watch-disputes",
];

/// A shop and what its people know of it.
pub struct AfterSale {
    shop: Shop,
    orders: Vec<String>,
    /// Paths of returns and refunds.
    returns: Vec<String>,
    refunds: Vec<String>,
    count: u32,
    /// What was asked and answered, for whoever has to understand a failure.
    pub diary: Vec<String>,
}

fn gbp(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "GBP" })
}

impl AfterSale {
    /// A shop with two products, points, and refunds that a second person has to agree to.
    pub async fn begin(delivery: Delivery) -> Self {
        let shop = shop().delivering(delivery);
        stock(&shop, &["SKU-0".into(), "SKU-1".into()], 60, 333).await;
        let programme = json!({
            "earn": [{ "per": gbp(1), "points": 1 }],
            "hold": { "after": "delivery", "days": 14, "at_latest": 60 },
            "valid_months": 12,
            "tiers": { "levels": [{ "tier": "gold", "title": "Gold", "least": 3_000, "factor": 2_000 }] },
            "credit": [{ "points": 1, "worth": gbp(1) }],
        });
        let put = Request::put("/loyalty/programme").staff(Role::Finance).json(&programme);
        shop.call(put).await.expect(200);
        let mut settings: Value =
            shop.call(Request::get("/settings").staff(Role::Admin)).await.expect(200);
        settings["refunds"] = json!({ "approval_above": [{ "amount": gbp(900) }] });
        settings["returns"] = json!({ "rules": [{
            "window_days": 60, "returnable": true, "auto_approve": false, "label_paid_by": "buyer",
            "restocking_per_mille": 100, "return_shipping": [gbp(199)],
        }] });
        shop.call(Request::put("/settings").staff(Role::Admin).json(&settings)).await.expect(200);
        for who in CUSTOMERS {
            shop.call(Request::get("/me").customer(who)).await.expect(200);
        }
        Self { shop, orders: vec![], returns: vec![], refunds: vec![], count: 0, diary: vec![] }
    }

    /// Something happens; then what must always be true is looked up.
    pub async fn play(&mut self, act: &Act) {
        self.count += 1;
        match act {
            Act::Buy { who, sku, units, by_credit, card } => {
                self.buy(CUSTOMERS[*who], (*sku, *units), *by_credit, card).await;
            }
            Act::Swap { order, line, units, sku, more, advance, card } => {
                let instead = (*sku, *more);
                self.swap((*order, *line, *units), instead, *advance, card).await;
            }
            Act::Answer { order, wins } => self.answer(*order, *wins).await,
            Act::Deliver { order } => self.deliver(*order).await,
            Act::Edit { order, sku, units, less } => self.edit(*order, *sku, *units, *less).await,
            Act::Cancel { order, line } => self.cancel(*order, *line).await,
            Act::Ask { order, line, units, claim, to_credit } => {
                self.ask(*order, *line, *units, *claim, *to_credit).await;
            }
            Act::Go { on, step } => self.go(*on, *step).await,
            Act::Goodwill { order, minor, to_credit } => {
                self.goodwill(*order, *minor, *to_credit).await;
            }
            Act::Decide { refund, agree } => self.decide(*refund, *agree).await,
            Act::Credit { who, minor } => {
                let make = Request::post("/me/loyalty/credits").customer(CUSTOMERS[*who]);
                self.send(make.json(&json!({ "amount": gbp(*minor) }))).await;
            }
            Act::Adjust { who, points } => {
                let body = json!({ "points": points, "reason": "by_hand" });
                self.points(*who, "adjustments", &body).await;
            }
            Act::Transfer { who, points } => {
                let to = format!("cus_{}", CUSTOMERS[1 - who]);
                let body = json!({ "to": to, "points": points, "reason": "a_gift" });
                self.points(*who, "transfers", &body).await;
            }
            Act::Carry => self.shop.settle().await,
            Act::Days(days) => self.pass(*days * DAY).await,
            Act::Break(faults) => self.shop.database.inject(faults.iter().copied()),
        }
        invariants::always(&Items::of(&self.shop));
    }

    /// The faults end, time passes, and everything agrees.
    pub async fn rest(&mut self) {
        self.shop.database.heal();
        self.shop.settle().await;
        for _ in 0..6 {
            self.pass(5 * 3_600).await;
        }
        // A hold of goods that never came ends on its day.
        for _ in 0..3 {
            self.pass(3 * DAY).await;
        }
        let items = Items::of(&self.shop);
        invariants::at_rest(&items);
        invariants::orders_at_rest(&items);
        invariants::goods::at_rest(&items, &self.found());
    }

    async fn pass(&self, seconds: i64) {
        self.shop.source.advance(seconds);
        for tick in TICKS {
            self.shop.tick(tick).await;
        }
    }

    async fn buy(&mut self, who: &str, (sku, units): (usize, u32), by_credit: bool, card: &str) {
        let open = Request::post("/me/cart").customer(who).json(&json!({}));
        let Some(opened) = self.send(open).await else { return };
        let cart = HeldCart::of(&opened);
        let lines = [(format!("SKU-{sku}"), units)];
        if self.send(cart.add(&self.key("add"), &lines)).await.is_none() {
            return;
        }
        let mut body = steps::completion(card);
        let payment = body.as_object_mut().and_then(|body| body.remove("payment"));
        body["cart_id"] = json!(cart.cart_id);
        let begin = cart.post("/checkouts", &self.key("begin")).json(&body);
        let Some(begun) = self.send(begin).await else { return };
        let path = format!("/checkouts/{}", begun["checkout_id"].as_str().unwrap_or_default());
        let mut to_pay = begun["to_pay"].clone();
        if by_credit {
            let using = Request::post(format!("{path}/store-credit")).customer(who);
            if let Some(using) = self.send(using).await {
                to_pay = using["to_pay"].clone();
            }
        }
        let body = if to_pay["minor"] == 0 { json!({}) } else { json!({ "payment": payment }) };
        let complete = cart.post(format!("{path}/complete"), &self.key("pay")).json(&body);
        if let Some(placed) = self.send(complete).await {
            self.orders.extend(placed["order_id"].as_str().map(str::to_owned));
        }
    }

    async fn deliver(&mut self, order: usize) {
        let Some(order) = at(&self.orders, order) else { return };
        self.shop.settle().await;
        let Some(list) = self.send(parcels(&order)).await else { return };
        for parcel in Parcel::all(&list) {
            if parcel.state() != "allocated" {
                continue;
            }
            self.send(parcel.pick()).await;
            self.send(parcel.pack(900)).await;
            self.shop.settle().await;
            let Some(now) = self.send(parcel.show()).await.map(Parcel::of) else { continue };
            self.send(now.dispatch()).await;
            self.shop.settle().await;
            for word in ["PICKUP", "VAN", "DELIVERED"] {
                self.shop.source.advance(60);
                self.send(now.scan(word, HAULIER_SECRET)).await;
                self.shop.settle().await;
            }
        }
    }

    async fn edit(&mut self, order: usize, sku: usize, units: u32, less: bool) {
        let Some(order) = at(&self.orders, order) else { return };
        let mut changes = json!({ "add": [{ "sku": format!("SKU-{sku}"), "quantity": units }] });
        if let Some(line) = self.lines(&order).await.first().filter(|_| less) {
            changes["remove"] = json!([{ "line_id": line["line_id"], "quantity": 1 }]);
        }
        let desk =
            |path: &str| Request::post(format!("/orders/{order}/{path}")).staff(Role::Service);
        let Some(seen) = self.send(desk("edits/preview").json(&changes)).await else { return };
        let body = json!({
            "changes": changes, "preview": seen["preview"], "reason": "a call",
            "payment": { "provider": "sandbox", "method": "tok_visa" },
        });
        self.send(desk("edits").json(&body)).await;
    }

    async fn cancel(&mut self, order: usize, line: usize) {
        let Some(order) = at(&self.orders, order) else { return };
        let Some(line) = at(&self.lines(&order).await, line) else { return };
        let body = json!({
            "reason": "no", "lines": [{ "line_id": line["line_id"], "quantity": 1 }],
        });
        let cancel = Request::post(format!("/orders/{order}/cancel")).staff(Role::Service);
        self.send(cancel.json(&body)).await;
    }

    async fn ask(&mut self, order: usize, line: usize, units: u32, claim: bool, to_credit: bool) {
        let Some(order) = at(&self.orders, order) else { return };
        let Some(line) = at(&self.lines(&order).await, line) else { return };
        let (kind, reason) = if claim { ("claim", "damaged") } else { ("return", "too_small") };
        let to = if to_credit { "store_credit" } else { "original_payments" };
        let lines = json!([{ "line_id": line["line_id"], "quantity": units, "reason": reason }]);
        let body = json!({ "kind": kind, "to": to, "lines": lines });
        let ask = Request::post(format!("/orders/{order}/returns")).staff(Role::Service);
        if let Some(asked) = self.send(ask.json(&body)).await {
            let id = asked["return_id"].as_str().unwrap_or_default();
            self.returns.push(format!("/orders/{order}/returns/{id}"));
        }
    }

    async fn swap(
        &mut self,
        (order, line, units): (usize, usize, u32),
        (sku, more): (usize, u32),
        advance: bool,
        card: &str,
    ) {
        let Some(order) = at(&self.orders, order) else { return };
        let Some(line) = at(&self.lines(&order).await, line) else { return };
        let body = json!({
            "lines": [{ "line_id": line["line_id"], "quantity": units, "reason": "too_small" }],
            "instead": [{ "sku": format!("SKU-{sku}"), "quantity": more }],
            "advance": advance,
            "payment": { "provider": "sandbox", "method": card },
        });
        let ask = Request::post(format!("/orders/{order}/exchanges")).staff(Role::Service);
        if let Some(asked) = self.send(ask.json(&body)).await {
            let id = asked["return_id"].as_str().unwrap_or_default();
            self.returns.push(format!("/orders/{order}/returns/{id}"));
            self.orders.extend(asked["instead"]["order_id"].as_str().map(str::to_owned));
        }
    }

    /// The bank decides as the evidence says.
    async fn answer(&mut self, order: usize, wins: bool) {
        let Some(order) = at(&self.orders, order) else { return };
        let list = Request::get(format!("/orders/{order}/payments")).staff(Role::Finance);
        let Some(all) = self.send(list).await else { return };
        let said = if wins { "winning_evidence" } else { "losing_evidence" };
        for payment in all["items"].as_array().into_iter().flatten() {
            for dispute in payment["disputes"].as_array().into_iter().flatten() {
                let (of, name) = (payment["payment_id"].as_str(), dispute["reference"].as_str());
                let waits = dispute["state"] == "needs_response";
                let (Some(of), Some(name), true) = (of, name, waits) else { continue };
                let path = format!("/payments/{of}/disputes/{name}/evidence");
                let say = Request::post(path).staff(Role::Service);
                self.send(say.json(&json!({ "statement": said }))).await;
                return;
            }
        }
    }

    async fn go(&mut self, on: usize, step: Step) {
        let Some(path) = at(&self.returns, on) else { return };
        let look = Request::get(path.clone()).staff(Role::Service);
        let Some(seen) = self.send(look).await else { return };
        let each = |of: &dyn Fn(&Value) -> Value| -> Vec<Value> {
            seen["lines"].as_array().into_iter().flatten().map(of).collect()
        };
        let (what, body) = match step {
            Step::Approve => ("approval", json!({})),
            Step::Decline => ("decline", json!({ "why": "worn" })),
            Step::Cancel => ("cancel", json!({})),
            Step::Settle => ("settlement", json!({})),
            Step::Replace { goods_come_back } => {
                ("replacement", json!({ "goods_come_back": goods_come_back }))
            }
            Step::Close => ("close", json!({})),
            Step::Receive => {
                let lines = each(&|line| json!({ "line_id": line["line_id"], "quantity": 1 }));
                ("receipts", json!({ "lines": lines }))
            }
            Step::Inspect(found) => {
                let lines = each(
                    &|line| json!({ "line_id": line["line_id"], "quantity": 1, "disposition": found }),
                );
                ("inspections", json!({ "location_id": "loc_main", "lines": lines }))
            }
        };
        let act = Request::post(format!("{path}/{what}")).staff(Role::Service);
        let told = self.send(act.json(&body)).await;
        // What comes instead is an order like any other.
        let new = told.and_then(|told| told["instead"]["order_id"].as_str().map(str::to_owned));
        self.orders.extend(new.filter(|new| !self.orders.contains(new)));
    }

    async fn goodwill(&mut self, order: usize, minor: i64, to_credit: bool) {
        let Some(order) = at(&self.orders, order) else { return };
        let to = if to_credit { "store_credit" } else { "original_payments" };
        let body = json!({ "refund": { "goodwill": gbp(minor) }, "to": to, "reason": "sorry" });
        let ask = Request::post(format!("/orders/{order}/refunds")).staff(Role::Finance);
        if let Some(asked) = self.send(ask.json(&body)).await {
            let id = asked["refund_id"].as_str().unwrap_or_default();
            self.refunds.push(format!("/orders/{order}/refunds/{id}"));
        }
    }

    async fn decide(&mut self, refund: usize, agree: bool) {
        let Some(path) = at(&self.refunds, refund) else { return };
        let word = if agree { "approval" } else { "decline" };
        self.send(Request::post(format!("{path}/{word}")).staff(Role::Admin)).await;
    }

    async fn points(&mut self, who: usize, what: &str, body: &Value) {
        let path = format!("/customers/cus_{}/loyalty/{what}", CUSTOMERS[who]);
        self.send(Request::post(path).staff(Role::Finance).json(body)).await;
    }

    async fn lines(&mut self, order: &str) -> Vec<Value> {
        let list = Request::get(format!("/orders/{order}/lines")).staff(Role::Service);
        let seen = self.send(list).await.unwrap_or_default();
        seen["items"].as_array().cloned().unwrap_or_default()
    }

    fn key(&self, what: &str) -> String {
        format!("{what}-{}", self.count)
    }

    /// Sends by one key until it is answered for good; what is refused is nothing.
    async fn send(&mut self, request: Request) -> Option<Value> {
        let keyed = request.headers.contains_key("idempotency-key");
        let key = format!("{}-{}", self.count, request.target);
        let request = if keyed { request } else { request.key(key) };
        for _ in 0..8 {
            let reply: Reply = self.shop.call(request.clone()).await;
            let code = reply.json()["code"].clone();
            self.diary
                .push(format!("{} {} → {} {code}", request.method, request.target, reply.status));
            match reply.status {
                200 | 201 => return Some(reply.json()),
                202 | 500 | 503 => {}
                _ => return None,
            }
        }
        None
    }

    /// How many events of a name were told, however often each came.
    pub fn told(&self, name: &str) -> usize {
        let all = self.shop.sent().into_iter().filter(|event| event.detail_type == name);
        let ids = all.map(|event| {
            let told: Envelope<Value> = serde_json::from_str(&event.detail).expect("an envelope");
            told.id
        });
        ids.collect::<BTreeSet<_>>().len()
    }

    /// Units that inspections sent to the shelf or set apart, event by event.
    fn found(&self) -> BTreeMap<Sku, i64> {
        let (mut seen, mut found) = (BTreeSet::new(), BTreeMap::new());
        for event in self.shop.sent() {
            if event.detail_type != "returns.ReturnInspected.v1" {
                continue;
            }
            let told: Envelope<ReturnInspectedV1> =
                serde_json::from_str(&event.detail).expect("an envelope");
            if !seen.insert(told.id) || told.data.restock_at.is_none() {
                continue;
            }
            for line in told.data.lines {
                let kept =
                    ["restock", "quarantine", "refurbish"].contains(&line.disposition.as_ref());
                if let Some(sku) = line.sku.filter(|_| kept) {
                    *found.entry(sku).or_default() += i64::from(line.quantity.get());
                }
            }
        }
        found
    }
}

/// One of what there is.
fn at<T: Clone>(list: &[T], which: usize) -> Option<T> {
    list.get(which % list.len().max(1)).cloned()
}
