//! The OpenAPI 3.1 document, made from the operation rows.
use crate::{Caller, Documented, OperationRow, Problem, Trait};
use primitives::limits::{BODY_BYTES_MAX, IDEMPOTENCY_KEY_MAX};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde::Serialize;
use serde_json::{Map, Value, json, value::RawValue};
use std::borrow::Cow;

/// The document as an answer: text that was written before the program was compiled.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(transparent)]
pub struct Document(&'static RawValue);

impl Document {
    /// The document, as it was written.
    pub fn read(text: &'static str) -> serde_json::Result<Self> {
        serde_json::from_str(text).map(Self)
    }
}

impl JsonSchema for Document {
    fn schema_name() -> Cow<'static, str> {
        "Document".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "type": "object",
            "description": "An OpenAPI 3.1 document.",
            "required": ["openapi", "info", "paths"],
        })
    }
}

/// The document that `openapi.json` holds and the shop serves.
pub fn document() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut generator = settings.into_generator();
    let problem = generator.subschema_for::<Problem>();
    let mut paths = Map::new();
    for shown in crate::documented() {
        let row = shown.row;
        let entry = paths.entry(row.path).or_insert_with(|| json!({}));
        if let Some(methods) = entry.as_object_mut() {
            let operation = operation(shown, &mut generator, &problem);
            methods.insert(row.method.to_lowercase(), operation);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Kontor",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "A shop's back end. Money is integer minor units with an ISO 4217 code; \
                times are RFC 3339 in UTC; errors are RFC 9457 problems with stable codes.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                    "description": "An access token of the user pool, or of a machine client." },
                "cart": { "type": "apiKey", "in": "header", "name": "X-Cart-Token",
                    "description": "The secret that was answered when the cart was opened." },
            },
        },
    })
}

fn operation(shown: &Documented, generator: &mut SchemaGenerator, problem: &Schema) -> Value {
    let row = shown.row;
    let mut operation = json!({
        "operationId": row.id,
        "summary": row.doc.trim(),
        "description": format!("Caller: {}.", row.caller.describe()),
        "tags": [row.capability],
        "parameters": parameters(shown, generator),
        "responses": responses(shown, generator, problem),
    });
    if let Some(map) = operation.as_object_mut() {
        if row.takes_body() {
            let body = (shown.body)(generator);
            map.insert(
                "requestBody".into(),
                json!({
                    "required": true,
                    "description": format!("At most {BODY_BYTES_MAX} bytes."),
                    "content": { "application/json": { "schema": body } },
                }),
            );
        }
        let security = match row.caller {
            Caller::Public | Caller::Signed => json!([]),
            Caller::Holder => json!([{ "cart": [] }]),
            _ if wants_cart_too(row) => json!([{ "token": [], "cart": [] }]),
            _ => json!([{ "token": [] }]),
        };
        map.insert("security".into(), security);
    }
    operation
}

/// A customer who takes over a guest cart shows both: who they are, and that the cart is theirs.
fn wants_cart_too(row: &OperationRow) -> bool {
    row.caller == Caller::Customer && row.path.starts_with("/carts/")
}

fn parameters(shown: &Documented, generator: &mut SchemaGenerator) -> Vec<Value> {
    let row = shown.row;
    let mut list = fields((shown.path)(generator), "path");
    list.extend(fields((shown.query)(generator), "query"));
    let header = |name: &str, required: bool, text: &str, schema: Value| {
        json!({ "name": name, "in": "header", "required": required,
                "description": text, "schema": schema })
    };
    if row.has(Trait::Keyed) {
        list.push(header(
            "Idempotency-Key",
            true,
            "Chosen by the caller, unique per command; a repeat gets the first answer again.",
            json!({ "type": "string", "minLength": 1, "maxLength": IDEMPOTENCY_KEY_MAX,
                    "pattern": "^[\\x21-\\x7e]+$" }),
        ));
    }
    if row.has(Trait::KeyedWithin) {
        list.push(header(
            "Idempotency-Key",
            true,
            "Chosen by the caller, unique per command; a repeat has no second effect and gets the \
             present state.",
            json!({ "type": "string", "minLength": 1, "maxLength": IDEMPOTENCY_KEY_MAX,
                    "pattern": "^[\\x21-\\x7e]+$" }),
        ));
    }
    if row.has(Trait::Versioned) && row.method != "GET" {
        list.push(header(
            "If-Match",
            false,
            "The `ETag` that the change is based on; 412 if it has changed since.",
            json!({ "type": "string", "pattern": "^\"[0-9]{1,18}\"$" }),
        ));
    }
    list
}

