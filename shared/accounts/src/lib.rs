//! The port to the accounts that people sign in with, in the user pool.
//!
//! One call of Cognito is all the shop makes, so there is no client of Cognito's SDK, which is among the largest: the
//! request is written here, the SDK's own signer signs it, and the port to outside APIs carries it.
use aws_credential_types::{Credentials, provider::ProvideCredentials};
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use aws_types::SdkConfig;
use runtime::ports::{Accounts, Later, Web, WebAnswer, WebCall};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, SystemTime},
};

/// How the service calls the deletion.
const DELETE: &str = "AWSCognitoIdentityProviderService.AdminDeleteUser";
/// What it says where there is no such account.
const UNKNOWN: &str = "UserNotFoundException";
/// How long an answer may take. It mostly takes less than a tenth of a second.
const PATIENCE: Duration = Duration::from_secs(5);

/// The accounts of a user pool.
pub struct Pool {
    config: SdkConfig,
    web: Arc<dyn Web>,
    id: String,
}

impl Pool {
    /// The port. One per process.
    pub fn port(config: &SdkConfig, web: Arc<dyn Web>, pool: &str) -> Arc<dyn Accounts> {
        Arc::new(Self { config: config.clone(), web, id: pool.into() })
    }

    async fn ask(&self, subject: &str) -> Result<WebAnswer, String> {
        let body = json!({ "UserPoolId": self.id, "Username": subject }).to_string();
        let region = self.config.region().ok_or("there is no region")?.to_string();
        let keys = self.config.credentials_provider().ok_or("there are no credentials")?;
        let keys = keys.provide_credentials().await.map_err(|error| error.to_string())?;
        let url = match self.config.endpoint_url() {
            Some(url) => format!("{}/", url.trim_end_matches('/')),
            None => format!("https://cognito-idp.{region}.amazonaws.com/"),
        };
        let headers = signed(&url, body.as_bytes(), &region, keys, now())?;
        let call = WebCall { method: "POST", url, headers, body: body.into_bytes() };
        self.web.call(call, PATIENCE).await
    }

    async fn deleted(&self, subject: &str) -> Result<(), String> {
        let answer = self.ask(subject).await?;
        if answer.status == 200 {
            return Ok(());
        }
        // What the service says in full may repeat who it is about.
        let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let kind = said.get("__type").and_then(Value::as_str).unwrap_or_default();
        let kind = kind.rsplit('#').next().unwrap_or_default();
        if kind == UNKNOWN {
            return Ok(());
        }
        Err(format!("the user pool answered {} {kind}", answer.status))
    }
}

impl Accounts for Pool {
    fn delete<'a>(&'a self, subject: &'a str) -> Later<'a, ()> {
        Box::pin(self.deleted(subject))
    }
}

/// A signature is of the moment that it is made at; the SDK looks at the same clock for its own.
#[allow(clippy::disallowed_methods)]
fn now() -> SystemTime {
    SystemTime::now()
}

/// The headers of a call, with its signature.
fn signed(
    url: &str,
    body: &[u8],
    region: &str,
    keys: Credentials,
    now: SystemTime,
) -> Result<BTreeMap<String, String>, String> {
    let plain = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", DELETE)];
    let identity = keys.into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name("cognito-idp")
        .time(now)
        .settings(SigningSettings::default())
        .build()
        .map_err(|error| error.to_string())?
        .into();
    let call = SignableRequest::new("POST", url, plain.into_iter(), SignableBody::Bytes(body));
    let call = call.map_err(|error| error.to_string())?;
    let (signature, _) = sign(call, &params).map_err(|error| error.to_string())?.into_parts();
    let headers = plain.into_iter().chain(signature.headers());
    Ok(headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

#[cfg(test)]
mod tests;
