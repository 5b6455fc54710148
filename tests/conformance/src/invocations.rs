//! What Lambda calls the functions with: one sample for every function and every kind of trigger.
use crate::{Trouble, example};
use contract::{Caller, OperationRow, Trait};
use domain::catalog::import::BatchJob;
use events::EventRow;
use primitives::Example;
use runtime::App;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;
use table::Done;
use testkit::{As, Shop};

const ACCOUNT: &str = "000000000000";
/// A mailbox of SES that takes everything.
const RECIPIENT: &str = "success@simulator.amazonses.com";
const REGION: &str = "eu-west-1";
const TIME: &str = "2026-11-21T09:30:00Z";
const UUID: &str = "01935a4e-8c00-7cc3-a2b1-d0e4f5a6b7c8";

/// The samples of one function: name and payload.
pub async fn of(app: &App) -> Result<Vec<(String, Value)>, Trouble> {
    let manifest = app.manifest();
    let mut list = Vec::new();
    if let Some(row) = plainest(&manifest.operations) {
        list.push(("http".to_owned(), http(row)));
    }
    for row in events::all() {
        if manifest.subscriptions.contains(&row.detail_type) {
            list.push((row.detail_type.to_owned(), queued(&on_the_bus(row).to_string())));
        }
    }
    for name in &manifest.outside {
        let sample = outside(name).ok_or_else(|| format!("no sample of `{name}`"))?;
        list.push((name.to_lowercase().replace(' ', "-"), queued(&sample.to_string())));
    }
    if let Some(row) =
        events::all().first().filter(|_| manifest.every_event || manifest.marked.is_some())
    {
        list.push(("every-event".to_owned(), queued(&on_the_bus(row).to_string())));
    }
    for tick in &manifest.ticks {
        list.push((format!("tick-{tick}"), json!({ "tick": tick })));
    }
    if manifest.uploads {
        list.push(("upload".to_owned(), queued(&uploaded().to_string())));
    }
    if let Some(job) = job(app.name()).filter(|_| manifest.jobs) {
        list.push(("job".to_owned(), queued(&job?)));
    }
    if manifest.relays {
        list.push(("stream".to_owned(), stream().await?));
    }
    Ok(list)
}

/// An event as a rule of the bus delivers it.
pub fn on_the_bus(row: &EventRow) -> Value {
    json!({
        "version": "0",
        "id": UUID,
        "detail-type": row.detail_type,
        "source": row.source(),
        "account": ACCOUNT,
        "time": TIME,
        "region": REGION,
        "resources": [],
        "detail": (row.sample)(),
    })
}

/// An event of an AWS service, as the account's bus delivers it.
fn outside(name: &str) -> Option<Value> {
    let (kind, extra) = match name {
        "Email Delivered" => ("Delivery", json!({ "delivery": { "recipients": [RECIPIENT] } })),
        "Email Complaint Received" => {
            ("Complaint", json!({ "complaint": { "complaintFeedbackType": "abuse" } }))
        }
        "Email Rejected" => ("Reject", json!({ "reject": { "reason": "Bad content" } })),
        "Email Bounced" => {
            let recipients = json!([{ "emailAddress": RECIPIENT, "status": "5.1.1" }]);
            let bounce = json!({
                "bounceType": "Permanent", "bounceSubType": "General",
                "bouncedRecipients": recipients, "timestamp": TIME,
            });
            ("Bounce", json!({ "bounce": bounce }))
        }
        _ => return None,
    };
    let mut detail = json!({
        "eventType": kind,
        "mail": {
            "timestamp": TIME, "messageId": UUID, "destination": [RECIPIENT],
            "source": "orders@example.com", "sendingAccountId": ACCOUNT,
            "tags": {
                "ses:configuration-set": ["kontor"],
                "message_id": [primitives::MessageId::example()], "attempt": ["1"],
            },
        },
    });
    let fields = extra.as_object()?.clone();
    detail.as_object_mut()?.extend(fields);
    Some(json!({
        "version": "0",
        "id": UUID,
        "detail-type": name,
        "source": "aws.ses",
        "account": ACCOUNT,
        "time": TIME,
        "region": REGION,
        "resources": [format!("arn:aws:ses:{REGION}:{ACCOUNT}:configuration-set/kontor")],
        "detail": detail,
    }))
}

