//! A shop that can be paid in, and a look into the provider's own books.
use contract::{
    Role,
    payment::PaymentView,
    sandbox::{SandboxAuthorisationList, SandboxAuthorisationView},
};
use domain::payment::{Ask, Method, Provider, request};
use primitives::{
    CheckoutId, Currency, Example, Id, MethodToken, Money, OrderId, PaymentId, TransactionId,
};
use runtime::{Done, Source};
use std::sync::Arc;
use testkit::{MemoryFiles, Request, Shop};

pub const SECRET: &str = "a-secret-of-tests";

pub fn shop() -> Shop {
    shop_with(MemoryFiles::default())
}

/// The same with files that a test sees.
pub fn shop_with(files: MemoryFiles) -> Shop {
    let apps = vec![payment::app(), sandbox::app(), outbox::app()];
    Shop::with(apps, Some(Arc::new(files)), None)
}

pub fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

fn id<I: Id>(shop: &Shop) -> I {
    I::from_bytes(shop.source.random())
}

/// Asks for 10.00 GBP with a card, as checkout does; nothing has been delivered yet.
pub async fn asked(shop: &Shop, token: &str) -> PaymentId {
    let method = Some(MethodToken::parse(token).unwrap());
    asked_by(shop, Method { provider: Provider::Sandbox, method }).await
}

pub async fn asked_by(shop: &Shop, method: Method) -> PaymentId {
    let ask = Ask {
        payment_id: id(shop),
        authorise_id: id::<TransactionId>(shop),
        capture_id: id::<TransactionId>(shop),
        order_id: OrderId::example(),
        checkout_id: Some(CheckoutId::example()),
        method,
        amount: gbp(1_000),
        by_staff: true,
    };
    let requested = request(ask, shop.now()).unwrap();
    let payment_id = requested.payment.payment_id.clone();
    let done = Done::new(()).create(&requested.payment);
    shop.seed(done.publish(&payment_id, 1, &requested.event)).await;
    payment_id
}

/// Asks, and lets everything happen that happens by itself.
pub async fn paid(shop: &Shop, token: &str) -> PaymentId {
    let payment_id = asked(shop, token).await;
    shop.settle().await;
    payment_id
}

pub async fn view(shop: &Shop, payment_id: &PaymentId) -> PaymentView {
    let request = Request::get(format!("/payments/{payment_id}")).staff(Role::Finance);
    shop.answer(request).await.read(200)
}

pub async fn state(shop: &Shop, payment_id: &PaymentId) -> String {
    let view = view(shop, payment_id).await;
    serde_json::to_string(&view.state).unwrap().trim_matches('"').to_owned()
}

/// What the provider's own books say of a payment.
pub async fn books(shop: &Shop, payment_id: &PaymentId) -> Vec<SandboxAuthorisationView> {
    let target = format!("/sandbox/v1/authorisations?payment={payment_id}");
    let bearer = format!("Bearer {SECRET}");
    let request = Request::get(target).header("authorization", bearer);
    shop.answer(request).await.read::<SandboxAuthorisationList>(200).items
}

/// The one authorisation the provider has for a payment.
#[track_caller]
pub fn only(mut books: Vec<SandboxAuthorisationView>) -> SandboxAuthorisationView {
    assert_eq!(books.len(), 1, "{books:?}");
    books.pop().unwrap()
}

/// Meets the challenge.
pub async fn challenge(shop: &Shop, payment_id: &PaymentId, outcome: &str) -> u16 {
    let url = view(shop, payment_id).await.challenge_url.unwrap();
    let path = url.strip_prefix("http://shop.test").unwrap().to_owned();
    let body = serde_json::json!({ "outcome": outcome });
    shop.call(Request::post(path).key(outcome).json(&body)).await.status
}

/// Lets the provider's clock and the shop's run.
pub async fn later(shop: &Shop, seconds: i64) {
    shop.source.advance(seconds);
    shop.tick("deliver-notices").await;
    shop.tick("reconcile-payments").await;
}

/// How often the bus carried an event.
pub fn told(shop: &Shop, name: &str) -> usize {
    shop.sent_names().iter().filter(|sent| *sent == &format!("payment.{name}.v1")).count()
}
