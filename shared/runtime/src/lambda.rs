//! The Lambda side: what wakes a function, told apart and handed to its [`App`].
use crate::{
    App, Fault, Host, HttpRequest, HttpResponse, Settings, SystemSource, aws,
    ports::Ports,
    stream,
    telemetry::{self, About, Work},
    together::{Kind, Raw},
};
use aws_types::SdkConfig;
use base64::{Engine, engine::general_purpose::STANDARD};
use lambda_http::{
    Body,
    aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse},
    http::{HeaderName, HeaderValue},
};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};
use std::sync::Arc;
use table::{Failure, Table};

/// What S3 sends when it is told of a queue.
const TEST_EVENT: &str = "s3:TestEvent";

/// What is kept back of an invocation's time, to say that it was not enough.
const FAREWELL: std::time::Duration = std::time::Duration::from_secs(3);

/// Runs a function until Lambda ends the process.
///
/// `ports` makes the ports the function mounts, out of the shared configuration.
pub fn main(app: fn() -> App, ports: fn(&SdkConfig, &Settings) -> Ports) -> Result<(), Error> {
    let began = std::time::Instant::now();
    telemetry::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let settings = Settings::read();
        let config = aws::config()?;
        let client = aws_sdk_dynamodb::Client::new(&config);
        let table = Table::new(client, settings.table.as_str());
        let ports = ports(&config, &settings);
        let host = Host::new(table, Arc::new(SystemSource), ports, settings);
        let app = app();
        // Who answers requests remembers them, and may read what is remembered; others have no call
        // of their own to open the connection with.
        if !app.manifest().operations.is_empty() {
            warm(&host).await;
        }
        telemetry::ready(began.elapsed());
        lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| {
            let host = host.until(event.context.deadline);
            let app = &app;
            async move { handle(app, &host, event.payload).await }
        }))
        .await
    })
}

impl Host {
    /// This host for an invocation that Lambda ends at an instant, in milliseconds since 1970.
    fn until(&self, end: u64) -> Self {
        let now = u64::try_from(self.source.now().millis()).unwrap_or_default();
        let left = std::time::Duration::from_millis(end.saturating_sub(now));
        let deadline = tokio::time::Instant::now() + left.saturating_sub(FAREWELL);
        Self { deadline: Some(deadline), ..self.clone() }
    }
}

/// Opens the connection to the table while Lambda still counts the time as initialisation, which
/// runs on a full core whatever the function's size.
async fn warm(host: &Host) {
    let nobody = table::keys::remembered(&String::from("warm"));
    if let Err(error) = host.table.peek(&nobody).await {
        tracing::warn!(%error, "the table did not answer the first call");
    }
}

/// Handles one invocation, whatever woke the function.
pub async fn handle(app: &App, host: &Host, event: Value) -> Result<Value, Error> {
    if event.pointer("/requestContext/http").is_some() {
        return serve(app, host, event).await;
    }
    if let Some(name) = event.get("tick").and_then(Value::as_str) {
        let work = Work::begin(host, app.name());
        let ended = app.tick(host, name).await;
        let about = About { what: name, correlation: "" };
        work.consumed("tick", &about, None, ended.as_ref().copied());
        return ended.map(|()| Value::Null).map_err(Into::into);
    }
    match event.pointer("/Records/0/eventSource").and_then(Value::as_str) {
        Some("aws:sqs") => Ok(queue(app, host, &event).await),
        Some("aws:dynamodb") => relay(app, host, &event).await,
        _ => Err("this function does not know what called it; see events/ for samples".into()),
    }
}

async fn serve(app: &App, host: &Host, event: Value) -> Result<Value, Error> {
    let response = app.http(host, request(event)?).await;
    gateway_response(response)
}

/// The request as functions know it, out of API Gateway's payload format 2.0.
///
/// The types are `lambda_http`'s; its own reading of them is not used, for it makes a URI of the
/// path, which the gateway has decoded already, and a space in it would end the process.
fn request(event: Value) -> Result<HttpRequest, Error> {
    let event: ApiGatewayV2httpRequest = serde_json::from_value(event)?;
    let context = event.request_context;
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = event.headers.iter();
    let jwt = context.authorizer.and_then(|authorizer| authorizer.jwt);
    let body = event.body.unwrap_or_default();
    Ok(HttpRequest {
        method: context.http.method.to_string(),
        path: event.raw_path.unwrap_or_default(),
        query: event.raw_query_string.unwrap_or_default(),
        headers: headers.map(|(name, value)| (name.to_string(), text(value))).collect(),
        body: if event.is_base64_encoded { STANDARD.decode(body)? } else { body.into_bytes() },
        claims: jwt.map(|jwt| jwt.claims.into_iter().collect()).unwrap_or_default(),
        source_ip: context.http.source_ip.unwrap_or_default(),
        request_id: context.request_id.unwrap_or_default(),
    })
}

