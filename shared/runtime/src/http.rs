//! A request and a response as the functions know them, whatever carried them.
use crate::Fault;
use primitives::limits::BODY_BYTES_MAX;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// A request.
#[derive(Clone, Debug, Default)]
pub struct HttpRequest {
    /// Upper case.
    pub method: String,
    /// Without host and query, still percent-encoded.
    pub path: String,
    /// Without the question mark.
    pub query: String,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The bytes.
    pub body: Vec<u8>,
    /// Claims of the access token, once the gateway has verified it.
    pub claims: BTreeMap<String, String>,
    /// Where the request came from.
    pub source_ip: String,
    /// The gateway's id of the request.
    pub request_id: String,
}

/// A response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: u16,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The bytes.
    pub body: String,
}

impl HttpRequest {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The id that runs through everything this request causes: the caller's, if it is a decent one.
    pub fn correlation_id(&self, fallback: impl FnOnce() -> String) -> String {
        let decent = |raw: &str| {
            (8..=64).contains(&raw.len())
                && raw.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b))
        };
        match self.header("x-correlation-id") {
            Some(raw) if decent(raw) => raw.into(),
            _ if decent(&self.request_id) => self.request_id.clone(),
            _ => fallback(),
        }
    }

    /// The version in `If-Match`.
    pub fn if_match(&self) -> Result<Option<u64>, Fault> {
        let Some(raw) = self.header("if-match") else { return Ok(None) };
        raw.strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .and_then(|digits| digits.parse().ok())
            .map(Some)
            .ok_or_else(|| Fault::malformed("If-Match must be an ETag of this shop, such as \"3\""))
    }

    /// The JSON body.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        if self.body.len() > BODY_BYTES_MAX {
            return Err(Fault::Malformed {
                code: "request.too_large",
                status: 413,
                detail: format!("the body is larger than {BODY_BYTES_MAX} bytes"),
            });
        }
        let body: &[u8] = if self.body.is_empty() { b"{}" } else { &self.body };
        let media = self.header("content-type").unwrap_or_default();
        if !self.body.is_empty() && !is_json(media) {
            return Err(Fault::Malformed {
                code: "request.not_json",
                status: 415,
                detail: "send the body as application/json".into(),
            });
        }
        serde_json::from_slice(body).map_err(|e| {
            let syntax = e.is_syntax() || e.is_eof();
            Fault::Malformed {
                code: if syntax { "request.malformed" } else { "request.invalid" },
                status: if syntax { 400 } else { 422 },
                detail: e.to_string(),
            }
        })
    }
}

fn is_json(media: &str) -> bool {
    let media = media.split(';').next().unwrap_or_default().trim();
    media.eq_ignore_ascii_case("application/json") || media.to_ascii_lowercase().ends_with("+json")
}

impl HttpResponse {
    /// A JSON response.
    pub fn json(status: u16, body: String, correlation_id: &str) -> Self {
        let media = if status >= 400 { "application/problem+json" } else { "application/json" };
        let headers = BTreeMap::from([
            ("content-type".to_owned(), media.to_owned()),
            ("cache-control".to_owned(), "no-store".to_owned()),
            ("x-content-type-options".to_owned(), "nosniff".to_owned()),
            ("x-correlation-id".to_owned(), correlation_id.to_owned()),
        ]);
        Self { status, headers, body }
    }

    /// The problem of a fault.
    pub fn fault(fault: &Fault, correlation_id: &str) -> Self {
        let problem = fault.problem(correlation_id);
        let body = serde_json::to_string(&problem).unwrap_or_default();
        let mut response = Self::json(problem.status, body, correlation_id);
        if let Some(seconds) = fault.retry_after() {
            response.headers.insert("retry-after".into(), seconds.to_string());
        }
        response
    }
}
