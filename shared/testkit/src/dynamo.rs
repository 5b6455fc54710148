//! DynamoDB in process: the SDK's own HTTP layer is answered by dynoxide instead of a socket, so
//! requests are built, signed and parsed by the code that runs on AWS.
use crate::{Account, Gate, Journal, timekeeper::Timekeeper};
use aws_sdk_dynamodb::{
    Client, Config,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig},
};
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
use dynoxide::{Database, DynoxideError, actions::transact_write_items::TransactWriteItemsRequest};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

/// Name of the table in tests.
pub const TABLE: &str = "kontor";
/// What keys of outbox rows begin with.
const OUTBOX: &str = "OUTBOX#";

/// The embedded database, and what it lets tests see and break.
#[derive(Clone)]
pub struct Embedded(Arc<Inner>);

struct Inner {
    database: Database,
    /// Outbox rows as the stream would show them, not yet taken.
    stream: Mutex<Vec<Value>>,
    /// What to do to the next transactions.
    faults: Mutex<VecDeque<Injected>>,
    journal: Journal,
    account: Account,
    gate: Gate,
}

/// A fault of DynamoDB, for one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Injected {
    /// None: it goes through.
    None,
    /// Another transaction is at work on an item.
    Conflict,
    /// Over the rate.
    Throttle,
    /// It is committed, but nobody hears of it.
    CommitThenSilence,
}

impl std::fmt::Debug for Embedded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Embedded")
    }
}

impl Embedded {
    /// An empty database with the shop's table in it.
    pub fn new() -> Self {
        let database = Database::memory().expect("SQLite opens a database in memory");
        let table = serde_json::from_value(table_shape()).expect("the table's shape is right");
        database.create_table(table).expect("the table is made");
        let (stream, faults) = (Mutex::default(), Mutex::default());
        let (journal, account, gate) = (Journal::default(), Account::default(), Gate::default());
        Self(Arc::new(Inner { database, stream, faults, journal, account, gate }))
    }

    /// Who has been at work, and for how long.
    pub fn account(&self) -> &Account {
        &self.0.account
    }

    /// Holds up a call, so that something else can happen first.
    pub fn gate(&self) -> &Gate {
        &self.0.gate
    }

    /// Calls, one by one, while somebody watches.
    pub fn journal(&self) -> &Journal {
        &self.0.journal
    }

    /// The real SDK client, answered by this database.
    pub fn client(&self) -> Client {
        self.client_through(self.clone())
    }

    /// The real SDK client, answered by something that stands before this database.
    pub fn client_through(&self, http: impl HttpClient + 'static) -> Client {
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-1"))
            .credentials_provider(Credentials::new("tests", "secret", None, None, "tests"))
            .retry_config(RetryConfig::disabled())
            .http_client(http)
            .interceptor(Timekeeper(self.clone()))
            .build();
        Client::from_conf(config)
    }

    /// Stream records of outbox rows since the last time.
    pub fn take_stream(&self) -> Vec<Value> {
        self.0.stream.lock().map(|mut stream| std::mem::take(&mut *stream)).unwrap_or_default()
    }

    /// Breaks the next transactions, in this order.
    pub fn inject(&self, faults: impl IntoIterator<Item = Injected>) {
        if let Ok(mut queue) = self.0.faults.lock() {
            queue.extend(faults);
        }
    }

    /// Takes back the faults that have not struck yet.
    pub fn heal(&self) {
        if let Ok(mut queue) = self.0.faults.lock() {
            queue.clear();
        }
    }

    /// Every item, for invariants that look at all there is. Never available to functions.
    pub fn everything(&self) -> Vec<Value> {
        let mut items = Vec::new();
        let mut after = Value::Null;
        loop {
            let mut request = json!({ "TableName": TABLE });
            if !after.is_null() {
                request["ExclusiveStartKey"] = after;
            }
            let request = serde_json::from_value(request).expect("a scan");
            let page = self.0.database.scan(request).expect("the scan runs");
            let page = serde_json::to_value(page).expect("items serialise");
            items.extend(page["Items"].as_array().cloned().unwrap_or_default());
            after = page["LastEvaluatedKey"].clone();
            if after.is_null() {
                return items;
            }
        }
    }

    /// Puts an item as it is: for a table that is to be full before anything happens.
    pub fn put(&self, item: &Value) {
        let request = serde_json::from_value(json!({ "TableName": TABLE, "Item": item }));
        let request = request.expect("a put of an item");
        self.0.database.put_item(request).expect("the item is put");
    }

    fn answer(&self, request: &HttpRequest) -> (u16, String) {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default();
        let body = request.body().bytes().unwrap_or_default();
        let fault = self.next_fault(operation);
        match fault {
            // A single write that meets a transaction is told so in another way.
            Injected::Conflict if operation == "PutItem" => {
                return (400, error("TransactionConflictException"));
            }
            Injected::Conflict => return cancelled("TransactionConflict", body),
            Injected::Throttle => return (400, error("ThrottlingException")),
            Injected::None | Injected::CommitThenSilence => {}
        }
        match dispatch(&self.0.database, operation, body) {
            Ok(answer) => {
                self.record(operation, body);
                self.0.journal.note(self.0.account.at_work(), operation, body, &answer);
                if fault == Injected::CommitThenSilence {
                    return (500, error("InternalServerError"));
                }
                (200, answer)
            }
            Err(error) => (error.status_code(), error.to_json()),
        }
    }