fn fields(schema: Schema, place: &str) -> Vec<Value> {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return Vec::new();
    };
    properties
        .iter()
        .map(|(name, schema)| {
            let text = schema.get("description").cloned().unwrap_or_else(|| json!(""));
            json!({
                "name": name, "in": place, "description": text, "schema": schema,
                "required": place == "path" || required.contains(&name.as_str()),
            })
        })
        .collect()
}

fn responses(shown: &Documented, generator: &mut SchemaGenerator, problem: &Schema) -> Value {
    let row = shown.row;
    let reply = (shown.reply)(generator);
    let mut success = json!({
        "description": "Done.", "content": { "application/json": { "schema": reply } },
    });
    if row.has(Trait::Sheet)
        && let Some(content) = success.get_mut("content").and_then(Value::as_object_mut)
    {
        for media in ["text/csv", "image/svg+xml"] {
            content.insert(media.into(), json!({ "schema": { "type": "string" } }));
        }
    }
    if row.has(Trait::Versioned)
        && let Some(map) = success.as_object_mut()
    {
        let schema = json!({ "type": "string" });
        let text = "The version, for `If-Match`.";
        map.insert("headers".into(), json!({ "ETag": { "description": text, "schema": schema } }));
    }
    let mut map = Map::new();
    if row.has(Trait::Waits) {
        map.insert("202".into(), success.clone());
    }
    map.insert(row.status.to_string(), success);
    for (status, text) in refusals(row) {
        let mut content = json!({ "application/problem+json": { "schema": problem } });
        if from_the_gateway(status, row)
            && let Some(kinds) = content.as_object_mut()
        {
            kinds.insert("application/json".into(), json!({ "schema": gateway_refusal() }));
        }
        map.insert(status.to_string(), json!({ "description": text, "content": content }));
    }
    Value::Object(map)
}

/// Statuses that API Gateway may answer by itself, before or after the function.
fn from_the_gateway(status: u16, row: &OperationRow) -> bool {
    match status {
        401 | 403 => row.caller.needs_token(),
        _ => matches!(status, 400 | 404 | 413 | 429 | 500 | 503),
    }
}

/// The gateway knows nothing of problem details.
fn gateway_refusal() -> Value {
    json!({
        "type": "object",
        "properties": { "message": { "type": "string" } },
        "required": ["message"],
    })
}

fn refusals(row: &OperationRow) -> Vec<(u16, &'static str)> {
    let mut list = vec![
        (400, "The request is malformed."),
        (404, "There is no such thing, or it is not yours to see."),
        (422, "The request is well-formed but wrong; the code says why."),
        (429, "Too many requests at once; try again after a moment."),
        (500, "The shop failed; nothing was changed. Try again with the same key."),
        (503, "The shop is busy; try again after a moment."),
    ];
    if row.caller.needs_token() || matches!(row.caller, Caller::Holder | Caller::Signed) {
        list.push((401, "The token or signature is missing or wrong."));
        list.push((403, "The caller may not do this."));
    }
    if row.takes_body() || row.method == "DELETE" {
        list.push((409, "The state of things does not allow it; the code says why."));
        list.push((413, "The body is too large."));
        list.push((415, "The body is not JSON."));
    }
    if row.has(Trait::Versioned) {
        list.push((412, "It has changed since the version in If-Match."));
    }
    list
}

/// A schema on its own, for tests of payloads.
pub fn schema<T: JsonSchema>() -> Schema {
    schemars::schema_for!(T)
}
