#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use super::*;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::region::Region;
use std::sync::Mutex;

/// Answers always the same, and keeps what it was asked.
struct Said(WebAnswer, Mutex<Vec<WebCall>>);

impl Web for Said {
    fn call(&self, call: WebCall, _: Duration) -> Later<'_, WebAnswer> {
        self.1.lock().unwrap().push(call);
        Box::pin(async { Ok(self.0.clone()) })
    }
}

fn keys() -> Credentials {
    Credentials::new("AKID", "secret", Some("session".into()), None, "tests")
}

async fn asked(status: u16, body: &str) -> (Result<(), String>, WebCall) {
    let config = SdkConfig::builder()
        .region(Region::new("eu-central-1"))
        .credentials_provider(SharedCredentialsProvider::new(keys()))
        .build();
    let answer = WebAnswer { status, body: body.into() };
    let web = Arc::new(Said(answer, Mutex::default()));
    let port = Pool::port(&config, web.clone(), "eu-central-1_Shop");
    let end = port.delete("5f1c").await;
    let call = web.1.lock().unwrap().remove(0);
    (end, call)
}

#[tokio::test]
async fn an_account_is_deleted_by_a_signed_call() {
    let (end, call) = asked(200, "").await;
    assert_eq!(end, Ok(()));
    assert_eq!(
        (call.method, call.url.as_str()),
        ("POST", "https://cognito-idp.eu-central-1.amazonaws.com/")
    );
    let body: Value = serde_json::from_slice(&call.body).unwrap();
    assert_eq!(body, json!({ "UserPoolId": "eu-central-1_Shop", "Username": "5f1c" }));
    assert_eq!(call.headers["x-amz-target"], DELETE);
    assert_eq!(call.headers["x-amz-security-token"], "session");
    let signature = &call.headers["authorization"];
    assert!(signature.contains("/eu-central-1/cognito-idp/aws4_request"), "{signature}");
    for name in ["content-type", "host", "x-amz-date", "x-amz-target"] {
        assert!(signature.contains(name), "{name} is not signed: {signature}");
    }
}

#[tokio::test]
async fn one_that_is_not_there_is_as_good_as_deleted() {
    for kind in ["UserNotFoundException", "com.amazonaws.cognito#UserNotFoundException"] {
        let (end, _) = asked(400, &json!({ "__type": kind, "message": "no" }).to_string()).await;
        assert_eq!(end, Ok(()), "{kind}");
    }
}

#[tokio::test]
async fn whatever_else_is_said_is_an_error_that_names_nobody() {
    let busy = json!({ "__type": "TooManyRequestsException", "message": "ada@example.com" });
    for (status, body) in [(400, busy.to_string()), (500, "ada@example.com".into())] {
        let (end, _) = asked(status, &body).await;
        let why = end.unwrap_err();
        assert!(why.contains(&status.to_string()) && !why.contains("ada"), "{why}");
    }
}
