//! A sale: everybody asks, and what became of it is counted and checked.
use crate::{
    Limits, Load, Refusals,
    reserve::{self, Wish},
    table_front::Front,
};
use contract::Role;
use domain::inventory::{Level, Reservation};
use primitives::{CheckoutId, Id, Quantity, ReservationId, Sku};
use runtime::{App, Fault, Host};
use serde_json::json;
use std::sync::Arc;
use table::Table;
use testkit::{Items, Request, Shop, TABLE, invariants, steps};
use tokio::{
    task::JoinSet,
    time::{Duration, Instant},
};

const SKU: &str = "HOT";

/// What became of a sale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Over so many shards.
    pub shards: u16,
    /// Shoppers who asked.
    pub asked: u64,
    /// Who got a unit.
    pub accepted: u64,
    /// Who was told that there is none.
    pub refused: u64,
    /// Who was told to come again: the shop was too busy.
    pub busy: u64,
    /// Units promised beyond those on the shelf.
    pub oversold: u64,
    /// How long each took who got a unit, in milliseconds, in order.
    pub accepted_millis: Vec<u64>,
    /// How long each took, whatever the answer, in milliseconds, in order.
    pub millis: Vec<u64>,
    /// How long until the last was answered.
    pub lasted_millis: u64,
    /// How often the table said no.
    pub refusals: Refusals,
}

/// Sells. Panics where a law of stock does not hold afterwards.
pub async fn sell(load: Load, limits: Limits, shards: u16) -> Outcome {
    let shop = shelf(load.units, shards).await;
    let front = Front::of(shop.database.clone(), limits);
    let client = shop.database.client_through(front.clone());
    let host = Host { table: Table::new(client, TABLE), ..shop.host().clone() };
    let outcome = rush(load, Arc::new(reserve::app()), host).await;
    let (accepted, oversold) = promised(&shop, load.units);
    assert_eq!(accepted, outcome.accepted, "a shopper was told otherwise than is written");
    Outcome { shards, oversold, refusals: front.refusals(), ..outcome }
}

/// A shop with one SKU.
async fn shelf(units: u32, shards: u16) -> Shop {
    let shop = Shop::of(vec![inventory::app(), outbox::app()]);
    shop.call(steps::warehouse()).await.expect(200);
    let stocked = json!({ "locations": [{ "location_id": "loc_main" }], "shards": shards });
    let put = Request::put(format!("/stock/{SKU}")).staff(Role::Fulfilment).json(&stocked);
    shop.call(put).await.expect(200);
    shop.call(steps::receipt("receipt", &[(SKU.to_owned(), units)])).await.expect(201);
    shop.settle().await;
    shop
}

async fn rush(load: Load, app: Arc<App>, host: Host) -> Outcome {
    let began = Instant::now();
    let mut shoppers = JoinSet::new();
    for (number, at) in load.arrivals().into_iter().enumerate() {
        let (app, host, job) = (app.clone(), host.clone(), wish(load.seed, number));
        shoppers.spawn(async move {
            let due = began + Duration::from_millis(at);
            tokio::time::sleep_until(due).await;
            let answer = app.job(&host, job).await;
            (answer, Instant::now() - due)
        });
    }
    let mut outcome = Outcome::default();
    while let Some(answered) = shoppers.join_next().await {
        let (answer, took) = answered.expect("a shopper is answered");
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        outcome.asked += 1;
        outcome.millis.push(millis);
        match answer {
            Ok(()) => {
                outcome.accepted += 1;
                outcome.accepted_millis.push(millis);
            }
            Err(Fault::Refused { code: "stock.insufficient", .. }) => outcome.refused += 1,
            Err(fault) if fault.status() == 503 || fault.status() == 409 => outcome.busy += 1,
            Err(fault) => panic!("{fault}"),
        }
    }
    outcome.millis.sort_unstable();
    outcome.accepted_millis.sort_unstable();
    outcome.lasted_millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    outcome
}

/// Ids follow from the seed and the shopper's number, so that a run repeats.
fn wish(seed: u64, number: usize) -> String {
    let mut chance =
        crate::chance::Chance::seeded(seed ^ (u64::try_from(number).unwrap_or_default() << 20));
    let mut id = || {
        let high = u128::from(chance.below(u64::MAX));
        uuid::Builder::from_u128(high << 64 | u128::from(chance.below(u64::MAX))).into_uuid()
    };
    let wish = Wish {
        reservation_id: ReservationId::from_uuid(id()),
        checkout_id: CheckoutId::from_uuid(id()),
        sku: Sku::parse(SKU).expect("a SKU"),
        quantity: Quantity::parse(1).expect("one"),
    };
    serde_json::to_string(&wish).expect("a wish is JSON")
}

/// Units promised, by reservations, and those beyond what there is; the laws of stock are checked.
fn promised(shop: &Shop, units: u32) -> (u64, u64) {
    let items = Items::of(shop);
    invariants::stock(&items);
    let reserved: i64 = items.all::<Level>().iter().map(|level| i64::from(level.reserved)).sum();
    let beyond: i64 = items.all::<Level>().iter().map(|level| i64::from(level.backordered)).sum();
    let promised = u64::try_from(reserved + beyond).unwrap_or_default();
    let reservations = u64::try_from(items.all::<Reservation>().len()).unwrap_or_default();
    assert_eq!(promised, reservations, "one unit each");
    (promised, promised.saturating_sub(u64::from(units)))
}
