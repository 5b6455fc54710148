//! The shop as it is deployed, called over HTTP.
//!
//! Needs a running shop: `make test` starts one of its own; against the shop of `make run`, use
//! `.venv/bin/python -m local.with_shop cargo test -p live`.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods)] // Tests only.
mod store;

use contract::Role;
use std::time::{Duration, Instant};
use testkit::{As, Reply, Request};

/// A deployed shop.
#[derive(Clone)]
pub struct Deployed {
    client: reqwest::Client,
    base: String,
}

/// Longer than the gateway's own 30 s.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long one command is sent again: two hundred buyers, the shop and its provider share a developer's machine.
const COMMAND_PATIENCE: Duration = Duration::from_mins(5);

/// Between two calls of one command.
const PAUSE: Duration = Duration::from_millis(500);

/// Whether the same command, sent before, is still under way.
fn at_work(reply: &Reply) -> bool {
    reply.status == 409 && reply.json()["code"] == "idempotency.in_flight"
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        panic!(
            "{name} is not set. Run these tests by `make test STEPS=live`, or against a running \
            shop by `.venv/bin/python -m local.with_shop cargo test -p live`."
        )
    })
}

impl Deployed {
    /// The shop that the environment names.
    pub fn from_environment() -> Self {
        let client = reqwest::Client::builder().timeout(PATIENCE).build().expect("a client");
        Self { client, base: variable("KONTOR_BASE_URL") }
    }

    /// Sends a request.
    pub async fn call(&self, request: Request) -> Reply {
        let (method, target) = (request.method, request.target.clone());
        let answer = self.send(request).await;
        answer.unwrap_or_else(|error| panic!("{method} {target} was not answered: {error}"))
    }

    /// Sends a command, and again by the same key while the shop says that it is still at work, or says nothing in
    /// time: what any client does that cannot know whether it was heard.
    pub async fn command(&self, request: Request) -> Reply {
        let given_up = Instant::now() + COMMAND_PATIENCE;
        let mut last = String::new();
        while Instant::now() < given_up {
            match self.send(request.clone()).await {
                Ok(reply) if at_work(&reply) => last = reply.text,
                Ok(reply) => return reply,
                Err(error) => last = error.to_string(),
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("{} {} never came to an end; at last: {last}", request.method, request.target);
    }

    async fn send(&self, request: Request) -> reqwest::Result<Reply> {
        let method = request.method.parse().expect("an HTTP method");
        let mut call = self.client.request(method, format!("{}{}", self.base, request.target));
        for (name, value) in &request.headers {
            call = call.header(name, value);
        }
        if let Some(token) = token(&request.caller) {
            call = call.bearer_auth(token);
        }
        if let Some(body) = request.body {
            call = call.body(body);
        }
        let answer = call.send().await?;
        let status = answer.status().as_u16();
        let headers = answer
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
            .collect();
        Ok(Reply { status, headers, text: answer.text().await? })
    }

    /// Asks again until the answer is as it should be: for what an event brings about.
    pub async fn until(&self, request: Request, good: impl Fn(&Reply) -> bool) -> Reply {
        for _ in 0..200 {
            let reply = self.call(request.clone()).await;
            if good(&reply) {
                return reply;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{} {} never came to be as expected", request.method, request.target);
    }
}

fn token(caller: &As) -> Option<String> {
    match caller {
        As::Nobody => None,
        As::Customer(name) if name == "stranger" => Some(variable("KONTOR_STRANGER_TOKEN")),
        As::Customer(_) => Some(variable("KONTOR_SHOPPER_TOKEN")),
        As::Machine(_) => Some(variable("KONTOR_MACHINE_TOKEN")),
        As::Staff(role) => Some(staff_token(*role)),
    }
}

fn staff_token(role: Role) -> String {
    variable(&format!("KONTOR_STAFF_TOKEN_{}", role.name().to_uppercase()))
}

/// A word that no earlier run has used, for keys and codes.
pub fn fresh(word: &str) -> String {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("a clock after 1970");
    format!("{word}-{}", now.as_nanos())
}
