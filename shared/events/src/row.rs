//! What a row of the event table gives.
use primitives::Example;
use schemars::{JsonSchema, Schema};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A struct that travels on the bus.
pub trait Event: Serialize + DeserializeOwned + JsonSchema + Example + Send + 'static {
    /// Name on the bus: `source.Name.vN`.
    const DETAIL_TYPE: &'static str;
}

/// One event and version, as data.
pub struct EventRow {
    /// Name on the bus: `source.Name.vN`.
    pub detail_type: &'static str,
    /// What happened, in a sentence.
    pub doc: &'static str,
    /// JSON schema of the whole envelope, as it is on the bus.
    pub schema: fn() -> Schema,
    /// An envelope that the schema accepts.
    pub sample: fn() -> Value,
    /// Reads an envelope as a consumer does and writes it again: the same value, or what is wrong.
    pub round_trip: fn(Value) -> Result<Value, String>,
}

impl EventRow {
    /// Who publishes it.
    pub fn source(&self) -> &'static str {
        source_of(self.detail_type)
    }

    /// The schema of what the envelope carries, with everything it refers to beside it.
    pub fn data_schema(&self) -> (Value, Value) {
        let whole = serde_json::to_value((self.schema)()).unwrap_or_default();
        let definitions = whole.get("$defs").cloned().unwrap_or_default();
        let data = whole.pointer("/properties/data").cloned().unwrap_or_default();
        let name = data.get("$ref").and_then(Value::as_str).and_then(|at| at.rsplit('/').next());
        let found = name.and_then(|name| definitions.get(name)).cloned();
        (found.unwrap_or(data), definitions)
    }

    /// Names of the fields of what the envelope carries.
    pub fn fields(&self) -> Vec<String> {
        let (data, _) = self.data_schema();
        let fields = data.get("properties").and_then(Value::as_object);
        fields.map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
    }
}

/// The part of a detail type before the first dot.
pub(crate) fn source_of(detail_type: &'static str) -> &'static str {
    detail_type.split('.').next().unwrap_or(detail_type)
}

/// Declares events: `/// doc`, `Struct = "source.Name.vN" { field: Type, … }`.
macro_rules! events {
    ($(
        #[doc = $doc:literal]
        $name:ident = $wire:literal { $($(#[$fdoc:meta])* $field:ident: $ty:ty),* $(,)? }
    )*) => {
        $(
            #[doc = $doc]
            #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
            pub struct $name { $($(#[$fdoc])* pub $field: $ty),* }
            impl $crate::Event for $name {
                const DETAIL_TYPE: &'static str = $wire;
            }
            impl primitives::Example for $name {
                fn example() -> Self {
                    Self { $($field: primitives::Example::example()),* }
                }
            }
        )*
        /// The rows of this capability.
        pub const EVENTS: &[&$crate::EventRow] = &[$(&$crate::EventRow {
            detail_type: $wire,
            doc: $doc,
            schema: || schemars::schema_for!($crate::Envelope<$name>),
            sample: $crate::envelope::sample::<$name>,
            round_trip: $crate::envelope::round_trip::<$name>,
        }),*];
    };
}
pub(crate) use events;
