//! A shop that takes Stripe.
use contract::{Role, payment::PaymentView};
use domain::payment::{Ask, Method, Provider, request, signature};
use primitives::{
    CheckoutId, Currency, Example, Id, MethodToken, Money, OrderId, PaymentId, TransactionId,
};
use runtime::{App, Done, Source, ports::Web};
use serde_json::{Value, json};
use std::sync::Arc;
use stripe::{Double, KEY, WEBHOOK_SECRET};
use testkit::{MemoryFiles, Reply, Request, Shop};

pub fn shop_of(apps: Vec<App>, web: Arc<dyn Web>) -> Shop {
    shop_with(apps, web, MemoryFiles::default())
}

/// The same with files that a test sees.
pub fn shop_with(apps: Vec<App>, web: Arc<dyn Web>, files: MemoryFiles) -> Shop {
    Shop::with(apps, Some(Arc::new(files)), Some(web))
        .secret("stripe_key", KEY)
        .secret("stripe_webhook", WEBHOOK_SECRET)
        .settings(|settings| settings.return_url = "https://shop.example/paid".into())
}

/// A shop with payments, and the stand-in that it calls.
pub fn shop() -> (Shop, Double) {
    let (shop, double, _) = shop_and_files();
    (shop, double)
}

/// The same, and the files that are sent to it.
pub fn shop_and_files() -> (Shop, Double, MemoryFiles) {
    let (double, files) = (Double::default(), MemoryFiles::default());
    let apps = vec![payment::app(), outbox::app()];
    let shop = shop_with(apps, Arc::new(double.clone()), files.clone());
    double.books(|books| books.now = shop.now().seconds());
    (shop, double, files)
}

pub fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

/// Asks for money with a card, as checkout does, and lets everything happen that happens by itself.
pub async fn asked(shop: &Shop, token: &str, amount: Money) -> PaymentId {
    let id = || PaymentId::from_bytes(shop.source.random());
    let transaction = || TransactionId::from_bytes(shop.source.random());
    let ask = Ask {
        payment_id: id(),
        authorise_id: transaction(),
        capture_id: transaction(),
        order_id: OrderId::example(),
        checkout_id: Some(CheckoutId::example()),
        method: Method {
            provider: Provider::Stripe,
            method: Some(MethodToken::parse(token).unwrap()),
        },
        amount,
        by_staff: false,
    };
    let requested = request(ask, shop.now()).unwrap();
    let payment_id = requested.payment.payment_id.clone();
    let done = Done::new(()).create(&requested.payment);
    shop.seed(done.publish(&payment_id, 1, &requested.event)).await;
    payment_id
}

/// 10.00 GBP, asked for and answered.
pub async fn paid(shop: &Shop, token: &str) -> PaymentId {
    let payment_id = asked(shop, token, gbp(1_000)).await;
    shop.settle().await;
    payment_id
}

pub async fn view(shop: &Shop, payment_id: &PaymentId) -> PaymentView {
    let request = Request::get(format!("/payments/{payment_id}")).staff(Role::Finance);
    shop.answer(request).await.read(200)
}

pub async fn state(shop: &Shop, payment_id: &PaymentId) -> String {
    serde_json::to_value(view(shop, payment_id).await.state).unwrap().as_str().unwrap().to_owned()
}

/// Captures, cancels or refunds; the key names it.
pub async fn transact(
    shop: &Shop,
    payment: &PaymentId,
    what: &str,
    minor: i64,
    key: &str,
) -> Reply {
    let mut body = json!({ "amount": gbp(minor) });
    if what == "refunds" {
        body["reason"] = json!("came back");
    }
    let request = Request::post(format!("/payments/{payment}/{what}")).staff(Role::Finance);
    shop.call(request.key(key).json(&body)).await
}

/// Lets the clock look after what is under way.
pub async fn later(shop: &Shop, double: &Double, seconds: i64) {
    shop.source.advance(seconds);
    double.books(|books| books.now = shop.now().seconds());
    shop.tick("reconcile-payments").await;
}

/// A webhook, as Stripe signs it.
pub fn webhook(shop: &Shop, event: &Value) -> Request {
    let body = event.to_string();
    let signed = signature::sign(WEBHOOK_SECRET, body.as_bytes(), shop.now());
    Request::post("/webhooks/stripe").text(body).header("stripe-signature", signed)
}

/// Delivers every event that Stripe has to tell, the newest first, each twice.
pub async fn deliver(shop: &Shop, double: &Double) {
    for event in double.take_events().iter().rev() {
        for _ in 0..2 {
            shop.answer(webhook(shop, event)).await.expect(200);
        }
    }
    shop.settle().await;
}

/// How often the bus carried an event of payments.
pub fn told(shop: &Shop, name: &str) -> usize {
    shop.sent_names().iter().filter(|sent| *sent == &format!("payment.{name}.v1")).count()
}
