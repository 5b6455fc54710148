//! A thin client of Stripe's API: forms out, JSON in, and a clear line between what is certain and
//! what is not.
use super::wire::{Failure, Problem};
use crate::psp::Unknown;
use runtime::{
    Cx, Fault, Secret,
    ports::{WebAnswer, WebCall},
};
use serde::de::DeserializeOwned;
use std::{collections::BTreeMap, time::Duration};

/// The name of the secret that opens Stripe's API.
pub const KEY: &str = "stripe_key";
/// The version of the API that the wire types were written for: an account's own may differ.
const VERSION: &str = "2025-03-31.basil";
/// Where Stripe answers.
const STRIPE: &str = "https://api.stripe.com";
/// How long Stripe may take. A capture asks twice, and two tries fit into a function's time.
const PATIENCE: Duration = Duration::from_secs(6);

/// Where Stripe takes files. <https://docs.stripe.com/api/files/create>
const STRIPE_FILES: &str = "https://files.stripe.com";
const UPLOADS: &str = "/v1/files";
/// How long a file may take: what is left of a function's time is for the evidence itself.
const UPLOAD_PATIENCE: Duration = Duration::from_secs(15);
/// How fields travel.
const FORM: &str = "application/x-www-form-urlencoded";

/// A form, as Stripe takes it.
pub type Form = Vec<(String, String)>;

/// A certain answer.
#[derive(Debug)]
pub enum Said<T> {
    /// Done, or found.
    Done(T),
    /// The card was declined.
    Declined(Problem),
    /// Not done, and never will be; why, in Stripe's word.
    Refused(String),
    /// The idempotency key was used for something else.
    KeyReused,
}

/// The client.
pub struct Client<'a> {
    cx: &'a Cx,
}

impl<'a> Client<'a> {
    pub fn new(cx: &'a Cx) -> Self {
        Self { cx }
    }

    /// Asks for something.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<Said<T>, Unknown> {
        self.call("GET", path, None, Vec::new()).await
    }

    /// Has something done, once for all calls with this key.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        key: &str,
        form: &Form,
    ) -> Result<Said<T>, Unknown> {
        let body = serde_html_form::to_string(form).map_err(|e| Unknown(e.to_string()))?;
        self.call("POST", path, Some((key, FORM)), body.into_bytes()).await
    }

    /// Sends a file that a dispute's evidence names, once for all calls with this key.
    pub async fn upload<T: DeserializeOwned>(
        &self,
        key: &str,
        media: &str,
        bytes: &[u8],
    ) -> Result<Said<T>, Unknown> {
        // The same key sends the same bytes; no file holds a line like this by chance.
        let line = format!("kontor-{key}");
        let head = format!(
            "--{line}\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\ndispute_evidence\r\n\
             --{line}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"evidence\"\r\n\
             Content-Type: {media}\r\n\r\n"
        );
        let tail = format!("\r\n--{line}--\r\n");
        let body = [head.as_bytes(), bytes, tail.as_bytes()].concat();
        let kind = format!("multipart/form-data; boundary={line}");
        self.call("POST", UPLOADS, Some((key, &kind)), body).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: &'static str,
        path: &str,
        key: Option<(&str, &str)>,
        body: Vec<u8>,
    ) -> Result<Said<T>, Unknown> {
        let secret = self.cx.secret(KEY).await.map_err(unknown)?;
        let answer = self.send(method, path, key, body.clone(), &secret).await?;
        if answer.status != 401 {
            return read(&answer);
        }
        // The key may have been changed a moment ago. Nothing was done with the old one.
        let renewed = self.cx.renewed_secret(KEY).await.map_err(unknown)?;
        if renewed == secret {
            return read(&answer);
        }
        read(&self.send(method, path, key, body, &renewed).await?)
    }

    async fn send(
        &self,
        method: &'static str,
        path: &str,
        key: Option<(&str, &str)>,
        body: Vec<u8>,
        secret: &Secret,
    ) -> Result<WebAnswer, Unknown> {
        let mut headers = BTreeMap::from([
            ("authorization".to_owned(), format!("Bearer {}", secret.reveal())),
            ("stripe-version".to_owned(), VERSION.to_owned()),
        ]);
        if let Some((key, media)) = key {
            headers.insert("content-type".into(), media.to_owned());
            headers.insert("idempotency-key".into(), key.to_owned());
        }
        let uploads = path == UPLOADS;
        let address = match self.address()? {
            STRIPE if uploads => STRIPE_FILES,
            address => address,
        };
        let url = format!("{address}{path}");
        let patience = if uploads { UPLOAD_PATIENCE } else { PATIENCE };
        let web = self.cx.web().map_err(unknown)?;
        web.call(WebCall { method, url, headers, body }, patience).await.map_err(Unknown)
    }

    /// Where Stripe answers. The key travels encrypted; to this machine itself it need not.
    fn address(&self) -> Result<&str, Unknown> {
        let url = self.cx.settings().stripe_url.trim_end_matches('/');
        let loopback = url.starts_with("http://127.0.0.1:") || url.starts_with("http://localhost:");
        match url {
            "" => Ok(STRIPE),
            url if url.starts_with("https://") => Ok(url),
            url if loopback && self.cx.settings().stage != "prod" => Ok(url),
            _ => Err(Unknown("STRIPE_URL must begin with https://".into())),
        }
    }
}

