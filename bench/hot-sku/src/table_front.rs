//! Stands before the embedded table, and keeps the limits.
use crate::limits::{Limits, Refusals, State, Use};
use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings,
            SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use testkit::{Embedded, milli_of_item};

/// Calls that wait out a throttle, as the SDK does; a transaction is not tried again.
const ATTEMPTS: u32 = 3;

/// The embedded table behind DynamoDB's limits.
#[derive(Clone)]
pub struct Front {
    database: Embedded,
    limits: Limits,
    state: Arc<Mutex<State>>,
}

impl std::fmt::Debug for Front {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Front")
    }
}

impl Front {
    pub fn of(database: Embedded, limits: Limits) -> Self {
        Self { database, limits, state: Arc::new(Mutex::new(State::of(limits))) }
    }

    /// How often it said no.
    pub fn refusals(&self) -> Refusals {
        self.state().refusals.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(self, request: HttpRequest) -> HttpResponse {
        let call = Call::read(&request);
        for attempt in 1.. {
            let taken = self.state().take(&call.used);
            if taken {
                break;
            }
            tokio::time::sleep(self.limits.service_time).await;
            if call.is_transaction || attempt == ATTEMPTS {
                return call.refused("ThrottlingError", "ThrottlingException", 0);
            }
            // The SDK waits up to a second before its second try, and twice that before its third.
            tokio::time::sleep(std::time::Duration::from_millis(250 << attempt)).await;
        }
        let met = if call.is_transaction {
            self.state().hold(&call.written).err()
        } else {
            self.state().meets(&call.written).then_some(0)
        };
        tokio::time::sleep(self.limits.service_time).await;
        if let Some(at) = met {
            return call.refused("TransactionConflict", "TransactionConflictException", at);
        }
        let response = self.database.respond(&request);
        if call.is_transaction {
            self.state().let_go(&call.written);
        }
        response
    }
}

/// A call, as far as limits go.
struct Call {
    is_transaction: bool,
    parts: usize,
    written: Vec<(String, String)>,
    used: BTreeMap<String, Use>,
}

impl Call {
    fn read(request: &HttpRequest) -> Self {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default();
        let body = request.body().bytes().unwrap_or_default();
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let is_transaction = operation == "TransactWriteItems";
        let mut call =
            Self { is_transaction, parts: 1, written: Vec::new(), used: BTreeMap::new() };
        match operation {
            "TransactWriteItems" => {
                let parts = body["TransactItems"].as_array().cloned().unwrap_or_default();
                call.parts = parts.len();
                parts
                    .iter()
                    .filter_map(|part| part.as_object()?.values().next())
                    .for_each(|part| call.write(part));
            }
            "PutItem" | "UpdateItem" | "DeleteItem" => call.write(&body),
            "BatchGetItem" => {
                let tables = body["RequestItems"].as_object().into_iter().flatten();
                for (_, asked) in tables {
                    let keys = asked["Keys"].as_array().into_iter().flatten();
                    keys.for_each(|key| call.read_one(key, asked));
                }
            }
            "Query" => {
                let key = body.pointer("/ExpressionAttributeValues/:pk/S");
                call.read_at(key.and_then(Value::as_str).unwrap_or_default(), &body);
            }
            _ => call.read_one(&body["Key"], &body),
        }
        call
    }

    fn write(&mut self, part: &Value) {
        let item = part.get("Item");
        let place = item.unwrap_or(&part["Key"]);
        let text = |name: &str| place[name]["S"].as_str().unwrap_or_default().to_owned();
        // What is not put whole is small: levels are a few counters.
        let units = item.map_or(1_000, milli_of_item) * if self.is_transaction { 2 } else { 1 };
        self.used.entry(text("pk")).or_default().writes += units;
        for index in ["gsi1pk", "gsi2pk", "gsi3pk"] {
            if let Some(key) = place[index]["S"].as_str() {
                self.used.entry(format!("{index} {key}")).or_default().writes += 1_000;
            }
        }
        self.written.push((text("pk"), text("sk")));
    }

    fn read_one(&mut self, key: &Value, how: &Value) {
        self.read_at(key["pk"]["S"].as_str().unwrap_or_default(), how);
    }

    /// Items that reservations read are below 4 KB.
    fn read_at(&mut self, key: &str, how: &Value) {
        let consistent = how["ConsistentRead"].as_bool().unwrap_or_default();
        self.used.entry(key.to_owned()).or_default().reads += if consistent { 1_000 } else { 500 };
    }

    fn refused(&self, reason: &str, alone: &str, at: usize) -> HttpResponse {
        let kind = |name: &str| format!("com.amazonaws.dynamodb.v20120810#{name}");
        let body = if self.is_transaction {
            let code = |part: usize| if part == at { reason } else { "None" };
            let reasons: Vec<Value> =
                (0..self.parts).map(|part| json!({ "Code": code(part) })).collect();
            json!({ "__type": kind("TransactionCanceledException"), "Message": reason,
                    "CancellationReasons": reasons })
        } else {
            json!({ "__type": kind(alone), "message": alone })
        };
        let mut response = HttpResponse::new(bad_request(), SdkBody::from(body.to_string()));
        response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
        response
    }
}

fn bad_request() -> StatusCode {
    StatusCode::try_from(400_u16).unwrap_or_else(|_| unreachable!("400 is a status"))
}

impl HttpClient for Front {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Front {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let front = self.clone();
        HttpConnectorFuture::new(async move { Ok(front.answer(request).await) })
    }
}