/// The operation that asks for the least: its sample works on an empty shop.
fn plainest(mounted: &[&'static str]) -> Option<&'static OperationRow> {
    contract::all().into_iter().filter(|row| mounted.contains(&row.id)).min_by_key(|row| {
        let needs = row.caller != Caller::Public;
        (row.method != "GET", row.path.contains('{'), needs, row.path.len())
    })
}

/// The document is large: it is made once.
fn document() -> &'static Value {
    static MADE: LazyLock<Value> = LazyLock::new(contract::openapi::document);
    &MADE
}

fn definitions() -> &'static Value {
    document().pointer("/components/schemas").unwrap_or(&Value::Null)
}

fn operation(row: &OperationRow) -> Option<&'static Value> {
    document().get("paths")?.get(row.path)?.get(row.method.to_lowercase())
}

/// The path and query of an operation, filled with examples.
pub fn target(row: &OperationRow) -> (String, String) {
    let parameters = operation(row).and_then(|found| found.get("parameters")?.as_array());
    let mut path = row.path.to_owned();
    let mut query = Vec::new();
    for parameter in parameters.into_iter().flatten() {
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
        let schema = parameter.get("schema").unwrap_or(&Value::Null);
        let value = example::of(schema, definitions());
        match parameter.get("in").and_then(Value::as_str) {
            Some("path") => path = path.replace(&format!("{{{name}}}"), &encoded(&value)),
            Some("query") if parameter.get("required") == Some(&json!(true)) => {
                // A list is given by naming it once for every item.
                let values = value.as_array().cloned().unwrap_or_else(|| vec![value]);
                query.extend(values.iter().map(|value| format!("{name}={}", encoded(value))));
            }
            _ => {}
        }
    }
    (path, query.join("&"))
}