/// API Gateway's payload format 2.0.
fn gateway_response(response: HttpResponse) -> Result<Value, Error> {
    let mut answer = ApiGatewayV2httpResponse::default();
    answer.status_code = response.status.into();
    for (name, value) in &response.headers {
        answer.headers.insert(HeaderName::try_from(name.as_str())?, HeaderValue::try_from(value)?);
    }
    answer.body = Some(Body::Text(response.body));
    Ok(serde_json::to_value(answer)?)
}

/// Messages one by one; those that fail are named, so that only they come again.
async fn queue(app: &App, host: &Host, event: &Value) -> Value {
    let mut failures = Vec::new();
    let records = event.get("Records").and_then(Value::as_array).cloned().unwrap_or_default();
    let (jobs, records) = apart(app, Kind::Job, records);
    let (events, records) = apart(app, Kind::Event, records);
    for (kind, batch) in [(Kind::Job, jobs), (Kind::Event, events)] {
        failures.extend(gathered(app, host, kind, batch).await);
    }
    for record in records {
        let id = record.get("messageId").and_then(Value::as_str).unwrap_or_default();
        let body = record.get("body").and_then(Value::as_str).unwrap_or_default();
        let work = Work::begin(host, app.name());
        let sent = record.pointer("/attributes/SentTimestamp").and_then(Value::as_str);
        let sent: Option<i64> = sent.and_then(|millis| millis.parse().ok());
        let waited = sent.map(|sent| host.source.now().millis() - sent);
        let parsed: Result<Value, _> = serde_json::from_str(body);
        let about = about(parsed.as_ref().unwrap_or(&Value::Null));
        let ended = match &parsed {
            Ok(value) => message(app, host, body, value).await,
            Err(e) => Err(Fault::malformed(format!("the message is not JSON: {e}"))),
        };
        work.consumed(id, &about, waited, ended.as_ref().copied());
        if let Err(fault) = ended {
            host.note_failure(app.name(), id, &fault).await;
            failures.push(json!({ "itemIdentifier": id }));
        }
    }
    json!({ "batchItemFailures": failures })
}

/// Messages of a batch whose failure is filed, where all of them failed together.
const FILED_MAX: usize = 10;

/// A message of a batch, by its id.
type Named = (String, Raw);

/// The messages that a function deals with together, and all others.
fn apart(app: &App, kind: Kind, records: Vec<Value>) -> (Vec<Named>, Vec<Value>) {
    let (mut together, mut others) = (Vec::new(), Vec::new());
    for record in records {
        match gatherable(app, kind, &record) {
            Some(named) => together.push(named),
            None => others.push(record),
        }
    }
    (together, others)
}

/// The message of a record, if it is one of a kind that the function deals with together.
fn gatherable(app: &App, kind: Kind, record: &Value) -> Option<Named> {
    let id = record.get("messageId")?.as_str()?.to_owned();
    let body = record.get("body")?.as_str()?;
    let bus: Option<Carried> = serde_json::from_str(body).ok();
    let (name, text) = match (kind, bus) {
        (Kind::Event, Some(Carried { name: Some(name), detail: Some(detail) })) => {
            (name, detail.get().to_owned())
        }
        (Kind::Job, Some(Carried { name: None, .. })) => (String::new(), body.to_owned()),
        _ => return None,
    };
    app.gathers(kind, &name).then(|| (id, Raw { name: name.into(), text }))
}

/// What a message has if the bus carried it.
#[derive(serde::Deserialize)]
struct Carried {
    #[serde(rename = "detail-type", default)]
    name: Option<String>,
    #[serde(default)]
    detail: Option<Box<serde_json::value::RawValue>>,
}

