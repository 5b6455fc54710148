//! A warehouse in process, with operations that put stock aside as a checkout would.
use contract::{Caller, NoPath, NoQuery, Operation, OperationRow, Role};
use primitives::{CheckoutId, ReservationId, Timestamp};
use runtime::{App, Cx, Done, Progress, Req, Step};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use stock::{Ask, Closing, Paged};
use testkit::{Items, Reply, Request, Shop, invariants};

/// What a test asks of the crate `stock`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Body {
    pub act: String,
    pub reservation_id: ReservationId,
    #[serde(default)]
    pub page: u32,
    #[serde(default)]
    pub lines: Vec<Ask>,
    #[serde(default)]
    pub reference: String,
}

pub struct Act;

impl Operation for Act {
    const ROW: &'static OperationRow = &OperationRow {
        id: "Act",
        doc: "Moves stock as a checkout would.",
        capability: "test",
        method: "POST",
        path: "/act",
        caller: Caller::Public,
        status: 200,
        traits: &[],
    };
    type Path = NoPath;
    type Query = NoQuery;
    type Body = Body;
    type Reply = ();
}

async fn act(cx: Cx, req: Req<Act>) -> Progress<()> {
    let Body { act, reservation_id: id, page, lines, reference } = req.body;
    let done = Done::new(());
    let owner = CheckoutId::parse(id.to_string().replace("rsv_", "chk_")).unwrap();
    let until = cx.now().plus_seconds(900);
    let paged = match act.as_str() {
        "reserve" => stock::reserve_page(&cx, done, &id, page, &owner, &lines, until).await?,
        "abandon" => stock::release_page(&cx, done, &id, page, Closing::Abandoned).await?,
        "cancel" => stock::release_page(&cx, done, &id, page, Closing::Cancelled).await?,
        "lines" => stock::release_lines(&cx, done, &id, page, &lines, &reference).await?,
        _ => Paged::Whole(stock::commit_page(&cx, done, &id, page).await?),
    };
    // Others come in between what was read and what is committed.
    for _ in 0..4 {
        tokio::task::yield_now().await;
    }
    Ok(match paged {
        Paged::Part(done) => Step::Continue(done),
        Paged::Whole(done) => Step::Finish(done),
    })
}

pub fn shop() -> Shop {
    let test = App::new("test").on(Act, act);
    Shop::of(vec![inventory::app(), outbox::app(), test])
}

/// A shop with two locations.
pub async fn warehouse() -> Shop {
    let shop = shop();
    for name in ["main", "store"] {
        let put = Request::put(format!("/locations/loc_{name}")).json(&json!({ "title": name }));
        shop.call(put.staff(Role::Fulfilment)).await.expect(200);
    }
    shop
}

pub fn post(path: &str, key: &str, body: &Value) -> Request {
    Request::post(path).key(key).staff(Role::Fulfilment).json(body)
}

pub fn put_stock(sku: &str, body: &Value) -> Request {
    Request::put(format!("/stock/{sku}")).staff(Role::Fulfilment).json(body)
}

/// Takes units in.
pub async fn receive(shop: &Shop, location: &str, sku: &str, units: u32) {
    let key = format!("{location}-{sku}-{units}-{}", shop.sent().len() + shop.database_size());
    let lines = json!([{ "sku": sku, "quantity": units }]);
    let body = json!({ "location_id": location, "lines": lines });
    shop.call(post("/stock/receipts", &key, &body)).await.expect(201);
}

pub async fn stock(shop: &Shop, sku: &str) -> Value {
    shop.call(Request::get(format!("/stock/{sku}")).staff(Role::Fulfilment)).await.expect(200)
}

pub fn request(act: &str, id: &str, page: u32, lines: &[(&str, u32)], reference: &str) -> Request {
    let lines: Vec<Value> =
        lines.iter().map(|(sku, n)| json!({ "sku": sku, "quantity": n })).collect();
    let body = json!({ "act": act, "reservation_id": format!("rsv_{id}"), "page": page,
        "lines": lines, "reference": reference });
    Request::post("/act").json(&body)
}

pub async fn reserve(shop: &Shop, id: &str, lines: &[(&str, u32)]) -> Reply {
    shop.answer(request("reserve", id, 0, lines, "")).await
}

pub async fn abandon(shop: &Shop, id: &str) -> Reply {
    shop.answer(request("abandon", id, 0, &[], "")).await
}

pub async fn reservation(shop: &Shop, id: &str) -> Value {
    let get = Request::get(format!("/reservations/rsv_{id}")).staff(Role::Service);
    shop.call(get).await.expect(200)
}

pub trait Size {
    fn database_size(&self) -> usize;
}
impl Size for Shop {
    fn database_size(&self) -> usize {
        self.database.everything().len()
    }
}

/// The invariants of stock, over all there is in the table.
pub fn check(shop: &Shop) {
    invariants::stock(&Items::of(shop));
}

/// Time as the shop has it, for bodies.
pub fn in_seconds(shop: &Shop, seconds: i64) -> Timestamp {
    shop.now().plus_seconds(seconds)
}
