use super::*;
use aws_sdk_ssm::config::{
    BehaviorVersion, Credentials, Region, SharedCredentialsProvider, retry::RetryConfig,
};
use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings,
            SharedHttpClient, SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};

/// Parameter Store as the SDK sees it: one parameter, and what was asked.
#[derive(Clone, Debug, Default)]
struct Store {
    value: Arc<Mutex<Option<String>>>,
    asked: Arc<Mutex<Vec<Value>>>,
}

impl Store {
    fn set(&self, value: Option<&str>) {
        *self.value.lock().unwrap() = value.map(Into::into);
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    fn port(&self) -> Arc<dyn Secrets> {
        let credentials = Credentials::new("AKID", "secret", None, None, "test");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-1"))
            .retry_config(RetryConfig::disabled())
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(SharedHttpClient::new(self.clone()))
            .build();
        Parameters::port(&config)
    }
}

impl HttpClient for Store {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Store {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = request.body().bytes().unwrap_or_default();
        self.asked.lock().unwrap().push(serde_json::from_slice(body).unwrap());
        let (status, body) = match &*self.value.lock().unwrap() {
            Some(value) => (200, json!({ "Parameter": { "Name": "/k", "Value": value } })),
            None => (400, json!({ "__type": "ParameterNotFound", "message": "no" })),
        };
        let status = StatusCode::try_from(status).unwrap();
        let answer = HttpResponse::new(status, SdkBody::from(body.to_string()));
        HttpConnectorFuture::ready(Ok(answer))
    }
}

#[tokio::test(start_paused = true)]
async fn a_value_is_read_decrypted_once_and_again_when_it_is_old() {
    let store = Store::default();
    store.set(Some("one\n"));
    let port = store.port();
    assert_eq!(port.read("/k").await.unwrap().reveal(), "one");
    assert_eq!(store.asked.lock().unwrap()[0], json!({ "Name": "/k", "WithDecryption": true }));
    store.set(Some("two"));
    assert_eq!(port.read("/k").await.unwrap().reveal(), "one");
    assert_eq!(store.asked(), 1);
    tokio::time::advance(FRESH).await;
    assert_eq!(port.read("/k").await.unwrap().reveal(), "two");
    assert_eq!(store.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_value_that_does_not_fit_is_renewed_but_not_for_every_forger() {
    let store = Store::default();
    store.set(Some("one"));
    let port = store.port();
    assert_eq!(port.read("/k").await.unwrap().reveal(), "one");
    store.set(Some("two"));
    assert_eq!(port.renew("/k").await.unwrap().reveal(), "one");
    tokio::time::advance(RENEW).await;
    for _ in 0..100 {
        assert_eq!(port.renew("/k").await.unwrap().reveal(), "two");
    }
    assert_eq!(store.asked(), 2);
    assert_eq!(port.read("/k").await.unwrap().reveal(), "two");
}

#[tokio::test(start_paused = true)]
async fn a_store_in_trouble_does_not_take_away_what_is_known() {
    let store = Store::default();
    let port = store.port();
    let refused = port.read("/k").await.unwrap_err();
    assert!(refused.contains("/k") && refused.contains("ParameterNotFound"), "{refused}");
    store.set(Some(" "));
    assert!(port.read("/k").await.unwrap_err().contains("is empty"));
    store.set(Some("one"));
    assert_eq!(port.read("/k").await.unwrap().reveal(), "one");
    store.set(None);
    tokio::time::advance(FRESH).await;
    assert_eq!(port.read("/k").await.unwrap().reveal(), "one");
}