/// Messages together: one line of the log for all of them, and the failed ones by name.
async fn gathered(app: &App, host: &Host, kind: Kind, batch: Vec<Named>) -> Vec<Value> {
    if batch.is_empty() {
        return Vec::new();
    }
    let (ids, raw): (Vec<String>, Vec<Raw>) = batch.into_iter().unzip();
    let work = Work::begin(host, app.name());
    let ended = app.together(host, kind, raw).await;
    let about = About { what: if kind == Kind::Job { "jobs" } else { "events" }, correlation: "" };
    work.consumed(&format!("{} messages", ids.len()), &about, None, ended.rest.as_ref().copied());
    let mut failures = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        let unread = ended.unread.iter().find(|(place, _)| *place == at).map(|(_, fault)| fault);
        if let Some(fault) = unread.or(ended.rest.as_ref().err()) {
            // A thousand messages that S3 did not take are one failure: the first of them tell it.
            if unread.is_some() || at < FILED_MAX {
                host.note_failure(app.name(), id, fault).await;
            }
            failures.push(json!({ "itemIdentifier": id }));
        }
    }
    failures
}

/// What a message speaks of.
fn about(message: &Value) -> About<'_> {
    let text = |pointer| message.pointer(pointer).and_then(Value::as_str);
    let what = text("/detail-type").unwrap_or(match message {
        _ if text("/Event") == Some(TEST_EVENT) => TEST_EVENT,
        _ if message.get("Records").is_some() => "upload",
        _ => "job",
    });
    About { what, correlation: text("/detail/correlation_id").unwrap_or_default() }
}

/// A message is an event from the bus, a notice of an uploaded file, or work of the function's own.
async fn message(app: &App, host: &Host, body: &str, value: &Value) -> Result<(), Fault> {
    if let Some(name) = value.get("detail-type").and_then(Value::as_str) {
        let detail = value.get("detail").map(Value::to_string).unwrap_or_default();
        return app.event(host, name, detail).await;
    }
    if value.get("Event").and_then(Value::as_str) == Some(TEST_EVENT) {
        return Ok(());
    }
    let files = value.get("Records").and_then(Value::as_array);
    if let Some(files) = files {
        for file in files {
            let key = file.pointer("/s3/object/key").and_then(Value::as_str).unwrap_or_default();
            // S3 encodes keys in notices like HTML forms do.
            let key = key.replace('+', " ");
            let key = percent_encoding::percent_decode_str(&key).decode_utf8_lossy().into_owned();
            app.upload(host, key).await?;
        }
        return Ok(());
    }
    app.job(host, body.to_owned()).await
}

/// Stream records in order. A record that nobody can read is parked, so that it cannot hold up those
/// behind it; if the bus fails, the whole batch comes again, and consumers know what they have seen.
async fn relay(app: &App, host: &Host, event: &Value) -> Result<Value, Error> {
    let records = event.get("Records").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut rows = Vec::with_capacity(records.len());
    for record in &records {
        match stream::outbox_row(record) {
            Ok(row) => rows.push(row),
            Err(fault) => {
                telemetry::failed(app.name(), "record", stream::sequence_number(record), &fault);
                park(host, record, &fault).await?;
            }
        }
    }
    let count = rows.len();
    app.relay(host, rows).await.inspect_err(|fault| {
        telemetry::failed(app.name(), "stream", &format!("{count} rows"), fault);
    })?;
    Ok(json!({ "batchItemFailures": [] }))
}

/// Keeps a poison record, with its reason, in the queue that an alarm watches.
async fn park(host: &Host, record: &Value, fault: &Fault) -> Result<(), Error> {
    let parked = json!({ "reason": fault.to_string(), "record": record }).to_string();
    let jobs = host.ports.jobs.as_deref().ok_or("no queue to park poison records in")?;
    jobs.send(vec![parked]).await.map_err(Into::into)
}

impl Host {
    /// Files why a message failed, beside the message that goes to the dead-letter queue.
    async fn note_failure(&self, consumer: &str, message_id: &str, fault: &Fault) {
        let now = self.source.now();
        let failure = Failure {
            message_id: message_id.into(),
            consumer: consumer.into(),
            code: fault.code().into(),
            reason: fault.to_string(),
            at: now,
            until: now.plus_seconds(15 * 86_400),
        };
        let how = table::Commit {
            now,
            correlation_id: "",
            actor: &events::Actor::system(),
            new_event_id: &|| self.cx("".into()).new_id(),
            memory: table::Memory::None,
        };
        if let Err(error) = self.table.commit(table::Done::new(()).put(&failure), how).await {
            tracing::error!(%error, message_id, "the failure could not be filed");
        }
    }
}
