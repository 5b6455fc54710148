//! The request: Standard Webhooks' headers and signatures, and what comes back.
use contract::integrations::SampleRequest;
use domain::integrations::{Endpoint, Outcome, secret::signatures};
use primitives::Timestamp;
use runtime::{Cx, Fault, ports::WebCall};
use std::{collections::BTreeMap, time::Duration};

/// How long a receiver may take. It is to accept at once, and work afterwards.
const PATIENCE: Duration = Duration::from_secs(15);

/// A message as it is sent now, signed with every valid secret.
pub fn request(endpoint: &Endpoint, id: &str, body: &str, now: Timestamp) -> SampleRequest {
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("user-agent", "Kontor-Webhooks/1".to_owned()),
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", now.seconds().to_string()),
        ("webhook-signature", signatures(&endpoint.secrets, id, now, body)),
    ];
    SampleRequest {
        url: endpoint.target.as_str().to_owned(),
        headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        body: body.to_owned(),
    }
}

/// Sends it. Whatever comes of that is an outcome, and no fault of ours.
pub async fn post(cx: &Cx, request: &SampleRequest) -> Result<Outcome, Fault> {
    let SampleRequest { url, headers, body } = request.clone();
    let headers: BTreeMap<String, String> = headers;
    let call = WebCall { method: "POST", url, headers, body: body.into_bytes() };
    let began = cx.now();
    let answer = cx.web()?.call(call, PATIENCE).await.map(|answer| answer.status);
    let millis = cx.now().millis() - began.millis();
    Ok(Outcome { millis: u32::try_from(millis).unwrap_or_default(), answer })
}
