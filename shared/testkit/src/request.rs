//! Requests as a test writes them, for a shop in process and for a deployed one alike.
use contract::Role;
use runtime::HttpRequest;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// HTTP method.
    pub method: &'static str,
    /// Path and query.
    pub target: String,
    /// Headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// Body.
    pub body: Option<String>,
    /// Who calls.
    pub caller: As,
    /// Where from.
    pub address: String,
}

/// Who calls, in a test.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum As {
    /// No token.
    #[default]
    Nobody,
    /// The customer of this subject.
    Customer(String),
    /// Staff of one role.
    Staff(Role),
    /// A machine client of one scope.
    Machine(Role),
}

impl Request {
    fn new(method: &'static str, target: impl Into<String>) -> Self {
        let (target, headers, body, caller) = (target.into(), BTreeMap::new(), None, As::default());
        Self { method, target, headers, body, caller, address: "127.0.0.1".into() }
    }

    /// GET.
    pub fn get(target: impl Into<String>) -> Self {
        Self::new("GET", target)
    }
    /// POST without an idempotency key.
    pub fn post(target: impl Into<String>) -> Self {
        Self::new("POST", target)
    }
    /// PUT.
    pub fn put(target: impl Into<String>) -> Self {
        Self::new("PUT", target)
    }
    /// PATCH.
    pub fn patch(target: impl Into<String>) -> Self {
        Self::new("PATCH", target)
    }
    /// DELETE.
    pub fn delete(target: impl Into<String>) -> Self {
        Self::new("DELETE", target)
    }
    /// Any method.
    pub fn of(method: &'static str, target: impl Into<String>) -> Self {
        Self::new(method, target)
    }

    /// With an `Idempotency-Key`.
    #[must_use]
    pub fn key(self, key: impl Into<String>) -> Self {
        self.header("idempotency-key", key)
    }

    /// With a cart's secret.
    #[must_use]
    pub fn cart(self, secret: impl Into<String>) -> Self {
        self.header("x-cart-token", secret)
    }

    /// With an `If-Match`.
    #[must_use]
    pub fn if_match(self, version: u64) -> Self {
        self.header("if-match", format!("\"{version}\""))
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.insert(name.to_lowercase(), value.into());
        self
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(mut self, body: &Value) -> Self {
        self.body = Some(body.to_string());
        self.header("content-type", "application/json")
    }

    /// With a body of any text.
    #[must_use]
    pub fn text(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// From another address.
    #[must_use]
    pub fn from(mut self, address: &str) -> Self {
        self.address = address.into();
        self
    }

    /// As a customer.
    #[must_use]
    pub fn customer(mut self, subject: impl Into<String>) -> Self {
        self.caller = As::Customer(subject.into());
        self
    }

    /// As staff.
    #[must_use]
    pub fn staff(mut self, role: Role) -> Self {
        self.caller = As::Staff(role);
        self
    }

    /// As a machine client.
    #[must_use]
    pub fn machine(mut self, role: Role) -> Self {
        self.caller = As::Machine(role);
        self
    }

    /// As anyone.
    #[must_use]
    pub fn by(mut self, caller: As) -> Self {
        self.caller = caller;
        self
    }

    /// As functions see it, with the claims that the gateway's authorizer would have verified.
    pub fn into_http(self) -> HttpRequest {
        let (path, query) = match self.target.split_once('?') {
            Some((path, query)) => (path.to_owned(), query.to_owned()),
            None => (self.target, String::new()),
        };
        HttpRequest {
            method: self.method.into(),
            path,
            query,
            headers: self.headers,
            body: self.body.unwrap_or_default().into_bytes(),
            claims: self.caller.claims(),
            source_ip: self.address,
            request_id: String::new(),
        }
    }
}

impl As {
    /// The claims of an access token.
    pub fn claims(&self) -> BTreeMap<String, String> {
        let claims = |list: &[(&str, String)]| {
            let mut all = BTreeMap::from([("token_use".to_owned(), "access".to_owned())]);
            all.extend(list.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
            all
        };
        match self {
            Self::Nobody => BTreeMap::new(),
            Self::Customer(subject) => claims(&[("sub", subject.clone())]),
            Self::Staff(role) => claims(&[
                ("sub", format!("staff-{}", role.name())),
                ("cognito:groups", format!("[{}]", role.name())),
            ]),
            Self::Machine(role) => claims(&[
                ("sub", "machine".into()),
                ("client_id", "machine".into()),
                ("scope", format!("kontor/{}", role.name())),
            ]),
        }
    }
}

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body as it came.
    pub text: String,
}

impl Reply {
    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// The body, which must have come with this status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()
    }

    /// The typed body, which must have come with this status.
    #[track_caller]
    pub fn read<T: DeserializeOwned>(&self, status: u16) -> T {
        serde_json::from_value(self.expect(status)).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    /// The problem's code, which must have come with this status.
    #[track_caller]
    pub fn refused(&self, status: u16) -> String {
        let problem = self.expect(status);
        problem.get("code").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// The version in `ETag`.
    pub fn version(&self) -> u64 {
        let tag = self.headers.get("etag").map(String::as_str).unwrap_or_default();
        tag.trim_matches('"').parse().unwrap_or_default()
    }
}