/// A value as it stands in an address.
fn encoded(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.bytes()
        .map(|byte| match byte {
            b if b.is_ascii_alphanumeric() || b"-._~".contains(&b) => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect()
}

/// The body of an operation, filled with examples.
pub fn body(row: &OperationRow) -> Option<Value> {
    let schema = operation(row)?.pointer("/requestBody/content/application~1json/schema")?;
    Some(example::of(schema, definitions()))
}

/// Somebody whom the operation lets in.
pub fn welcome(row: &OperationRow) -> As {
    match row.caller {
        Caller::Public | Caller::Holder | Caller::Signed => As::Nobody,
        Caller::Customer => As::Customer(UUID.replace('-', "")),
        Caller::Staff(_) | Caller::CustomerOrStaff(_) => As::Staff(contract::Role::Admin),
    }
}

/// A request through the HTTP API, in its payload format 2.0.
fn http(row: &OperationRow) -> Value {
    let (path, query) = target(row);
    let mut headers = Map::from_iter([
        ("accept".to_owned(), json!("application/json")),
        ("host".to_owned(), json!("shop.example.com")),
    ]);
    let mut event = Map::from_iter([
        ("version".to_owned(), json!("2.0")),
        ("routeKey".to_owned(), json!(format!("{} {}", row.method, row.path))),
        ("rawPath".to_owned(), json!(path)),
        ("rawQueryString".to_owned(), json!(query)),
        ("isBase64Encoded".to_owned(), json!(false)),
    ]);
    if let Some(body) = body(row) {
        headers.insert("content-type".into(), json!("application/json"));
        event.insert("body".into(), json!(body.to_string()));
    }
    if row.has(Trait::Keyed) || row.has(Trait::KeyedWithin) {
        headers.insert("idempotency-key".into(), json!(UUID));
    }
    if row.caller == Caller::Holder {
        headers.insert("x-cart-token".into(), json!("the-secret-of-no-cart"));
    }
    event.insert("headers".into(), Value::Object(headers));
    event.insert("requestContext".into(), context(row, &path));
    Value::Object(event)
}

fn context(row: &OperationRow, path: &str) -> Value {
    let mut context = json!({
        "accountId": ACCOUNT,
        "apiId": "kontor",
        "domainName": "shop.example.com",
        "domainPrefix": "shop",
        "http": {
            "method": row.method, "path": path, "protocol": "HTTP/1.1",
            "sourceIp": "192.0.2.1", "userAgent": "sample",
        },
        "requestId": UUID,
        "routeKey": format!("{} {}", row.method, row.path),
        "stage": "$default",
        "time": "21/Nov/2026:09:30:00 +0000",
        "timeEpoch": 1_795_253_400_000_i64,
    });
    let claims = welcome(row).claims();
    if !claims.is_empty()
        && let Some(map) = context.as_object_mut()
    {
        let authorizer = json!({ "jwt": { "claims": claims, "scopes": [] } });
        map.insert("authorizer".into(), authorizer);
    }
    context
}

/// A queue's message, as Lambda gets it.
pub fn queued(body: &str) -> Value {
    json!({ "Records": [{
        "messageId": UUID,
        "receiptHandle": "sample",
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1795253400000",
            "SenderId": ACCOUNT,
            "ApproximateFirstReceiveTimestamp": "1795253400001",
        },
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": format!("arn:aws:sqs:{REGION}:{ACCOUNT}:sample"),
        "awsRegion": REGION,
    }]})
}

/// S3's notice of an upload.
fn uploaded() -> Value {
    let import = primitives::ImportId::example();
    json!({ "Records": [{
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": REGION,
        "eventTime": TIME,
        "eventName": "ObjectCreated:Put",
        "s3": {
            "s3SchemaVersion": "1.0",
            "bucket": { "name": "sample", "arn": "arn:aws:s3:::sample" },
            "object": { "key": format!("imports/{import}/upload"), "size": 1 },
        },
    }]})
}

/// Background work as the function enqueues it.
fn job(function: &str) -> Option<serde_json::Result<String>> {
    match function {
        "analytics" => Some(collected()),
        "catalog" => Some(serde_json::to_string(&BatchJob {
            import_id: primitives::ImportId::example(),
            number: 0,
            columns: Vec::new(),
            rows: Vec::new(),
        })),
        "integrations" => {
            let delivery_id = primitives::DeliveryId::example();
            Some(serde_json::to_string(&integrations::Job::Deliver { delivery_id }))
        }
        _ => None,
    }
}

/// What a page told, on its way to its file.
fn collected() -> serde_json::Result<String> {
    use domain::analytics::{Batch, Circumstances, messages};
    let body = json!({ "consent": { "analytics": true }, "events": [
        { "event_id": UUID, "type": "page", "url": "https://shop.example/mugs", "timestamp": TIME },
    ] });
    let about = Circumstances {
        received_at: primitives::Timestamp::example(),
        sent_at: None,
        address: Some("203.0.113.7".into()),
        user_agent: "Mozilla/5.0 (iPhone)".into(),
    };
    let body = body.to_string();
    let judged = Batch::read(body.as_bytes()).map(|batch| batch.judge(about)).unwrap_or_default();
    messages(judged).map(|bodies| bodies.into_iter().next().unwrap_or_default())
}

/// A record of the table's stream: an outbox row, written by the code that writes them.
async fn stream() -> Result<Value, Trouble> {
    let shop = Shop::of(Vec::new());
    let event = events::identity::CustomerCreatedV1::example();
    shop.seed(Done::new(()).publish(&event.customer_id, 1, &event)).await;
    let row = shop.database.take_stream().pop().ok_or("publishing wrote no outbox row")?;
    let image = row.pointer("/dynamodb/NewImage").cloned().ok_or("the row has no image")?;
    let keys = json!({ "pk": image.get("pk"), "sk": image.get("sk") });
    Ok(json!({ "Records": [{
        "eventID": "1",
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": REGION,
        "dynamodb": {
            "ApproximateCreationDateTime": 1_795_253_400,
            "Keys": keys,
            "NewImage": image,
            "SequenceNumber": "100000000000000000001",
            "SizeBytes": 600,
            "StreamViewType": "NEW_IMAGE",
        },
        "eventSourceARN": format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/sample/stream/{TIME}"),
    }]}))
}
