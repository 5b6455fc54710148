//! The adapter against a running localstripe: real HTTP, its books, and signatures that it makes.
//!
//! What localstripe does not have (idempotency keys, multicapture, disputes, the end of an
//! authorisation) is tested with the stand-in.
use crate::kit::{asked, gbp, shop_of, state, transact, view};
use runtime::ports::{Web, WebAnswer, WebCall};
use serde_json::{Value, json};
use std::{collections::BTreeMap, net::TcpListener, path::PathBuf, sync::Arc, time::Duration};
use stripe::{KEY, LocalStripe, WEBHOOK_SECRET};
use testkit::{Request, Shop};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, Command},
};

const RETURN_URL: &str = "https://shop.example/paid";
const PATIENCE: Duration = Duration::from_secs(5);
/// How long it may take to start, on a machine that is busy with other tests.
const START: Duration = Duration::from_mins(1);

/// A running localstripe; it ends with the test.
struct Running {
    port: u16,
    web: Arc<dyn Web>,
    _child: Child,
}

fn free_port() -> u16 {
    TcpListener::bind("[::]:0").unwrap().local_addr().unwrap().port()
}

impl Running {
    async fn start() -> Self {
        let program =
            PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.venv/bin/localstripe"));
        assert!(
            program.exists(),
            "{} is missing: run `make tools`, which installs the locked test tools",
            program.display()
        );
        let port = free_port();
        let child = Command::new(&program)
            .args(["--port", &port.to_string(), "--from-scratch"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let running = Self { port, web: web::Https::port(), _child: child };
        let deadline = tokio::time::Instant::now() + START;
        while running.call("GET", "/v1/customers", "").await.is_err() {
            assert!(tokio::time::Instant::now() < deadline, "localstripe did not start");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        running
    }

    async fn call(
        &self,
        method: &'static str,
        path: &str,
        form: &str,
    ) -> Result<WebAnswer, String> {
        let mut headers = BTreeMap::from([("authorization".into(), format!("Bearer {KEY}"))]);
        headers.insert("content-type".into(), "application/x-www-form-urlencoded".into());
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        self.web.call(WebCall { method, url, headers, body: form.into() }, PATIENCE).await
    }

    async fn read(&self, path: &str) -> Value {
        serde_json::from_slice(&self.call("GET", path, "").await.unwrap().body).unwrap()
    }

    /// A card, as Stripe.js would make it a token.
    async fn card(&self, number: &str) -> String {
        let form = format!(
            "type=card&card[number]={number}&card[exp_month]=12&card[exp_year]=2040&card[cvc]=123"
        );
        let answer = self.call("POST", "/v1/payment_methods", &form).await.unwrap();
        let made: Value = serde_json::from_slice(&answer.body).unwrap();
        made["id"].as_str().unwrap().to_owned()
    }

    fn shop(&self) -> Shop {
        let way = LocalStripe { web: self.web.clone(), return_url: RETURN_URL.into() };
        let port = self.port;
        shop_of(vec![payment::app(), outbox::app()], Arc::new(way))
            .settings(|settings| settings.stripe_url = format!("http://127.0.0.1:{port}"))
    }
}

/// Somebody who takes a webhook: headers and body, as they came over the wire.
async fn webhook(listener: &tokio::net::TcpListener) -> (String, String) {
    let (mut stream, _) = tokio::time::timeout(START, listener.accept()).await.unwrap().unwrap();
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4_096]);
    loop {
        let count = stream.read(&mut buffer).await.unwrap();
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let header = |name: &str| {
            let line = head.lines().find(|line| line.to_lowercase().starts_with(name)).unwrap();
            line.split_once(':').unwrap().1.trim().to_owned()
        };
        if body.len() >= header("content-length:").parse::<usize>().unwrap() {
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            stream.write_all(answer).await.unwrap();
            return (header("stripe-signature:"), body.to_owned());
        }
    }
}

#[tokio::test]
async fn a_payment_goes_its_whole_way() {
    let stripe = Running::start().await;
    let shop = stripe.shop();
    let card = stripe.card("4242424242424242").await;
    let payment = asked(&shop, &card, gbp(1_000)).await;
    shop.settle().await;
    assert_eq!(state(&shop, &payment).await, "authorised");
    let reference = view(&shop, &payment).await.reference.unwrap();
    let intent = stripe.read(&format!("/v1/payment_intents/{reference}")).await;
    assert_eq!(
        (intent["status"].as_str(), intent["amount"].as_i64()),
        (Some("requires_capture"), Some(1_000))
    );
    assert_eq!(intent["metadata"]["payment_id"], json!(payment.to_string()));

    // Two parcels leave and a line is cancelled: one capture of exactly what was sent.
    transact(&shop, &payment, "captures", 300, "1").await.expect(200);
    transact(&shop, &payment, "captures", 200, "2").await.expect(200);
    let intent = stripe.read(&format!("/v1/payment_intents/{reference}")).await;
    assert_eq!(intent["status"], "requires_capture");
    transact(&shop, &payment, "cancellations", 500, "3").await.expect(200);
    let charge =
        stripe.read(&format!("/v1/payment_intents/{reference}")).await["latest_charge"].clone();
    assert_eq!(
        (charge["captured"].as_bool(), charge["amount_refunded"].as_i64()),
        (Some(true), Some(500))
    );
    for _ in 0..3 {
        shop.source.advance(7 * 3_600);
        shop.tick("reconcile-payments").await;
    }
    assert_eq!(view(&shop, &payment).await.captured.settled, gbp(500));

    transact(&shop, &payment, "refunds", 120, "4").await.expect(200);
    let refunds = stripe.read(&format!("/v1/refunds?payment_intent={reference}")).await;
    let own: Vec<&Value> = refunds["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|refund| refund["metadata"]["payment_id"] == json!(payment.to_string()))
        .collect();
    assert_eq!((own.len(), own[0]["amount"].as_i64()), (1, Some(120)));
    assert_eq!(view(&shop, &payment).await.refunded.settled, gbp(120));
}

#[tokio::test]
async fn cards_that_are_declined_challenged_or_let_go() {
    let stripe = Running::start().await;
    let shop = stripe.shop();
    let declined = asked(&shop, &stripe.card("4000000000000341").await, gbp(1_000)).await;
    let unknown = asked(&shop, "pm_nobody", gbp(1_000)).await;
    let challenged = asked(&shop, &stripe.card("4000002760003184").await, gbp(1_000)).await;
    let given_up = asked(&shop, &stripe.card("4242424242424242").await, gbp(1_000)).await;
    shop.settle().await;
    assert_eq!(view(&shop, &declined).await.failure.as_deref(), Some("card_declined"));
    assert_eq!(state(&shop, &unknown).await, "declined");

    assert_eq!(state(&shop, &challenged).await, "action_required");
    let seen = view(&shop, &challenged).await;
    assert!(seen.challenge_url.unwrap().starts_with(RETURN_URL));
    let reference = seen.reference.unwrap();
    let intent = stripe.read(&format!("/v1/payment_intents/{reference}")).await;
    let secret = intent["client_secret"].as_str().unwrap();
    let form = format!("client_secret={secret}&success=true");
    let path = format!("/v1/payment_intents/{reference}/_authenticate");
    assert_eq!(stripe.call("POST", &path, &form).await.unwrap().status, 200);
    shop.source.advance(121);
    shop.tick("reconcile-payments").await;
    assert_eq!(state(&shop, &challenged).await, "authorised");

    transact(&shop, &given_up, "cancellations", 1_000, "1").await.expect(200);
    let reference = view(&shop, &given_up).await.reference.unwrap();
    let intent = stripe.read(&format!("/v1/payment_intents/{reference}")).await;
    assert_eq!(intent["status"], "canceled");
    assert_eq!(state(&shop, &given_up).await, "cancelled");
}

#[tokio::test]
async fn a_webhook_that_localstripe_signs_is_believed_within_its_time() {
    let stripe = Running::start().await;
    let shop = stripe.shop();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let form = format!("url=http://{address}/&secret={WEBHOOK_SECRET}");
    assert_eq!(stripe.call("POST", "/_config/webhooks/kontor", &form).await.unwrap().status, 200);
    let card = stripe.card("4242424242424242").await;
    let payment = asked(&shop, &card, gbp(1_000)).await;
    shop.settle().await;
    transact(&shop, &payment, "captures", 1_000, "1").await.expect(200);
    let (signed, body) = webhook(&listener).await;
    let event: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(event["type"], "payment_intent.succeeded");
    let post = |body: &str| {
        Request::post("/webhooks/stripe").text(body).header("stripe-signature", signed.clone())
    };
    // The shop's clock is the test's; what counts is how far the signature is from it.
    let made: i64 = signed.split([',', '=']).nth(1).unwrap().parse().unwrap();
    shop.source.advance(made - shop.now().seconds() + 299);
    let receipt = shop.answer(post(&body)).await.expect(200);
    assert_eq!(receipt["id"], event["id"]);
    shop.answer(post(&body)).await.expect(200);
    assert_eq!(
        shop.answer(post(&body.replace("pi_", "pj_"))).await.refused(401),
        "webhook.signature"
    );
    shop.source.advance(2);
    assert_eq!(shop.answer(post(&body)).await.refused(401), "webhook.signature");
    assert_eq!(view(&shop, &payment).await.captured.settled, gbp(1_000));
}
