//! A partner's receiver, and a shop that tells it things.
use contract::Role;
use events::identity::CustomerCreatedV1;
use primitives::{CustomerId, Example};
use runtime::{
    Done,
    ports::{Later, Web, WebAnswer, WebCall},
};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use testkit::{Request, Shop};

/// How the receiver answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// This status.
    Status(u16),
    /// 200, with these words.
    Words(&'static str),
    /// Nothing: the connection breaks.
    Nothing,
    /// Nothing, ever.
    Hangs,
}

/// A receiver that writes down what it gets.
pub struct Partner {
    /// What it says next, and then ever after.
    next: Mutex<VecDeque<Says>>,
    usually: Mutex<Says>,
    heard: Mutex<Vec<WebCall>>,
    /// Told when a call begins that is never answered.
    pub hung: tokio::sync::Notify,
}

impl Partner {
    pub fn usually(says: Says) -> Arc<Self> {
        let (next, heard) = (Mutex::default(), Mutex::default());
        let hung = tokio::sync::Notify::new();
        Arc::new(Self { next, usually: Mutex::new(says), heard, hung })
    }

    pub fn henceforth(&self, says: Says) {
        *self.usually.lock().unwrap() = says;
    }

    pub fn next(&self, says: impl IntoIterator<Item = Says>) {
        self.next.lock().unwrap().extend(says);
    }

    /// What it got, and forgets.
    pub fn take(&self) -> Vec<WebCall> {
        std::mem::take(&mut self.heard.lock().unwrap())
    }
}

impl Web for Partner {
    fn call(&self, call: WebCall, _patience: Duration) -> Later<'_, WebAnswer> {
        self.heard.lock().unwrap().push(call);
        let next = self.next.lock().unwrap().pop_front();
        let says = next.unwrap_or_else(|| self.usually.lock().unwrap().clone());
        Box::pin(async move {
            match says {
                Says::Status(status) => Ok(WebAnswer { status, body: b"some words".to_vec() }),
                Says::Words(words) => Ok(WebAnswer { status: 200, body: words.into() }),
                Says::Nothing => Err("the connection was reset".into()),
                Says::Hangs => {
                    self.hung.notify_one();
                    std::future::pending().await
                }
            }
        })
    }
}

/// A shop, and a partner who accepts whatever comes.
pub fn shop() -> (Shop, Arc<Partner>) {
    let partner = Partner::usually(Says::Status(204));
    let apps = vec![integrations::app(), outbox::app()];
    (Shop::with(apps, None, Some(partner.clone())), partner)
}

pub fn subscribe(key: &str, subscriptions: &Value) -> Request {
    let body = json!({ "url": "https://partner.example/hooks", "subscriptions": subscriptions });
    Request::post("/webhook-endpoints").staff(Role::Admin).key(key).json(&body)
}

/// An endpoint that gets the events of these choices; its id and its secret.
pub async fn endpoint(shop: &Shop, key: &str, subscriptions: Value) -> (String, String) {
    let made = shop.call(subscribe(key, &subscriptions)).await.expect(201);
    let id = made["endpoint"]["endpoint_id"].as_str().unwrap().to_owned();
    (id, made["secret"].as_str().unwrap().to_owned())
}

pub async fn to_all(shop: &Shop) -> (String, String) {
    endpoint(shop, "all", json!([{ "event": "identity.*" }])).await
}

/// Something happens in the shop; the event is on its way.
pub async fn happens(shop: &Shop, number: u32) {
    let customer_id = CustomerId::parse(format!("cus_{number}")).unwrap();
    let event = CustomerCreatedV1 { customer_id, ..CustomerCreatedV1::example() };
    shop.seed(Done::new(()).publish(&event.customer_id, 1, &event)).await;
}

pub async fn get(shop: &Shop, target: &str) -> Value {
    shop.call(Request::get(target).staff(Role::Admin)).await.expect(200)
}

pub async fn post(shop: &Shop, target: &str, key: &str) -> testkit::Reply {
    shop.call(Request::post(target).staff(Role::Admin).key(key).json(&json!({}))).await
}

/// An endpoint's deliveries of a state, or all of them.
pub async fn deliveries(shop: &Shop, id: &str, state: &str) -> Vec<Value> {
    let target = match state {
        "" => format!("/webhook-endpoints/{id}/deliveries"),
        state => format!("/webhook-endpoints/{id}/deliveries?state={state}"),
    };
    get(shop, &target).await["items"].as_array().unwrap().clone()
}

pub async fn delivery(shop: &Shop, listed: &Value) -> Value {
    let id = listed["delivery_id"].as_str().unwrap();
    get(shop, &format!("/webhook-deliveries/{id}")).await
}

/// Time passes, and the clock does its work.
pub async fn after(shop: &Shop, seconds: i64) {
    shop.source.advance(seconds);
    shop.tick("deliver-webhooks").await;
}

/// The published library's judgement of a call, leaving its time aside.
pub fn is_signed(call: &WebCall, secret: &str) -> bool {
    let webhook = standardwebhooks::Webhook::new(secret).unwrap();
    let at: i64 = call.headers["webhook-timestamp"].parse().unwrap();
    let wanted = webhook.sign(&call.headers["webhook-id"], at, &call.body).unwrap();
    call.headers["webhook-signature"].split(' ').any(|one| one == wanted)
}

pub fn body(call: &WebCall) -> Value {
    serde_json::from_slice(&call.body).unwrap()
}