    fn next_fault(&self, operation: &str) -> Injected {
        if !operation.contains("Transact") && !operation.starts_with("PutItem") {
            return Injected::None;
        }
        let next = self.0.faults.lock().ok().and_then(|mut queue| queue.pop_front());
        next.unwrap_or(Injected::None)
    }

    /// Keeps what the stream would show.
    fn record(&self, operation: &str, body: &[u8]) {
        if operation != "TransactWriteItems" && operation != "PutItem" {
            return;
        }
        // Most writes publish nothing, and need not be read once more.
        if !str::from_utf8(body).is_ok_and(|text| text.contains(OUTBOX)) {
            return;
        }
        let Ok(body) = serde_json::from_slice::<Value>(body) else { return };
        let single = body.get("Item").cloned().into_iter();
        let many = body.get("TransactItems").and_then(Value::as_array).cloned().unwrap_or_default();
        let many = many.into_iter().filter_map(|item| item.pointer("/Put/Item").cloned());
        let rows = single.chain(many).filter(|item| {
            let pk = item.pointer("/pk/S").and_then(Value::as_str).unwrap_or_default();
            pk.starts_with(OUTBOX)
        });
        if let Ok(mut stream) = self.0.stream.lock() {
            stream.extend(rows.map(|item| json!({ "dynamodb": { "NewImage": item } })));
        }
    }
}

impl Default for Embedded {
    fn default() -> Self {
        Self::new()
    }
}

impl HttpClient for Embedded {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Embedded {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Some(gatekeeper) = self.0.gate.holds(&request) else {
            return HttpConnectorFuture::ready(Ok(self.respond(&request)));
        };
        let database = self.clone();
        HttpConnectorFuture::new(async move {
            gatekeeper.wait().await;
            Ok(database.respond(&request))
        })
    }
}

impl Embedded {
    /// Answers a request of the SDK.
    pub fn respond(&self, request: &HttpRequest) -> HttpResponse {
        let (status, body) = self.0.account.of(Account::TABLE, || self.answer(request));
        let status = StatusCode::try_from(status).expect("dynoxide answers with HTTP statuses");
        HttpResponse::new(status, SdkBody::from(body))
    }
}

fn error(kind: &str) -> String {
    json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{kind}"), "message": kind })
        .to_string()
}

fn cancelled(reason: &str, body: &[u8]) -> (u16, String) {
    let items = serde_json::from_slice::<Value>(body)
        .ok()
        .and_then(|body| body.get("TransactItems").and_then(Value::as_array).map(Vec::len))
        .unwrap_or(1);
    let reasons: Vec<Value> =
        (0..items).map(|at| json!({ "Code": if at == 0 { reason } else { "None" } })).collect();
    let body = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled",
        "CancellationReasons": reasons,
    });
    (400, body.to_string())
}

fn dispatch(database: &Database, operation: &str, body: &[u8]) -> Result<String, DynoxideError> {
    macro_rules! operations {
        ($($name:literal => $call:ident),* $(,)?) => {
            match operation {
                $($name => {
                    written(&database.$call(read(body)?)?)
                })*
                "TransactWriteItems" => {
                    let mut request: TransactWriteItemsRequest = read(body)?;
                    // The SDK makes a token of its own for every call, and these clients send nothing
                    // twice: no token is ever seen again, and dynoxide would look through those of ten
                    // minutes at each transaction.
                    request.client_request_token = None;
                    written(&database.transact_write_items(request)?)
                }
                other => Err(DynoxideError::ValidationException(format!("no {other} in tests"))),
            }
        };
    }
    operations! {
        "GetItem" => get_item,
        "PutItem" => put_item,
        "UpdateItem" => update_item,
        "DeleteItem" => delete_item,
        "BatchGetItem" => batch_get_item,
        "Query" => query,
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, DynoxideError> {
    serde_json::from_slice(body).map_err(|e| DynoxideError::SerializationException(e.to_string()))
}

fn written<T: Serialize>(response: &T) -> Result<String, DynoxideError> {
    serde_json::to_string(response).map_err(|e| DynoxideError::InternalServerError(e.to_string()))
}

/// The table as the template makes it.
fn table_shape() -> Value {
    let attribute = |name: &str| json!({ "AttributeName": name, "AttributeType": "S" });
    let key = |pk: &str, sk: &str| {
        json!([
            { "AttributeName": pk, "KeyType": "HASH" },
            { "AttributeName": sk, "KeyType": "RANGE" },
        ])
    };
    let names = ["pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk", "gsi3pk", "gsi3sk"];
    let indexes: Vec<Value> = (1..=3)
        .map(|n| {
            json!({
                "IndexName": format!("gsi{n}"),
                "KeySchema": key(&format!("gsi{n}pk"), &format!("gsi{n}sk")),
                "Projection": { "ProjectionType": "INCLUDE", "NonKeyAttributes": ["s"] },
            })
        })
        .collect();
    json!({
        "TableName": TABLE,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": names.map(attribute),
        "KeySchema": key("pk", "sk"),
        "GlobalSecondaryIndexes": indexes,
    })
}
