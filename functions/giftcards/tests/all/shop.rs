//! A shop that issues gift cards, and the requests that it gets.
use contract::Role;
use domain::{identity::Customer, pricing::gift_card::GiftCode};
use primitives::{CustomerId, Timestamp};
use serde_json::{Value, json};
use table::Done;
use testkit::{Request, Shop};

/// A shop that issues gift cards.
pub fn shop() -> Shop {
    Shop::of(vec![giftcards::app(), outbox::app()])
}

pub fn gbp(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "GBP" })
}

pub fn issue(key: &str, minor: i64, end: Option<Timestamp>) -> Request {
    let mut body = json!({ "worth": gbp(minor) });
    if let Some(end) = end {
        body["expires_at"] = json!(end);
    }
    Request::post("/gift-cards").staff(Role::Finance).key(key).json(&body)
}

/// A card that was issued.
pub async fn issued(shop: &Shop, minor: i64, end: Option<Timestamp>) -> Value {
    shop.call(issue(&format!("issue-{minor}"), minor, end)).await.expect(201)
}

/// A code that was made for it.
pub async fn code(shop: &Shop, card: &Value) -> String {
    let path = format!("/gift-cards/{}/codes", card["card_id"].as_str().unwrap());
    let made = shop.call(Request::post(path).staff(Role::Finance)).await.expect(200);
    made["code"].as_str().unwrap().to_owned()
}

/// A code that opens nothing, without a slip in it.
pub fn wrong(at: u8) -> String {
    GiftCode::new([at; 10]).reveal().to_owned()
}

/// Asks from somewhere what is left on a card.
pub fn balance(code: &str, address: &str) -> Request {
    let body = json!({ "code": code });
    Request::post("/gift-card-balance").json(&body).from(address)
}

/// The customer of a subject of the user pool.
pub fn id(subject: &str) -> CustomerId {
    CustomerId::parse(format!("cus_{subject}")).unwrap()
}

/// Puts the customer on record.
pub async fn known(shop: &Shop, subject: &str) {
    let customer = Customer {
        customer_id: id(subject),
        external_key: None,
        email: None,
        display_name: None,
        locale: None,
        created_at: shop.now(),
        changed_at: None,
    };
    shop.seed(Done::new(()).put(&customer)).await;
}
