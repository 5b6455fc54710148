//! Claims against carriers: their money is apart from the buyer's.
use crate::delivered::*;
use contract::Role;
use primitives::{Code, Example, ShipmentId};
use runtime::Done;
use serde_json::{Value, json};
use table::keys;
use testkit::{Request, Shop};

fn at(order: &domain::order::Order, tail: &str) -> String {
    format!("/orders/{}/shipments/{}/carrier-claim{tail}", order.order_id, ShipmentId::example())
}

async fn carried(shop: &Shop, order: &domain::order::Order) -> i64 {
    let key = keys::fulfilment::shipment(&order.order_id, &ShipmentId::example());
    let mut parcel = shop.table().load(&key).await.unwrap().value;
    parcel.carrier = Some(Code::parse("haulier").unwrap());
    let amount = parcel.amount.unwrap().minor;
    shop.seed(Done::new(()).put(&parcel)).await;
    amount
}

async fn open(shop: &Shop, state: &str) -> Vec<Value> {
    let list = Request::get(format!("/carrier-claims?state={state}")).staff(Role::Finance);
    shop.call(list).await.expect(200)["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_claim_is_filed_once_declined_filed_anew_and_accepted_and_no_buyers_money_moves() {
    let shop = shop();
    let order = delivered(&shop, "k", Some("ada")).await;
    let file = |key: &str, body: &Value| {
        Request::post(at(&order, "")).staff(Role::Fulfilment).key(key).json(body)
    };
    let lost = json!({ "fault": "lost" });
    assert_eq!(shop.call(file("0", &lost)).await.refused(409), "return.not_sent");
    let due = carried(&shop, &order).await;
    let gbp = |minor: i64| json!({ "minor": minor, "currency": "GBP" });
    let much = json!({ "fault": "lost", "claimed": gbp(due + 1) });
    assert_eq!(shop.call(file("1", &much)).await.refused(409), "return.carrier_claim_amount");
    let filed = shop.call(file("2", &lost)).await.expect(201);
    assert_eq!((&filed["state"], &filed["claimed"]), (&json!("filed"), &gbp(due)));
    assert_eq!(shop.call(file("3", &lost)).await.refused(409), "return.carrier_claim_state");
    assert_eq!(open(&shop, "filed").await.len(), 1);
    let decide = |key: &str, body: &Value| {
        Request::post(at(&order, "/decision")).staff(Role::Finance).key(key).json(body)
    };
    let no = shop.call(decide("4", &json!({ "why": "packed_badly" }))).await.expect(200);
    assert_eq!((&no["state"], &no["why_declined"]), (&json!("declined"), &json!("packed_badly")));
    let again = shop.call(file("5", &lost)).await.expect(201);
    assert_eq!(again["attempt"], 2);
    let over = shop.call(decide("6", &json!({ "accepted": gbp(due + 1) }))).await;
    assert_eq!(over.refused(409), "return.carrier_claim_amount");
    let yes = shop.call(decide("7", &json!({ "accepted": gbp(100) }))).await.expect(200);
    assert_eq!((&yes["state"], &yes["accepted"]), (&json!("accepted"), &gbp(100)));
    let twice = shop.call(decide("8", &json!({}))).await;
    assert_eq!(twice.refused(409), "return.carrier_claim_state");
    shop.settle().await;
    let view = shop.call(Request::get(at(&order, "")).staff(Role::Service)).await.expect(200);
    assert_eq!(view["state"], "accepted");
    assert_eq!((open(&shop, "filed").await.len(), open(&shop, "accepted").await.len()), (0, 1));
    assert_eq!(given_back(&shop, &order).await, (0, 0));
    let stranger = Request::get(at(&order, "")).customer("ada");
    assert_eq!(shop.call(stranger).await.status, 403);
}
