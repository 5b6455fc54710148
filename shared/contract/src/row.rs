//! What a row of the operation table gives.
use crate::Caller;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, de::DeserializeOwned};

/// A typed operation: the row, and what goes in and out.
pub trait Operation: Send + Sync + 'static {
    /// The row.
    const ROW: &'static OperationRow;
    /// Path parameters.
    type Path: DeserializeOwned + Clone + Send + Sync;
    /// Query parameters.
    type Query: DeserializeOwned + Clone + Send + Sync;
    /// The JSON body.
    type Body: DeserializeOwned + Clone + Send + Sync;
    /// The JSON answer.
    type Reply: Serialize + Send;
}

/// What is special about an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trait {
    /// `Idempotency-Key` is required; a repeated key gets the first answer again, byte for byte.
    Keyed,
    /// `Idempotency-Key` is required, and what the operation changes remembers it: a repeated key
    /// has no second effect, and gets the present state as its answer. For frequent operations on
    /// things with large views, whose answers would be dear to keep.
    KeyedWithin,
    /// `If-Match` is honoured; the answer carries an `ETag`.
    Versioned,
    /// May answer 202 while an outside system is still at work; ask again.
    Waits,
    /// The answer is a table, which `Accept` may ask for as CSV or as a chart.
    Sheet,
    /// The body is taken as raw bytes, because its signature covers them, or because its parts are
    /// judged one by one.
    RawBody,
}

/// One operation, as data.
pub struct OperationRow {
    /// Unique name, the OpenAPI `operationId` and the template's event id.
    pub id: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// The function that answers.
    pub capability: &'static str,
    /// HTTP method.
    pub method: &'static str,
    /// Path, with `{parameters}`.
    pub path: &'static str,
    /// Who may call.
    pub caller: Caller,
    /// Status of success.
    pub status: u16,
    /// What is special.
    pub traits: &'static [Trait],
}

/// A row with the schemas of what goes in and out. Functions know their rows alone: schemas would be a
/// third of their code, and are for the document.
pub struct Documented {
    /// The row.
    pub row: &'static OperationRow,
    /// Schema of the path parameters, written out.
    pub path: fn(&mut SchemaGenerator) -> Schema,
    /// Schema of the query parameters, written out.
    pub query: fn(&mut SchemaGenerator) -> Schema,
    /// Schema of the body, by reference into the document's components.
    pub body: fn(&mut SchemaGenerator) -> Schema,
    /// Schema of the answer, by reference into the document's components.
    pub reply: fn(&mut SchemaGenerator) -> Schema,
}

impl Documented {
    /// An operation whose types have schemas.
    pub const fn new<O: Operation>() -> Self
    where
        O::Path: JsonSchema,
        O::Query: JsonSchema,
        O::Body: JsonSchema,
        O::Reply: JsonSchema,
    {
        Self {
            row: O::ROW,
            path: parameters_of::<O::Path>,
            query: parameters_of::<O::Query>,
            body: schema_of::<O::Body>,
            reply: schema_of::<O::Reply>,
        }
    }
}

impl OperationRow {
    /// Whether the row has the trait.
    pub fn has(&self, wanted: Trait) -> bool {
        self.traits.contains(&wanted)
    }

    /// Whether requests carry a body.
    pub fn takes_body(&self) -> bool {
        matches!(self.method, "POST" | "PUT" | "PATCH")
    }
}

/// A type's schema, by reference into the document's components.
fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// A parameter struct's schema, written out.
fn parameters_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    T::json_schema(generator)
}

/// Declares the operations of one capability:
/// `/// doc`, `Name: METHOD "path" (Path, Query, Body) -> status Reply, by Caller…, with [Trait…];`
macro_rules! operations {
    ($capability:literal: $(
        #[doc = $doc:literal]
        $name:ident: $method:ident $path:literal ($url:ty, $query:ty, $body:ty) -> $status:literal $reply:ty,
            by $caller:expr, with [$($trait:ident),*];
    )*) => {
        $(
            #[doc = $doc]
            pub struct $name;
            impl $crate::Operation for $name {
                const ROW: &'static $crate::OperationRow = &$crate::OperationRow {
                    id: stringify!($name), doc: $doc, capability: $capability,
                    method: stringify!($method), path: $path, caller: $caller, status: $status,
                    traits: &[$($crate::Trait::$trait),*],
                };
                type Path = $url;
                type Query = $query;
                type Body = $body;
                type Reply = $reply;
            }
        )*
        /// The rows of this capability.
        pub const OPERATIONS: &[$crate::Documented] = &[$($crate::Documented::new::<$name>()),*];
    };
}
pub(crate) use operations;