fn unknown(fault: Fault) -> Unknown {
    Unknown(fault.to_string())
}

/// Tells what is certain from what is not. A wrong key, too many calls, another call with the same
/// idempotency key at work, or a server in trouble say nothing about the transaction; neither does
/// an answer that cannot be read.
pub fn read<T: DeserializeOwned>(answer: &WebAnswer) -> Result<Said<T>, Unknown> {
    let status = answer.status;
    match status {
        200..=299 => serde_json::from_slice(&answer.body)
            .map(Said::Done)
            .map_err(|e| Unknown(format!("Stripe's answer cannot be read: {e}"))),
        400 | 402 | 403 | 404 => {
            let Failure { error } = serde_json::from_slice(&answer.body)
                .map_err(|e| Unknown(format!("Stripe's refusal cannot be read: {e}")))?;
            match error.kind.as_deref() {
                Some("idempotency_error") => Ok(Said::KeyReused),
                Some("api_error") => Err(Unknown(format!("Stripe failed: {}", error.word()))),
                Some("card_error") => Ok(Said::Declined(error)),
                _ if status == 402 => Ok(Said::Declined(error)),
                _ => Ok(Said::Refused(error.word())),
            }
        }
        401 => Err(Unknown("Stripe does not know the shop's key".into())),
        status => Err(Unknown(format!("Stripe answered {status}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::IgnoredAny;

    fn answer(status: u16, body: &str) -> Result<Said<IgnoredAny>, Unknown> {
        read(&WebAnswer { status, body: body.into() })
    }

    #[test]
    fn what_is_certain_is_told_from_what_is_not() {
        assert!(matches!(answer(200, "{}"), Ok(Said::Done(_))));
        let declined = r#"{"error":{"type":"card_error","code":"card_declined","decline_code":"insufficient_funds"}}"#;
        let Ok(Said::Declined(problem)) = answer(402, declined) else { panic!("declined") };
        assert_eq!(problem.word(), "insufficient_funds");
        let missing = r#"{"error":{"type":"invalid_request_error","code":"resource_missing"}}"#;
        assert!(
            matches!(answer(404, missing), Ok(Said::Refused(code)) if code == "resource_missing")
        );
        let reused = r#"{"error":{"type":"idempotency_error"}}"#;
        assert!(matches!(answer(400, reused), Ok(Said::KeyReused)));
        for status in [401, 409, 429, 500, 502, 503, 504] {
            assert!(answer(status, declined).is_err(), "{status}");
        }
        for (status, nonsense) in [(200, "<html>"), (200, ""), (402, "no"), (400, "{}")] {
            assert!(answer(status, nonsense).is_err(), "{status} {nonsense}");
        }
        assert!(answer(400, r#"{"error":{"type":"api_error"}}"#).is_err());
    }
}
